#include "grpc/shortcut.h"

#include <assert.h>

#include "base/sync.h"

bool pipc__shortcut_is_open(pipc__shortcut *self)
{
    return !atomic_load(&self->closed);
}

void pipc__shortcut_begin(grpc_completion_queue *queue)
{
    grpc_completion_queue_thread_local_cache_init(queue);
}

pipc__catch pipc__shortcut_end(pipc__shortcut *self, grpc_completion_queue *queue, pipc__tag *tag,
                               bool *ok)
{
    void *caught = NULL;
    int succeeded = 0;

    if (grpc_completion_queue_thread_local_cache_flush(queue, &caught, &succeeded) == 0)
        return PIPC__CAUGHT_NOTHING;
    PIPC__TAKEN_OVER(caught);
    *ok = succeeded != 0;
    if (caught == tag)
        return PIPC__CAUGHT;
    assert(pipc__shortcut_is_open(self));
    self->other = caught;
    self->other_ok = succeeded != 0;
    atomic_store(&self->closed, true);
    return PIPC__CAUGHT_ANOTHER;
}

void pipc__shortcut_hand_on(pipc__shortcut *self)
{
    pipc__tag *other = self->other;
    bool ok = self->other_ok;

    atomic_store(&self->closed, false);
    other->fire(other, ok);
}
