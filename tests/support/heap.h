/* What this process holds of the heap. */
#ifndef PIPC_TESTS_SUPPORT_HEAP_H_
#define PIPC_TESTS_SUPPORT_HEAP_H_

#include <stddef.h>

/*
 * Not what the process has of the kernel, of which the heap may keep what nobody uses any more.
 * Sanitizers have heaps of their own, of which this knows nothing.
 */
size_t bytes_in_use(void);

/* Asserts that no more than `most` came to those that were in use `before`. */
void expect_growth(size_t before, size_t most);

/*
 * Likewise, within 20 s: the core frees on threads of its own, and tells nobody when it has done
 * so.
 */
void expect_growth_to_end(size_t before, size_t most);

#endif
