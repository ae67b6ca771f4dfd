#include "component/fork.h"

#include <pthread.h>

#include <pipc/error.h>

#include "base/sync.h"

atomic_uint pipc__fork_count;
atomic_bool pipc__fork_broke_core;

static atomic_uint core_users;

static void note_in_child(void)
{
    atomic_fetch_add(&pipc__fork_count, 1);
    if (atomic_load(&core_users) > 0)
        atomic_store(&pipc__fork_broke_core, true);
}

/* Where there is no memory for it, it is tried again the next time. */
void pipc__fork_watch(void)
{
    static pipc__mutex mutex = PTHREAD_MUTEX_INITIALIZER;
    static atomic_bool watches;

    if (atomic_load(&watches))
        return;
    pipc__mutex_lock(&mutex);
    if (!atomic_load(&watches))
        atomic_store(&watches, pthread_atfork(NULL, NULL, note_in_child) == 0);
    pipc__mutex_unlock(&mutex);
}

void pipc__fork_core_begins(void)
{
    pipc__fork_watch();
    atomic_fetch_add(&core_users, 1);
}

void pipc__fork_core_ends(void)
{
    atomic_fetch_sub(&core_users, 1);
}

int pipc__fork_fail(const char *what, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INVALID_STATE, "FORKED",
                     "%s is used in a process that was forked while something of pipc was open, "
                     "expected it opened after the fork, with nothing open before",
                     what);
}

int pipc__fork_check_core(const char *what, pipc_error **error)
{
    return pipc__fork_has_broken_core() ? pipc__fork_fail(what, error) : PIPC_OK;
}
