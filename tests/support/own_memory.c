#include "support/own_memory.h"

#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <pipc/alloc.h>

static _Alignas(max_align_t) unsigned char memory_of_child[1024 * 1024];
static size_t own_used;

static void *alloc_own(size_t size, void *ignored)
{
    void *block = memory_of_child + own_used;

    (void)ignored;
    own_used += (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    return own_used <= sizeof memory_of_child ? block : NULL;
}

/* What is there as it forked knows its size, of the rest more is copied than it had. */
static void *realloc_own(void *memory, size_t size, void *ignored)
{
    unsigned char *before = memory;
    bool is_own = before >= memory_of_child && before < memory_of_child + sizeof memory_of_child;
    void *block = alloc_own(size, ignored);
    size_t had = is_own || before == NULL ? size : malloc_usable_size(before);

    if (block != NULL && before != NULL)
        memmove(block, before, had < size ? had : size);
    return block;
}

static void free_none(void *block, void *ignored)
{
    (void)block;
    (void)ignored;
}

void own_memory_install(void)
{
    pipc_set_allocator(
        &(pipc_allocator){.alloc = alloc_own, .realloc = realloc_own, .free = free_none});
}
