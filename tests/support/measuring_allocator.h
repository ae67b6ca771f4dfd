/* An allocator that knows how much memory there is out at a time. */
#ifndef PIPC_TESTS_SUPPORT_MEASURING_ALLOCATOR_H_
#define PIPC_TESTS_SUPPORT_MEASURING_ALLOCATOR_H_

#include <stddef.h>

/* Installs it, before anything is allocated. */
void measuring_allocator_install(void);

/* Puts malloc() back. */
void measuring_allocator_remove(void);

/* Counts the bytes that are out now as none. */
void measuring_allocator_start(void);

/* The most there were at once since, a block that moves being there twice. Threads: any. */
size_t measuring_allocator_peak(void);

#endif
