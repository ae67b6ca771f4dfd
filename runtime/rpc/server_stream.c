#include "rpc/server_stream.h"

#include <pipc/grpc_status.h>

#include "grpc/round.h"
#include "rpc/call.h"
#include "rpc/request.h"

static pipc_call *call_of(pipc_grpc_server_stream *self)
{
    return PIPC_CONTAINER_OF(self, pipc_call, stream);
}

/* --- batches -------------------------------------------------------------------------------- */

static void received(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, received);
    pipc_call *call = call_of(self);
    bool listens;

    pipc__mutex_lock(&self->mutex);
    self->receiving = false;
    self->receive_ok = ok;
    listens = self->listens;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
    if (listens && pipc__turns_add(&call->turns, PIPC__TURN_MESSAGE))
        pipc__call_take_turns(call);
    pipc__server_call_let_go(&call->server_call);
}

static void send_reply_that_waited(pipc_call *call)
{
    pipc__server_call_reply(&call->server_call, &call->stream.reply);
    pipc__call_leave(call);
}

/* With the mutex held: what waited for what was being sent. */
static void send_next(pipc_grpc_server_stream *self)
{
    grpc_byte_buffer *bytes = self->next;

    self->next = NULL;
    if (self->send_failed || bytes == NULL) {
        pipc__codec_free(bytes);
        return;
    }
    self->sending = pipc__server_call_send(self->call, bytes, &self->sent);
    self->send_failed = !self->sending;
}

static void sent(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, sent);
    pipc_call *call = call_of(self);
    bool reply_waits, write_refused;

    pipc__round_sent();
    pipc__mutex_lock(&self->mutex);
    self->sending = false;
    self->send_failed = self->send_failed || !ok;
    send_next(self);
    reply_waits = self->reply_waits && !self->sending;
    write_refused = self->write_refused;
    self->reply_waits = self->reply_waits && self->sending;
    self->write_refused = false;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
    if (reply_waits)
        send_reply_that_waited(call);
    if (write_refused && pipc__turns_add(&call->turns, PIPC__TURN_WRITABLE))
        pipc__call_take_turns(call);
    pipc__server_call_let_go(&call->server_call);
}

/* --- life ----------------------------------------------------------------------------------- */

void pipc__server_stream_init(pipc_grpc_server_stream *self, pipc__server_call *call,
                              const pipc__message_type *request)
{
    self->call = call;
    self->request = request;
    self->received.fire = received;
    self->sent.fire = sent;
    self->bytes = NULL;
    self->receiving = self->receive_ok = self->ended = false;
    self->sending = self->send_failed = false;
    self->next = NULL;
    self->is_closed = self->reply_waits = false;
    self->listener = NULL;
    self->handler_returned = self->listens = false;
    self->tells = self->paused = self->resumed = self->write_refused = false;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
    pipc__arena_init(&self->arena, NULL, 0);
}

void pipc__server_stream_dispose(pipc_grpc_server_stream *self)
{
    pipc__codec_free(self->bytes); /* of a message that nobody waited for any more */
    pipc__arena_dispose(&self->arena);
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
}

bool pipc__server_stream_close(pipc_grpc_server_stream *self, const pipc__server_reply *reply)
{
    bool waits;

    pipc__mutex_lock(&self->mutex);
    self->is_closed = true;
    waits = self->sending;
    if (waits) {
        atomic_fetch_add(&call_of(self)->stays, 1);
        self->reply = *reply;
        self->reply_waits = true;
    }
    pipc__mutex_unlock(&self->mutex);
    return !waits;
}

int pipc__server_stream_fail_cancelled(pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the answer any more");
}

/* --- reading and writing -------------------------------------------------------------------- */

/* With the mutex held. What is waited for comes by way of the loop: this thread must not poll it.
 */
static void wait_while(pipc_grpc_server_stream *self, const bool *flag)
{
    if (*flag) {
        pipc__mutex_unlock(&self->mutex);
        pipc__loop_handler_waits();
        pipc__mutex_lock(&self->mutex);
    }
    while (*flag)
        pipc__condition_wait(&self->changed, &self->mutex);
}

/* Waits for the next message; *bytes is NULL at the end. False: the call broke off. */
static bool receive(pipc_grpc_server_stream *self, grpc_byte_buffer **bytes)
{
    bool ok;

    pipc__mutex_lock(&self->mutex);
    self->bytes = NULL;
    self->receive_ok = false;
    if (!self->is_closed)
        self->receiving = pipc__server_call_receive(self->call, &self->bytes, &self->received);
    wait_while(self, &self->receiving);
    *bytes = self->bytes;
    self->bytes = NULL;
    ok = self->receive_ok;
    pipc__mutex_unlock(&self->mutex);
    return *bytes != NULL || (ok && !pipc__server_call_broke_off(self->call));
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
    if (!receive(self, &bytes))
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

static bool is_over(pipc_grpc_server_stream *self)
{
    return self->is_closed || self->send_failed || pipc__server_call_is_cancelled(self->call);
}

/* PIPC_OK, an error, or PIPC_PENDING: a listener is to wait for `writable`. */
static int check_writable(pipc_grpc_server_stream *self, pipc_error **error)
{
    bool over, refused;

    pipc__mutex_lock(&self->mutex);
    over = is_over(self);
    refused = self->listener != NULL && self->next != NULL && !over;
    self->write_refused = self->write_refused || refused;
    pipc__mutex_unlock(&self->mutex);
    if (over)
        return pipc__server_stream_fail_cancelled(error);
    return refused ? PIPC_PENDING : PIPC_OK;
}

/* With the mutex held. Takes `bytes`; false: the call is over. */
static bool send(pipc_grpc_server_stream *self, grpc_byte_buffer *bytes)
{
    if (is_over(self)) {
        pipc__codec_free(bytes);
        return false;
    }
    if (self->sending) {
        self->next = bytes;
        return true;
    }
    self->sending = pipc__server_call_send(self->call, bytes, &self->sent);
    self->send_failed = !self->sending;
    return self->sending;
}

/*
 * One message is on its way while the next is made, or with a listener, waits: that much is kept
 * for a caller who is slow.
 */
static int write_held(pipc_grpc_server_stream *self, const ProtobufCMessage *message,
                      pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    bool taken;
    int code = check_writable(self, error);

    if (code == PIPC_OK)
        code = pipc__codec_pack(message, pipc__server_response_limit(self->call->incoming.server),
                                &bytes, error);
    if (code != PIPC_OK)
        return code;
    pipc__mutex_lock(&self->mutex);
    if (self->listener == NULL)
        wait_while(self, &self->sending);
    taken = send(self, bytes);
    pipc__mutex_unlock(&self->mutex);
    return taken ? PIPC_OK : pipc__server_stream_fail_cancelled(error);
}

int pipc_grpc_server_stream_write(pipc_grpc_server_stream *self, const ProtobufCMessage *message,
                                  pipc_error **error)
{
    pipc__server_call *call = self->call;
    int code;

    if (!pipc__server_call_hold(call))
        return pipc__server_stream_fail_cancelled(error);
    code = write_held(self, message, error);
    pipc__server_call_let_go(call);
    return code;
}
