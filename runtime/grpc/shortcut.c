#include "grpc/shortcut.h"

#include "base/sync.h"

bool pipc__shortcut_claim(pipc__shortcut *self)
{
    return !atomic_exchange(&self->closed, true);
}

static void open_again(pipc__shortcut *self)
{
    atomic_store(&self->closed, false);
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

    if (grpc_completion_queue_thread_local_cache_flush(queue, &caught, &succeeded) != 0) {
        PIPC__TAKEN_OVER(caught);
        *ok = succeeded != 0;
    }
    if (caught != NULL && caught != tag) {
        self->other = caught;
        self->other_ok = *ok;
        return PIPC__CAUGHT_ANOTHER;
    }
    open_again(self);
    return caught == NULL ? PIPC__CAUGHT_NOTHING : PIPC__CAUGHT;
}

void pipc__shortcut_hand_on(pipc__shortcut *self)
{
    pipc__tag *other = self->other;
    bool ok = self->other_ok;

    open_again(self);
    other->fire(other, ok);
}
