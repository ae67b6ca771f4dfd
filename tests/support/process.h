/* What this process holds, as the kernel counts it. */
#ifndef PIPC_TESTS_SUPPORT_PROCESS_H_
#define PIPC_TESTS_SUPPORT_PROCESS_H_

#include <stddef.h>

/* Open file descriptors. */
size_t count_file_descriptors(void);

/*
 * Waits until there are that many at most, or fails the test: whoever sees the end of a connection
 * may see it before the other side has closed its descriptor.
 */
void expect_file_descriptors_to_end(size_t most);

/* Threads. Those that are joined are gone. */
size_t count_threads(void);

/* Those of them that are no thread of the core, which has pools of them and gives them names. */
size_t count_own_threads(void);

/*
 * A port of 127.0.0.1 that is this process's until its end: nobody listens there who was not told
 * of it, also while those who were have gone. Whoever connects meanwhile is refused.
 */
int reserve_port(void);

#endif
