/* The stream of a handler that does not wait, but is told. */
#include <assert.h>

#include "rpc/call.h"
#include "rpc/request.h"
#include "rpc/server_stream.h"

static pipc_call *call_of(pipc_grpc_server_stream *self)
{
    return PIPC_CONTAINER_OF(self, pipc_call, stream);
}

/* So many messages in a row may come at once: then others have their turn. */
enum { TOLD_MAX = 32 };

/* With the mutex held. Something is there for the listener: a message, or the end. */
static bool has_come(const pipc_grpc_server_stream *self)
{
    return self->came.count > 0 || self->came_all;
}

/* With the mutex held. */
static void receive_next(pipc_grpc_server_stream *self, bool at_once)
{
    if (!has_come(self) && !self->receiving)
        pipc__server_stream_receive(self, at_once);
}

/* Once both has happened, in whatever order: there is a listener, and the handler has returned. */
static bool begin(pipc_grpc_server_stream *self)
{
    pipc__turns *turns = &call_of(self)->turns;
    bool begins, comes = false;

    pipc__mutex_lock(&self->mutex);
    begins = self->listener != NULL && self->handler_returned && !self->listens;
    if (begins) {
        self->listens = true;
        receive_next(self, false);
        comes = has_come(self);
    }
    pipc__mutex_unlock(&self->mutex);
    if (comes)
        pipc__turns_add(turns, PIPC__TURN_MESSAGE);
    return begins && pipc__turns_open(turns, PIPC__TURN_OF_STREAM);
}

void pipc__server_stream_go_on(pipc_grpc_server_stream *self)
{
    pipc__mutex_lock(&self->mutex);
    self->handler_returned = true;
    pipc__mutex_unlock(&self->mutex);
    if (begin(self))
        pipc__call_take_turns(call_of(self));
}

void pipc_grpc_server_stream_listen(pipc_grpc_server_stream *self,
                                    pipc_grpc_server_listener *listener)
{
    pipc__server_call *call = self->call;

    if (!pipc__server_call_hold(call))
        return;
    pipc__mutex_lock(&self->mutex);
    self->listener = listener;
    pipc__mutex_unlock(&self->mutex);
    if (begin(self))
        pipc__call_fire_turns(call_of(self));
    pipc__server_call_let_go(call);
}

void pipc_grpc_server_stream_resume(pipc_grpc_server_stream *self)
{
    pipc__server_call *call = self->call;
    bool comes;

    if (!pipc__server_call_hold(call))
        return;
    pipc__mutex_lock(&self->mutex);
    if (self->tells)
        self->resumed = true;
    else if (self->paused)
        receive_next(self, false);
    comes = self->paused && !self->tells && has_come(self);
    self->paused = false;
    pipc__mutex_unlock(&self->mutex);
    if (comes && pipc__turns_add(&call_of(self)->turns, PIPC__TURN_MESSAGE))
        pipc__call_fire_turns(call_of(self));
    pipc__server_call_let_go(call);
}

/* --- the callbacks -------------------------------------------------------------------------- */

/* Takes what was received; NULL: nothing was, *ended if that is the end. */
static grpc_byte_buffer *take_bytes(pipc_grpc_server_stream *self, bool *ended)
{
    grpc_byte_buffer *bytes;

    pipc__mutex_lock(&self->mutex);
    bytes = self->paused ? NULL : pipc__message_queue_take(&self->came);
    *ended = !self->paused && bytes == NULL && self->came_all && self->came_well &&
             !self->end_told && !pipc__server_call_broke_off(self->call);
    self->end_told = self->end_told || *ended;
    self->tells = bytes != NULL;
    self->resumed = false;
    pipc__mutex_unlock(&self->mutex);
    return bytes;
}

static void tell(pipc_grpc_server_stream *self,
                 void (*event)(pipc_grpc_server_listener *, pipc_grpc_server_stream *))
{
    if (event != NULL)
        event(self->listener, self);
}

/* With the mutex held. True: the next message is there already, or the end. */
static bool receive_after(pipc_grpc_server_stream *self)
{
    bool at_once = self->told < TOLD_MAX;

    receive_next(self, at_once);
    self->told = self->receiving ? 0 : self->told + 1;
    return has_come(self);
}

static void tell_message(pipc_grpc_server_stream *self, const ProtobufCMessage *message)
{
    const pipc_grpc_server_events *events = self->listener->events;
    bool goes_on = false;
    int code = PIPC_OK;

    if (events->message != NULL)
        code = events->message(self->listener, self, message);
    assert((code == PIPC_OK || code == PIPC_PENDING) && "what `message` returns");
    pipc__mutex_lock(&self->mutex);
    self->tells = false;
    self->paused = code == PIPC_PENDING && !self->resumed;
    if (!self->paused)
        goes_on = receive_after(self);
    pipc__mutex_unlock(&self->mutex);
    if (goes_on)
        pipc__turns_add(&call_of(self)->turns, PIPC__TURN_MESSAGE); /* of who has it */
}

/* Somebody may finish the call meanwhile: the core's must not go. */
static void take_bytes_held(pipc_grpc_server_stream *self, grpc_byte_buffer *bytes)
{
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    int code;

    pipc__arena_dispose(&self->arena);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
    code = pipc__request_unpack(call_of(self), bytes, &self->arena, &message, &error);
    if (code == PIPC_OK)
        tell_message(self, message);
    else
        pipc__call_break_off(call_of(self), code, error);
}

void pipc__server_stream_take_message(pipc_grpc_server_stream *self)
{
    bool ended = false;
    grpc_byte_buffer *bytes = take_bytes(self, &ended);

    if (ended)
        tell(self, self->listener->events->half_closed);
    if (bytes == NULL)
        return;
    if (pipc__server_call_hold(self->call)) {
        take_bytes_held(self, bytes);
        pipc__server_call_let_go(self->call);
    }
    pipc__codec_free(bytes);
}

void pipc__server_stream_tell_writable(pipc_grpc_server_stream *self)
{
    tell(self, self->listener->events->writable);
}

void pipc__server_stream_tell_cancelled(pipc_grpc_server_stream *self)
{
    tell(self, self->listener->events->cancelled);
}
