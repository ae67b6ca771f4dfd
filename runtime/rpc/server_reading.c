/* What a handler reads by hand. */
#include "rpc/call.h"
#include "rpc/request.h"
#include "rpc/server_stream.h"

static pipc_call *call_of(pipc_grpc_server_stream *self)
{
    return PIPC_CONTAINER_OF(self, pipc_call, stream);
}

/* --- what comes ----------------------------------------------------------------------------- */

/* With the mutex held. Room for the message was made before it was asked for. */
static void note_received(pipc_grpc_server_stream *self, bool ok)
{
    self->receiving = false;
    self->came_well = ok;
    self->came_all = self->bytes == NULL;
    pipc__server_call_note_message(self->call, self->bytes);
    if (self->bytes != NULL)
        pipc__message_queue_add(&self->came, self->bytes);
    self->bytes = NULL;
}

void pipc__server_stream_receive(pipc_grpc_server_stream *self, bool at_once)
{
    if (self->is_closed || self->came_all || self->request == NULL)
        return;
    switch (pipc__server_call_receive(self->call, &self->bytes, &self->received, at_once)) {
    case PIPC__UNDER_WAY:
        self->receiving = true;
        break;
    case PIPC__DONE:
        note_received(self, true);
        break;
    case PIPC__FAILED:
    case PIPC__REFUSED:
    default:
        note_received(self, false);
        break;
    }
}

/* With the mutex held: what is there already comes before it is asked for, as far as it fits. */
static void receive_ahead(pipc_grpc_server_stream *self)
{
    while (!self->receiving && !self->came_all && !self->is_closed &&
           pipc__message_queue_make_room(&self->came, 1))
        pipc__server_stream_receive(self, true);
}

static void received(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, received);
    pipc_call *call = call_of(self);
    bool listens, wakes;

    pipc__mutex_lock(&self->mutex);
    note_received(self, ok);
    listens = self->listens;
    if (!listens)
        receive_ahead(self);
    wakes = pipc__server_stream_relieve(&self->reader);
    pipc__mutex_unlock(&self->mutex);
    if (wakes)
        pipc__signal_give(&self->reader.wakes);
    if (listens && pipc__turns_add(&call->turns, PIPC__TURN_MESSAGE))
        pipc__call_take_turns(call);
    pipc__server_call_let_go(&call->server_call);
}

void pipc__server_stream_init_reading(pipc_grpc_server_stream *self)
{
    self->received.fire = received;
    self->bytes = NULL;
    self->came = (pipc__message_queue){.count = 0};
    self->receiving = self->came_all = self->came_well = false;
    self->reader.waits = self->ended = false;
}

/* --- who reads ------------------------------------------------------------------------------ */

/* Waits for the next message; *bytes is NULL at the end. False: the call broke off. */
static bool take(pipc_grpc_server_stream *self, grpc_byte_buffer **bytes)
{
    bool ended;

    pipc__mutex_lock(&self->mutex);
    if (self->came.count == 0 && !self->receiving)
        pipc__server_stream_receive(self, true);
    if (self->came.count == 0 && self->receiving)
        pipc__server_stream_wait(self, &self->reader);
    ended = self->came.count == 0 && self->came_all && self->came_well;
    if (!pipc__server_call_is_cancelled(self->call))
        *bytes = pipc__message_queue_take(&self->came);
    pipc__mutex_unlock(&self->mutex);
    return *bytes != NULL || (ended && !pipc__server_call_broke_off(self->call));
}

static int read_held(pipc_grpc_server_stream *self, const ProtobufCMessage **message,
                     pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    ProtobufCMessage *unpacked = NULL;
    int code;

    if (self->listener != NULL)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "LISTENING",
                         "the stream has a listener, which is told what comes");
    if (self->ended || self->request == NULL)
        return 0;
    if (!take(self, &bytes))
        return pipc__server_stream_fail_cancelled(error);
    self->ended = bytes == NULL;
    if (self->ended)
        return 0;
    pipc__arena_dispose(&self->arena);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
    code = pipc__request_unpack(call_of(self), bytes, &self->arena, &unpacked, error);
    pipc__codec_free(bytes);
    if (code != PIPC_OK)
        return code;
    *message = unpacked;
    return 1;
}

int pipc_grpc_server_stream_read(pipc_grpc_server_stream *self, const ProtobufCMessage **message,
                                 pipc_error **error)
{
    pipc__server_call *call = self->call;
    int code;

    if (!pipc__server_call_hold(call))
        return pipc__server_stream_fail_cancelled(error);
    code = read_held(self, message, error);
    pipc__server_call_let_go(call);
    return code;
}
