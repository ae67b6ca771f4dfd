#include "rpc/server_stream.h"

#include <pipc/grpc_status.h>

static void received(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, received);

    pipc__mutex_lock(&self->mutex);
    self->receiving = false;
    self->receive_ok = ok;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
}

static void sent(pipc__tag *tag, bool ok)
{
    pipc_grpc_server_stream *self = PIPC_CONTAINER_OF(tag, pipc_grpc_server_stream, sent);

    pipc__mutex_lock(&self->mutex);
    self->sending = false;
    self->send_failed = self->send_failed || !ok;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
}

void pipc__server_stream_init(pipc_grpc_server_stream *self, pipc__server_call *call,
                              const pipc__message_type *request)
{
    self->call = call;
    self->request = request;
    self->received.fire = received;
    self->sent.fire = sent;
    self->receiving = self->sending = false;
    self->send_failed = self->ended = false;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
    pipc__arena_init(&self->arena, NULL, 0);
}

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

void pipc__server_stream_dispose(pipc_grpc_server_stream *self)
{
    pipc__mutex_lock(&self->mutex);
    wait_while(self, &self->sending);
    pipc__mutex_unlock(&self->mutex);
    pipc__arena_dispose(&self->arena);
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
}

static int fail_cancelled(pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the answer any more");
}

/* Waits for the next message; *bytes is NULL at the end. False: the call broke off. */
static bool receive(pipc_grpc_server_stream *self, grpc_byte_buffer **bytes)
{
    bool ok;

    pipc__mutex_lock(&self->mutex);
    self->bytes = NULL;
    self->receive_ok = false;
    self->receiving = pipc__server_call_receive(self->call, &self->bytes, &self->received);
    wait_while(self, &self->receiving);
    *bytes = self->bytes;
    ok = self->receive_ok;
    pipc__mutex_unlock(&self->mutex);
    return *bytes != NULL || (ok && !pipc__server_call_broke_off(self->call));
}

int pipc_grpc_server_stream_read(pipc_grpc_server_stream *self, const ProtobufCMessage **message,
                                 pipc_error **error)
{
    pipc__message_origin origin = pipc__server_call_origin(self->call);
    grpc_byte_buffer *bytes = NULL;
    ProtobufCMessage *unpacked = NULL;
    int code;

    if (self->ended)
        return 0;
    if (!receive(self, &bytes))
        return fail_cancelled(error);
    self->ended = bytes == NULL;
    if (self->ended)
        return 0;
    pipc__arena_dispose(&self->arena);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
    code = pipc__codec_unpack(self->request, &origin, bytes, &self->arena, &unpacked, error);
    pipc__codec_free(bytes);
    if (code != PIPC_OK)
        return code;
    *message = unpacked;
    return 1;
}

/* One message is on its way while the next is made: that much is kept for a caller who is slow. */
int pipc_grpc_server_stream_write(pipc_grpc_server_stream *self, const ProtobufCMessage *message,
                                  pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    bool sent_now = false;
    int code = pipc__codec_pack(message, &bytes, error);

    if (code != PIPC_OK)
        return code;
    pipc__mutex_lock(&self->mutex);
    wait_while(self, &self->sending);
    if (self->send_failed || pipc__server_call_is_cancelled(self->call)) {
        pipc__codec_free(bytes);
    } else {
        self->sending = pipc__server_call_send(self->call, bytes, &self->sent);
        sent_now = self->sending;
        self->send_failed = !sent_now;
    }
    pipc__mutex_unlock(&self->mutex);
    return sent_now ? PIPC_OK : fail_cancelled(error);
}
