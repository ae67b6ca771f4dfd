#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void *default_alloc(size_t size, void *data)
{
    (void)data;
    return malloc(size);
}

static void *default_realloc(void *memory, size_t size, void *data)
{
    (void)data;
    return realloc(memory, size);
}

static void default_free(void *memory, void *data)
{
    (void)data;
    free(memory);
}

static const pipc_allocator default_allocator = {
    .alloc = default_alloc,
    .realloc = default_realloc,
    .free = default_free,
};

/* Not guarded: it is set before pipc is used for the first time. */
static pipc_allocator allocator = {
    .alloc = default_alloc,
    .realloc = default_realloc,
    .free = default_free,
};

void pipc_set_allocator(const pipc_allocator *replacement)
{
    allocator = replacement == NULL ? default_allocator : *replacement;
}

void pipc_free(void *memory)
{
    pipc__free(memory);
}

void *pipc__alloc(size_t size)
{
    return allocator.alloc(size == 0 ? 1 : size, allocator.data);
}

void *pipc__alloc_zeroed(size_t size)
{
    void *memory = pipc__alloc(size);

    if (memory != NULL)
        memset(memory, 0, size);
    return memory;
}

void *pipc__realloc(void *memory, size_t size)
{
    return allocator.realloc(memory, size == 0 ? 1 : size, allocator.data);
}

void pipc__free(void *memory)
{
    allocator.free(memory, allocator.data);
}

char *pipc__strdup(const char *text)
{
    return pipc__strndup(text, strlen(text));
}

char *pipc__strndup(const char *text, size_t length)
{
    char *copy = pipc__alloc(length + 1);

    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void *pipc__alloc_for_protobuf_c(size_t size)
{
    if (allocator.alloc != default_alloc) {
        void *leave = pipc__alloc(size);

        if (leave == NULL)
            return NULL;
        pipc__free(leave);
    }
    return malloc(size == 0 ? 1 : size);
}

void pipc__free_for_protobuf_c(void *memory)
{
    free(memory);
}
