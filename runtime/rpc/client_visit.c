#include "rpc/client_visit.h"

#include "component/fork.h"

bool pipc__client_visit_enter(pipc__client_visit *self, struct pipc__client *client)
{
    return pipc__client_visit_enter_told(self, client, NULL);
}

bool pipc__client_visit_enter_told(pipc__client_visit *self, struct pipc__client *client,
                                   void (*closed)(pipc__client_visit *self))
{
    *self = (pipc__client_visit){.client = client, .closed = closed};
    return client != NULL && !pipc__fork_has_broken_core() &&
           pipc__gate_enter(&client->gate, &self->link);
}

void pipc__client_visit_leave(pipc__client_visit *self)
{
    pipc__gate_leave(&self->client->gate, &self->link);
}

/* With the gate's mutex held. */
static void cancel(pipc__client_visit *self, pipc__call_fate fate)
{
    self->fate = fate;
    if (self->call != NULL)
        grpc_call_cancel(self->call, NULL);
    if (self->woken != NULL)
        pipc__condition_signal(self->woken);
    if (self->loop != NULL)
        pipc__loop_hurry_timer(self->loop, self->timer);
}

void pipc__client_visit_close(pipc__list *link)
{
    pipc__client_visit *self = PIPC_CONTAINER_OF(link, pipc__client_visit, link);

    cancel(self, PIPC__CALL_CLOSED);
    if (self->closed != NULL)
        self->closed(self);
}

void pipc__client_visit_cancel(pipc__client_visit *self)
{
    if (pipc__fork_has_broken_core())
        return;
    pipc__mutex_lock(&self->client->gate.mutex);
    if (self->fate == PIPC__CALL_RAN)
        cancel(self, PIPC__CALL_CANCELLED);
    pipc__mutex_unlock(&self->client->gate.mutex);
}

static void cancel_from_outside(pipc__cancellable *cancellable)
{
    pipc__client_visit_cancel(PIPC_CONTAINER_OF(cancellable, pipc__client_visit, cancellable));
}

int pipc__client_visit_obey(pipc__client_visit *self, pipc_cancellation *cancellation,
                            const char *path, pipc_error **error)
{
    self->cancellable.cancel = cancel_from_outside;
    if (!pipc__cancellation_add(cancellation, &self->cancellable))
        return pipc__call_fail_cancelled(path, error);
    self->cancellation = cancellation;
    return PIPC_OK;
}

void pipc__client_visit_show(pipc__client_visit *self, grpc_call *call)
{
    pipc__mutex_lock(&self->client->gate.mutex);
    self->call = call;
    if (self->fate != PIPC__CALL_RAN)
        grpc_call_cancel(call, NULL);
    pipc__mutex_unlock(&self->client->gate.mutex);
}

pipc__call_fate pipc__client_visit_part(pipc__client_visit *self)
{
    pipc__call_fate fate;

    pipc__mutex_lock(&self->client->gate.mutex);
    self->call = NULL;
    fate = self->fate;
    pipc__mutex_unlock(&self->client->gate.mutex);
    return fate;
}

pipc__call_fate pipc__client_visit_hide(pipc__client_visit *self)
{
    pipc__cancellation_remove(self->cancellation, &self->cancellable);
    self->cancellation = NULL;
    return pipc__client_visit_part(self);
}

/* --- between two attempts ------------------------------------------------------------------- */

pipc__call_fate pipc__client_visit_wait(pipc__client_visit *self, int64_t until_ns)
{
    pipc__mutex *mutex = &self->client->gate.mutex;
    pipc__condition woken;
    pipc__call_fate fate;

    pipc__condition_init(&woken);
    pipc__mutex_lock(mutex);
    self->woken = &woken;
    while (self->fate == PIPC__CALL_RAN && pipc__condition_wait_until(&woken, mutex, until_ns)) {
    }
    self->woken = NULL;
    fate = self->fate;
    pipc__mutex_unlock(mutex);
    pipc__condition_dispose(&woken);
    return fate;
}

void pipc__client_visit_pause(pipc__client_visit *self, pipc__loop *loop, pipc__timer *timer,
                              int64_t due_ns, pipc__task *task)
{
    pipc__mutex *mutex = &self->client->gate.mutex; /* the visit may be over when it is let go of */

    pipc__mutex_lock(mutex);
    self->loop = loop;
    self->timer = timer;
    pipc__loop_start_timer(loop, timer, self->fate == PIPC__CALL_RAN ? due_ns : 0, task);
    pipc__mutex_unlock(mutex);
}

pipc__call_fate pipc__client_visit_resume(pipc__client_visit *self)
{
    pipc__call_fate fate;

    pipc__mutex_lock(&self->client->gate.mutex);
    self->loop = NULL;
    fate = self->fate;
    pipc__mutex_unlock(&self->client->gate.mutex);
    return fate;
}
