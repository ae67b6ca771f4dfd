#include "support/measuring_allocator.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/alloc.h>

static atomic_long live;
static atomic_long peak;

static void *measuring_alloc(size_t size, void *data)
{
    void *memory = malloc(size);
    long now;
    long most = atomic_load(&peak);

    (void)data;
    if (memory == NULL)
        return NULL;
    now = (long)malloc_usable_size(memory);
    now += atomic_fetch_add(&live, now);
    while (now > most && !atomic_compare_exchange_weak(&peak, &most, now)) {
    }
    return memory;
}

static void measuring_free(void *memory, void *data)
{
    (void)data;
    if (memory == NULL)
        return;
    atomic_fetch_sub(&live, (long)malloc_usable_size(memory));
    free(memory);
}

static void *measuring_realloc(void *memory, size_t size, void *data)
{
    void *moved = measuring_alloc(size, data);
    size_t kept = memory == NULL ? 0 : malloc_usable_size(memory);

    if (moved == NULL)
        return NULL;
    if (kept > 0)
        memcpy(moved, memory, kept < size ? kept : size);
    measuring_free(memory, data);
    return moved;
}

void measuring_allocator_install(void)
{
    static const pipc_allocator allocator = {
        .alloc = measuring_alloc,
        .realloc = measuring_realloc,
        .free = measuring_free,
    };

    pipc_set_allocator(&allocator);
}

void measuring_allocator_remove(void)
{
    pipc_set_allocator(NULL);
}

void measuring_allocator_start(void)
{
    atomic_store(&live, 0);
    atomic_store(&peak, 0);
}

size_t measuring_allocator_peak(void)
{
    return (size_t)atomic_load(&peak);
}
