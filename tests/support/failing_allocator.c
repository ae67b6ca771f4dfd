#include "support/failing_allocator.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <pipc/alloc.h>

#include "support/cmocka.h"

static atomic_size_t live_blocks;
static atomic_size_t live_bytes;
static atomic_size_t peak_bytes;
static atomic_size_t allocations;
static atomic_size_t asked; /* since failing_allocator_fail_at() */
static atomic_size_t fails_at;
static atomic_bool fails_for_good;
static atomic_bool has_failed;

static bool refuses(void)
{
    size_t n = atomic_fetch_add(&asked, 1) + 1;
    size_t at = atomic_load(&fails_at);

    atomic_fetch_add(&allocations, 1);
    if (at == 0 || n < at || (n > at && !atomic_load(&fails_for_good)))
        return false;
    atomic_store(&has_failed, true);
    return true;
}

static void add_bytes(const void *memory)
{
    size_t bytes = memory == NULL ? 0 : malloc_usable_size((void *)memory);
    size_t live = atomic_fetch_add(&live_bytes, bytes) + bytes;
    size_t peak = atomic_load(&peak_bytes);

    while (live > peak && !atomic_compare_exchange_weak(&peak_bytes, &peak, live))
        ;
}

static void remove_bytes(size_t bytes)
{
    atomic_fetch_sub(&live_bytes, bytes);
}

static void *failing_alloc(size_t size, void *data)
{
    void *memory = refuses() ? NULL : malloc(size);

    (void)data;
    if (memory != NULL)
        atomic_fetch_add(&live_blocks, 1);
    add_bytes(memory);
    return memory;
}

static void *failing_realloc(void *memory, size_t size, void *data)
{
    size_t bytes = malloc_usable_size(memory);
    void *moved = refuses() ? NULL : realloc(memory, size);

    (void)data;
    if (moved != NULL)
        remove_bytes(bytes);
    add_bytes(moved);
    if (memory == NULL && moved != NULL)
        atomic_fetch_add(&live_blocks, 1);
    return moved;
}

static void failing_free(void *memory, void *data)
{
    (void)data;
    if (memory == NULL)
        return;
    atomic_fetch_sub(&live_blocks, 1);
    remove_bytes(malloc_usable_size(memory));
    free(memory);
}

void failing_allocator_install(void)
{
    static const pipc_allocator allocator = {
        .alloc = failing_alloc,
        .realloc = failing_realloc,
        .free = failing_free,
    };

    failing_allocator_fail_at(0, false);
    atomic_store(&live_blocks, 0);
    atomic_store(&live_bytes, 0);
    atomic_store(&peak_bytes, 0);
    atomic_store(&allocations, 0);
    pipc_set_allocator(&allocator);
}

void failing_allocator_remove(void)
{
    pipc_set_allocator(NULL);
}

void failing_allocator_fail_at(size_t n, bool for_good)
{
    atomic_store(&fails_at, 0);
    atomic_store(&asked, 0);
    atomic_store(&has_failed, false);
    atomic_store(&fails_for_good, for_good);
    atomic_store(&fails_at, n);
}

bool failing_allocator_has_failed(void)
{
    return atomic_load(&has_failed);
}

size_t failing_allocator_live_blocks(void)
{
    return atomic_load(&live_blocks);
}

size_t failing_allocator_live_bytes(void)
{
    return atomic_load(&live_bytes);
}

size_t failing_allocator_peak_bytes(void)
{
    return atomic_load(&peak_bytes);
}

size_t failing_allocator_allocations(void)
{
    return atomic_load(&allocations);
}

/* Runs with allocation `n` failing; whether it was refused, so that `n + 1` is worth a try. */
static bool run_once(int (*scenario)(void *data), void *data, size_t n, bool for_good)
{
    bool refused;
    int code;

    failing_allocator_install();
    failing_allocator_fail_at(n, for_good);
    code = scenario(data);
    refused = failing_allocator_has_failed();
    failing_allocator_fail_at(0, false);
    if (failing_allocator_live_blocks() != 0)
        fail_msg("allocation %zu failing leaves %zu blocks behind", n,
                 failing_allocator_live_blocks());
    if (code != PIPC_OK && !(refused && code == PIPC_E_NO_MEMORY))
        fail_msg("allocation %zu %s, and the scenario returns %d", n,
                 refused ? "failing" : "not reached", code);
    failing_allocator_remove();
    return refused;
}

void for_each_failing_allocation(int (*scenario)(void *data), void *data)
{
    for (int for_good = 0; for_good <= 1; for_good++) {
        size_t n = 1;

        while (run_once(scenario, data, n, for_good == 1))
            n++;
        assert_true(n > 1); /* a scenario that allocates nothing tests nothing */
    }
}
