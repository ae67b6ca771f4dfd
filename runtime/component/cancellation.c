#include "component/cancellation.h"

#include <stdatomic.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "component/fork.h"

struct pipc_cancellation {
    pipc__mutex mutex; /* guards the list, and the change of the flag */
    pipc__list cancellables;
    atomic_bool cancelled;
};

int pipc_cancellation_new(pipc_cancellation **out, pipc_error **error)
{
    pipc_cancellation *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    pipc__mutex_init(&self->mutex);
    pipc__list_init(&self->cancellables);
    *out = self;
    return PIPC_OK;
}

void pipc_cancellation_free(pipc_cancellation *self)
{
    if (self == NULL)
        return;
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}

void pipc_cancellation_cancel(pipc_cancellation *self)
{
    pipc__list *link;

    if (pipc__fork_has_broken_core())
        return;
    pipc__mutex_lock(&self->mutex);
    atomic_store(&self->cancelled, true);
    while ((link = pipc__list_take_first(&self->cancellables)) != NULL) {
        pipc__cancellable *cancellable = PIPC_CONTAINER_OF(link, pipc__cancellable, link);

        cancellable->cancel(cancellable);
    }
    pipc__mutex_unlock(&self->mutex);
}

bool pipc_cancellation_is_cancelled(const pipc_cancellation *self)
{
    return self != NULL && atomic_load(&self->cancelled);
}

bool pipc__cancellation_add(pipc_cancellation *cancellation, pipc__cancellable *cancellable)
{
    bool cancelled;

    pipc__list_init(&cancellable->link);
    if (cancellation == NULL)
        return true;
    pipc__mutex_lock(&cancellation->mutex);
    cancelled = atomic_load(&cancellation->cancelled);
    if (!cancelled)
        pipc__list_add(&cancellation->cancellables, &cancellable->link);
    pipc__mutex_unlock(&cancellation->mutex);
    return !cancelled;
}

void pipc__cancellation_remove(pipc_cancellation *cancellation, pipc__cancellable *cancellable)
{
    if (cancellation == NULL)
        return;
    pipc__mutex_lock(&cancellation->mutex);
    pipc__list_remove(&cancellable->link);
    pipc__mutex_unlock(&cancellation->mutex);
}
