/* What a handler writes. */
#include "rpc/call.h"
#include "rpc/server_stream.h"

/* --- what leaves ---------------------------------------------------------------------------- */

/* With the mutex held, and nothing being sent. Takes `bytes`. */
static void start_to_send(pipc_grpc_server_stream *self, grpc_byte_buffer *bytes)
{
    /* Those of listeners leave together by way of the round. */
    pipc__send_options options = {.at_once = self->listener == NULL,
                                  .more = self->listener == NULL && self->leaving.count > 0};

    switch (pipc__server_call_send(self->call, bytes, &self->sent, options)) {
    case PIPC__UNDER_WAY:
        self->sending = true;
        break;
    case PIPC__DONE:
        break;
    case PIPC__FAILED:
    case PIPC__REFUSED:
    default:
        self->send_failed = true;
        break;
    }
}

/* With the mutex held: sends what is leaving, as far as the core takes it. */
static void send_more(pipc_grpc_server_stream *self)
{
    while (!self->sending && !self->send_failed && self->leaving.count > 0)
        start_to_send(self, pipc__message_queue_take(&self->leaving));
    if (self->send_failed)
        pipc__message_queue_clear(&self->leaving);
}

static void send_reply_that_waited(pipc_call *call)
{
    pipc__server_call_reply(&call->server_call, &call->stream.reply);
    pipc__call_leave(call);
}

static void sent(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, sent);
    pipc_call *call = PIPC_CONTAINER_OF(self, pipc_call, stream);
    bool reply_waits, write_refused, wakes;

    pipc__server_call_note_sent(&call->server_call);
    pipc__mutex_lock(&self->mutex);
    self->sending = false;
    self->send_failed = self->send_failed || !ok;
    send_more(self);
    reply_waits = self->reply_waits && !self->sending;
    write_refused = self->write_refused;
    self->reply_waits = self->reply_waits && self->sending;
    self->write_refused = false;
    wakes =
        pipc__message_queue_is_low(&self->leaving) && pipc__server_stream_relieve(&self->writer);
    pipc__mutex_unlock(&self->mutex);
    if (wakes)
        pipc__signal_give(&self->writer.wakes);
    if (reply_waits)
        send_reply_that_waited(call);
    if (write_refused && pipc__turns_add(&call->turns, PIPC__TURN_WRITABLE))
        pipc__call_take_turns(call);
    pipc__server_call_let_go(&call->server_call);
}

void pipc__server_stream_init_writing(pipc_grpc_server_stream *self)
{
    self->sent.fire = sent;
    self->leaving = (pipc__message_queue){.count = 0};
    self->sending = self->send_failed = self->writer.waits = false;
}

/* --- who writes ----------------------------------------------------------------------------- */

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
    refused = self->listener != NULL && self->leaving.count > 0 && !over;
    self->write_refused = self->write_refused || refused;
    pipc__mutex_unlock(&self->mutex);
    if (over)
        return pipc__server_stream_fail_cancelled(error);
    return refused ? PIPC_PENDING : PIPC_OK;
}

/* With the mutex held: waits until a message of so many bytes may leave, if not at once. */
static void wait_for_room(pipc_grpc_server_stream *self, size_t bytes)
{
    while (self->sending && !is_over(self) && !pipc__message_queue_make_room(&self->leaving, bytes))
        pipc__server_stream_wait(self, &self->writer);
}

/* With the mutex held. Takes `bytes`; false: the call is over. */
static bool send(pipc_grpc_server_stream *self, grpc_byte_buffer *bytes)
{
    if (is_over(self)) {
        pipc__codec_free(bytes);
        return false;
    }
    if (self->sending) {
        pipc__message_queue_add(&self->leaving, bytes);
        return true;
    }
    if (self->listener == NULL)
        pipc__loop_handler_writes();
    start_to_send(self, bytes);
    return !self->send_failed;
}

/* What is written while something else is on its way is sent after that. */
static int write_held(pipc_grpc_server_stream *self, const ProtobufCMessage *message,
                      pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    bool taken;
    int code = check_writable(self, error);

    if (code == PIPC_OK)
        code = pipc__call_pack(PIPC_CONTAINER_OF(self, pipc_call, stream), message, &bytes, error);
    if (code != PIPC_OK)
        return code;
    pipc__mutex_lock(&self->mutex);
    if (self->listener == NULL)
        wait_for_room(self, pipc__codec_length(bytes));
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
