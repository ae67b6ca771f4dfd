#include "grpc/stream_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>

#include <pipc/error.h>

/* False: the core refused, and there is nothing to wait for. */
static bool start_batch(pipc__stream_call *self, const grpc_op *ops, size_t count,
                        pipc__stream_tag tag)
{
    grpc_call_error failure;

    pipc__mutex_lock(&self->batch_mutex);
    PIPC__HANDED_OVER(&self->tags[tag]);
    failure = grpc_call_start_batch(self->call, ops, count, &self->tags[tag], NULL);
    pipc__mutex_unlock(&self->batch_mutex);
    return failure == GRPC_CALL_OK;
}

int pipc__stream_call_init(pipc__stream_call *self, pipc__channel *channel,
                           grpc_completion_queue *queue, const pipc__stream_start *start,
                           pipc_error **error)
{
    int code;

    code = pipc__envelope_init(&self->envelope, start->correlation_id, start->metadata, error);
    if (code != PIPC_OK) {
        grpc_byte_buffer_destroy(start->request);
        pipc__envelope_dispose(&self->envelope);
        return code;
    }
    self->envelope.wait_for_ready = start->wait_for_ready;
    pipc__envelope_compress(&self->envelope, start->compression);
    if (start->traceparent != NULL)
        pipc__envelope_trace(&self->envelope, start->traceparent);
    pipc__mutex_init(&self->batch_mutex);
    self->call = pipc__channel_create_call(channel, start->registered, start->parent, queue,
                                           start->deadline);
    self->origin = pipc__channel_origin(channel, self->call);
    return PIPC_OK;
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
}

void pipc__stream_call_start(pipc__stream_call *self, const pipc__stream_start *start)
{
    if (start->request != NULL)
        self->writes_done = true;
    start_batches(self, start->request);
    grpc_byte_buffer_destroy(start->request); /* what is in it is the core's by now */
}

bool pipc__stream_call_receive(pipc__stream_call *self, grpc_byte_buffer **bytes)
{
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_RECV_MESSAGE);

    *bytes = NULL;
    op.data.recv_message.recv_message = bytes;
    return start_batch(self, &op, 1, PIPC__STREAM_RECEIVE);
}

bool pipc__stream_call_send(pipc__stream_call *self, grpc_byte_buffer *bytes)
{
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_SEND_MESSAGE);
    bool started;

    op.data.send_message.send_message = bytes;
    op.flags = self->uncompressed ? GRPC_WRITE_NO_COMPRESS : 0;
    started = start_batch(self, &op, 1, PIPC__STREAM_SEND);
    grpc_byte_buffer_destroy(bytes); /* what is in it is the core's by now */
    return started;
}

bool pipc__stream_call_half_close(pipc__stream_call *self)
{
    grpc_op op = pipc__envelope_op(&self->envelope, GRPC_OP_SEND_CLOSE_FROM_CLIENT);

    return start_batch(self, &op, 1, PIPC__STREAM_SEND);
}

void pipc__stream_call_cancel(pipc__stream_call *self)
{
    grpc_call_cancel(self->call, NULL);
}

void pipc__stream_call_dispose(pipc__stream_call *self)
{
    pipc__envelope_dispose(&self->envelope);
    pipc__mutex_dispose(&self->batch_mutex);
}
