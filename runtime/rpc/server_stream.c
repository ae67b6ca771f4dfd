#include "rpc/server_stream.h"

#include <pipc/grpc_status.h>

#include "rpc/call.h"

void pipc__server_stream_init(pipc_grpc_server_stream *self, pipc__server_call *call,
                              const pipc__message_type *request)
{
    self->call = call;
    self->request = request;
    self->witness = NULL;
    self->is_closed = self->reply_waits = false;
    self->listener = NULL;
    self->handler_returned = self->listens = false;
    self->tells = self->paused = self->resumed = self->write_refused = false;
    self->told = 0;
    self->end_told = false;
    pipc__server_stream_init_reading(self);
    pipc__server_stream_init_writing(self);
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
    pipc__arena_init(&self->arena, NULL, 0);
}

void pipc__server_stream_dispose(pipc_grpc_server_stream *self)
{
    pipc__message_queue_clear(&self->came); /* what nobody waited for any more */
    pipc__message_queue_clear(&self->leaving);
    pipc__arena_dispose(&self->arena);
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
}

bool pipc__server_stream_close(pipc_grpc_server_stream *self, const pipc__server_reply *reply)
{
    bool waits, wakes;

    pipc__mutex_lock(&self->mutex);
    self->is_closed = true;
    waits = self->sending;
    if (waits) {
        atomic_fetch_add(&PIPC_CONTAINER_OF(self, pipc_call, stream)->stays, 1);
        self->reply = *reply;
        self->reply_waits = true;
    }
    wakes = pipc__server_stream_lower(&self->writer_waits);
    pipc__mutex_unlock(&self->mutex);
    if (wakes)
        pipc__server_stream_wake(self);
    return !waits;
}

int pipc__server_stream_fail_cancelled(pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the answer any more");
}

/* What is waited for comes by way of the loop: this thread must not poll it. */
void pipc__server_stream_wait(pipc_grpc_server_stream *self, bool *flag)
{
    *flag = true;
    pipc__mutex_unlock(&self->mutex);
    pipc__loop_handler_waits();
    pipc__mutex_lock(&self->mutex);
    while (*flag)
        pipc__condition_wait(&self->changed, &self->mutex);
}

bool pipc__server_stream_lower(bool *flag)
{
    bool was_raised = *flag;

    *flag = false;
    return was_raised;
}

void pipc__server_stream_wake(pipc_grpc_server_stream *self)
{
    pipc__condition_broadcast(&self->changed);
}
