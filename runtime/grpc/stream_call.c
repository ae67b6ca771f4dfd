#include "grpc/stream_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>
#include <string.h>

#include <pipc/error.h>

/* False: the core refused, and there is nothing to wait for. */
static bool start_batch(pipc__stream_call *self, const grpc_op *ops, size_t count,
                        pipc__stream_tag tag)
{
    grpc_call_error failure;

    pipc__mutex_lock(&self->batch_mutex);
    failure = grpc_call_start_batch(self->call, ops, count, &self->tags[tag], NULL);
    pipc__mutex_unlock(&self->batch_mutex);
    return failure == GRPC_CALL_OK;
}

/* Waits for a batch that was started; false: it failed, as the call is over. */
static bool await(pipc__stream_call *self, pipc__stream_tag tag)
{
    pipc__channel_is_read(self->channel);
    return grpc_completion_queue_pluck(self->queue->queue, &self->tags[tag],
                                       gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
               .success != 0;
}

/* --- start and end -------------------------------------------------------------------------- */

/* With the mutex of the channel held. */
static void cancel_member(pipc__channel_member *member)
{
    grpc_call_cancel(PIPC_CONTAINER_OF(member, pipc__stream_call, member)->call, NULL);
}

/* What is refused here is a mistake of ours: the arguments are those of every call. */
static void start_batches(pipc__stream_call *self, grpc_byte_buffer *request)
{
    pipc__envelope *envelope = &self->envelope;
    grpc_op start[] = {
        pipc__envelope_op(envelope, GRPC_OP_SEND_INITIAL_METADATA),
        pipc__envelope_op(envelope, GRPC_OP_SEND_MESSAGE),
        pipc__envelope_op(envelope, GRPC_OP_SEND_CLOSE_FROM_CLIENT),
    };
    grpc_op initial_metadata = pipc__envelope_op(envelope, GRPC_OP_RECV_INITIAL_METADATA);
    grpc_op status = pipc__envelope_op(envelope, GRPC_OP_RECV_STATUS_ON_CLIENT);
    bool started;

    start[1].data.send_message.send_message = request;
    started = start_batch(self, &status, 1, PIPC__STREAM_STATUS) &&
              start_batch(self, start, request == NULL ? 1 : 3, PIPC__STREAM_START) &&
              start_batch(self, &initial_metadata, 1, PIPC__STREAM_INITIAL_METADATA);
    assert(started);
    (void)started;
    self->writes_done = request != NULL;
}

int pipc__stream_call_start(pipc__stream_call *self, pipc__channel *channel,
                            const pipc__stream_start *start, pipc_error **error)
{
    int code;

    memset(self, 0, sizeof *self);
    code = pipc__envelope_init(&self->envelope, start->correlation_id, start->metadata, error);
    self->envelope.wait_for_ready = start->wait_for_ready;
    if (code == PIPC_OK)
        code = pipc__channel_take_queue(channel, &self->queue, error);
    if (code != PIPC_OK) {
        grpc_byte_buffer_destroy(start->request);
        pipc__envelope_dispose(&self->envelope);
        return code;
    }
    pipc__envelope_compress(&self->envelope, start->compression);
    self->channel = channel;
    self->member.cancel = cancel_member;
    pipc__mutex_init(&self->batch_mutex);
    pipc__mutex_init(&self->status_mutex);
    self->call = pipc__channel_create_call(channel, start->registered, start->parent,
                                           self->queue->queue, start->deadline);
    start_batches(self, start->request);
    grpc_byte_buffer_destroy(start->request); /* what is in it is the core's by now */
    pipc__channel_add(channel, &self->member);
    return PIPC_OK;
}

void pipc__stream_call_cancel(pipc__stream_call *self)
{
    grpc_call_cancel(self->call, NULL);
}

void pipc__stream_call_dispose(pipc__stream_call *self)
{
    if (!self->over)
        pipc__stream_call_cancel(self);
    pipc__stream_call_await_status(self);
    await(self, PIPC__STREAM_START);
    pipc__stream_call_await_begin(self);
    if (self->sending)
        await(self, PIPC__STREAM_SEND);
    pipc__channel_return_queue(self->channel, self->queue);
    pipc__channel_remove(self->channel, &self->member, self->call);
    pipc__envelope_dispose(&self->envelope);
    pipc__mutex_dispose(&self->status_mutex);
    pipc__mutex_dispose(&self->batch_mutex);
}

void pipc__stream_call_await_begin(pipc__stream_call *self)
{
    if (!self->begun)
        await(self, PIPC__STREAM_INITIAL_METADATA);
    self->begun = true;
}

/* --- messages ------------------------------------------------------------------------------- */

grpc_byte_buffer *pipc__stream_call_receive(pipc__stream_call *self)
{
    grpc_byte_buffer *bytes = NULL;
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_RECV_MESSAGE);

    op.data.recv_message.recv_message = &bytes;
    if (start_batch(self, &op, 1, PIPC__STREAM_RECEIVE))
        await(self, PIPC__STREAM_RECEIVE);
    return bytes;
}

pipc__message_origin pipc__stream_call_origin(const pipc__stream_call *self)
{
    return pipc__channel_origin(self->channel, self->call);
}

/* Whether what was sent before is gone. */
static bool is_sent(pipc__stream_call *self)
{
    if (!self->sending)
        return true;
    self->sending = false;
    return await(self, PIPC__STREAM_SEND);
}

bool pipc__stream_call_send(pipc__stream_call *self, grpc_byte_buffer *bytes)
{
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_SEND_MESSAGE);

    op.data.send_message.send_message = bytes;
    op.flags = self->uncompressed ? GRPC_WRITE_NO_COMPRESS : 0;
    if (is_sent(self))
        self->sending = start_batch(self, &op, 1, PIPC__STREAM_SEND);
    grpc_byte_buffer_destroy(bytes); /* what is in it is the core's by now */
    return self->sending;
}

bool pipc__stream_call_writes_done(pipc__stream_call *self)
{
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_SEND_CLOSE_FROM_CLIENT);

    if (self->writes_done)
        return true;
    self->writes_done = true;
    if (is_sent(self))
        self->sending = start_batch(self, &op, 1, PIPC__STREAM_SEND);
    return self->sending;
}

void pipc__stream_call_await_status(pipc__stream_call *self)
{
    pipc__mutex_lock(&self->status_mutex);
    if (!self->over)
        await(self, PIPC__STREAM_STATUS);
    self->over = true;
    pipc__mutex_unlock(&self->status_mutex);
}

bool pipc__stream_call_was_closed(pipc__stream_call *self)
{
    return pipc__channel_has_cancelled(self->channel, &self->member);
}
