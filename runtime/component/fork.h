/*
 * What a fork leaves behind: the child has the memory of its parent, locks that were held included,
 * but of the threads only the one that forked, and sockets that it shares. So nothing that was open
 * is of use there, and nothing of the core either if that was in use.
 */
#ifndef PIPC_RUNTIME_COMPONENT_FORK_H_
#define PIPC_RUNTIME_COMPONENT_FORK_H_

#include <stdatomic.h>
#include <stdbool.h>

#include <pipc/types.h>

/* Private, for those below: written in the child of a fork only, before it can have threads. */
extern atomic_uint pipc__fork_count;
extern atomic_bool pipc__fork_broke_core;

/* Has forks noticed from now on; before anything is opened. Threads: any. */
void pipc__fork_watch(void);

/* How many forks lie between this process and the first one that opened something. Cheap. */
static inline unsigned pipc__fork_generation(void)
{
    return atomic_load_explicit(&pipc__fork_count, memory_order_relaxed);
}

/* Whether the core was in use when this process was forked, and no longer works. Cheap. */
static inline bool pipc__fork_has_broken_core(void)
{
    return atomic_load_explicit(&pipc__fork_broke_core, memory_order_relaxed);
}

/* The core is in use from the one to the other. They nest. Threads: any. */
void pipc__fork_core_begins(void);
void pipc__fork_core_ends(void);

/* PIPC_E_INVALID_STATE FORKED: `what` was asked for something that no longer works. */
int pipc__fork_fail(const char *what, pipc_error **error);

/* The same, if the core no longer works. */
int pipc__fork_check_core(const char *what, pipc_error **error);

#endif
