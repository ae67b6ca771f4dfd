/* An allocator that counts, and that refuses memory when it is told to. */
#ifndef PIPC_TESTS_SUPPORT_FAILING_ALLOCATOR_H_
#define PIPC_TESTS_SUPPORT_FAILING_ALLOCATOR_H_

#include <stdbool.h>
#include <stddef.h>

/* Installs it; nothing fails yet. All counts are 0. */
void failing_allocator_install(void);

/* Puts malloc() back. */
void failing_allocator_remove(void);

/*
 * From now on, allocation `n` (1 is the next one) fails, and if `for_good` all after it. 0: none.
 */
void failing_allocator_fail_at(size_t n, bool for_good);

/* Whether an allocation was refused since failing_allocator_fail_at(). Threads: any. */
bool failing_allocator_has_failed(void);

/* Blocks that were allocated and not freed. Threads: any. */
size_t failing_allocator_live_blocks(void);

/* Their bytes. Threads: any. */
size_t failing_allocator_live_bytes(void);

/* The most bytes that were allocated and not freed at any time. Threads: any. */
size_t failing_allocator_peak_bytes(void);

/* Allocations that were asked for, the refused ones included. Threads: any. */
size_t failing_allocator_allocations(void);

/*
 * Runs `scenario` with its first allocation failing, then its second and so on, until none was
 * refused any more; and all of that once with only that allocation and once with all later ones
 * failing. Fails the test if a run leaves a block behind, if a run without a refusal does not
 * return PIPC_OK, or if one with a refusal returns anything but PIPC_OK and PIPC_E_NO_MEMORY.
 */
void for_each_failing_allocation(int (*scenario)(void *data), void *data);

#endif
