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
    pipc__signal_init(&self->reader.wakes);
    pipc__signal_init(&self->writer.wakes);
    pipc__arena_init(&self->arena, NULL, 0);
}

void pipc__server_stream_dispose(pipc_grpc_server_stream *self)
{
    pipc__message_queue_clear(&self->came); /* what nobody waited for any more */
    pipc__message_queue_clear(&self->leaving);
    pipc__arena_dispose(&self->arena);
    pipc__signal_dispose(&self->writer.wakes);
    pipc__signal_dispose(&self->reader.wakes);
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
    wakes = pipc__server_stream_relieve(&self->writer);
    pipc__mutex_unlock(&self->mutex);
    if (wakes)
        pipc__signal_give(&self->writer.wakes);
    return !waits;
}

int pipc__server_stream_fail_cancelled(pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the answer any more");
}

/* What is waited for comes by way of the loop: this thread must not poll it. */
void pipc__server_stream_wait(pipc_grpc_server_stream *self, pipc__stream_waiter *waiter)
{
    waiter->waits = true;
    pipc__mutex_unlock(&self->mutex);
    pipc__loop_handler_waits();
    pipc__signal_take(&waiter->wakes);
    pipc__mutex_lock(&self->mutex);
}

bool pipc__server_stream_relieve(pipc__stream_waiter *waiter)
{
    bool waited = waiter->waits;

    waiter->waits = false;
    return waited;
}
