/* Streams: whatever can be is one batch, so that each message completes once. */
#include "bench.pb-c.h"
#include "core/core.h"

/* In the memory of the call. */
typedef struct stream {
    core_tag closed;
    core_tag moved; /* messages have come or gone */
    core_tag ended;
    core_call incoming;
    grpc_byte_buffer *received;
    int cancelled;
    int batches; /* of closed and ended, which are not complete */
    bool greeted;
    uint32_t count; /* of messages: still to be sent, or received */
} stream;

/* --- beginning and end ---------------------------------------------------------------------- */

/* The two of them may complete on two threads. */
static void batch_completed(stream *self)
{
    grpc_call *call = self->incoming.call;

    if (__atomic_sub_fetch(&self->batches, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    grpc_metadata_array_destroy(&self->incoming.metadata);
    grpc_byte_buffer_destroy(self->incoming.payload);
    grpc_call_unref(call);
}

static void closed(core_tag *tag, bool ok)
{
    (void)ok;
    batch_completed(CORE_CONTAINER_OF(tag, stream, closed));
}

static void ended(core_tag *tag, bool ok)
{
    (void)ok;
    batch_completed(CORE_CONTAINER_OF(tag, stream, ended));
}

static stream *begin(const core_call *incoming, void (*moved)(core_tag *tag, bool ok))
{
    stream *self = grpc_call_arena_alloc(incoming->call, sizeof *self);
    grpc_op op = core_op(GRPC_OP_RECV_CLOSE_ON_SERVER);

    *self = (stream){.closed.fire = closed,
                     .moved.fire = moved,
                     .ended.fire = ended,
                     .incoming = *incoming,
                     .batches = 2};
    op.data.recv_close_on_server.cancelled = &self->cancelled;
    core_start(incoming->call, &op, 1, &self->closed);
    return self;
}

static size_t greet(stream *self, grpc_op *ops)
{
    if (self->greeted)
        return 0;
    self->greeted = true;
    ops[0] = core_op(GRPC_OP_SEND_INITIAL_METADATA);
    return 1;
}

/* `last`: NULL if there is none; taken. */
static void finish(stream *self, grpc_byte_buffer *last, grpc_status_code status)
{
    grpc_op ops[3];
    size_t count = greet(self, ops);

    if (last != NULL)
        ops[count++] = core_op_send(last);
    ops[count++] = core_op_status(status);
    core_start(self->incoming.call, ops, count, &self->ended);
    grpc_byte_buffer_destroy(last);
}

static void receive(stream *self, grpc_op *op)
{
    *op = core_op(GRPC_OP_RECV_MESSAGE);
    op->data.recv_message.recv_message = &self->received;
}

/* --- Download ------------------------------------------------------------------------------- */

static grpc_byte_buffer *write_sixteen_bytes(void)
{
    uint8_t bytes[16];
    Bench__Payload payload = BENCH__PAYLOAD__INIT;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    payload.data.data = bytes;
    payload.data.len = sizeof bytes;
    return core_write(&payload.base);
}

static void send_next(core_tag *tag, bool ok)
{
    stream *self = CORE_CONTAINER_OF(tag, stream, moved);
    grpc_op ops[2];
    grpc_byte_buffer *message;
    size_t count;

    if (!ok || self->count == 0) {
        finish(self, NULL, ok ? GRPC_STATUS_OK : GRPC_STATUS_CANCELLED);
        return;
    }
    message = write_sixteen_bytes();
    if (--self->count == 0) {
        finish(self, message, GRPC_STATUS_OK);
        return;
    }
    count = greet(self, ops);
    ops[count++] = core_op_send(message);
    core_start(self->incoming.call, ops, count, &self->moved);
    grpc_byte_buffer_destroy(message);
}

static void download(const core_call *call)
{
    stream *self = begin(call, send_next);
    core_memory memory;
    Bench__Count *request = core_read(call->payload, &bench__count__descriptor, &memory);

    if (request != NULL)
        self->count = request->value;
    send_next(&self->moved, request != NULL);
    core_memory_clear(&memory);
}

/* --- Upload --------------------------------------------------------------------------------- */

static void count_and_receive(core_tag *tag, bool ok)
{
    stream *self = CORE_CONTAINER_OF(tag, stream, moved);
    Bench__Count response = BENCH__COUNT__INIT;
    core_memory memory;
    grpc_op op;

    (void)ok; /* without a message it is over */
    if (self->received == NULL) {
        response.value = self->count;
        finish(self, core_write(&response.base), GRPC_STATUS_OK);
        return;
    }
    if (core_read(self->received, &bench__payload__descriptor, &memory) != NULL)
        self->count++;
    core_memory_clear(&memory);
    grpc_byte_buffer_destroy(self->received);
    self->received = NULL;
    receive(self, &op);
    core_start(self->incoming.call, &op, 1, &self->moved);
}

static void upload(const core_call *call)
{
    stream *self = begin(call, count_and_receive);
    grpc_op op;

    receive(self, &op);
    core_start(call->call, &op, 1, &self->moved);
}

/* --- Chat ----------------------------------------------------------------------------------- */

static grpc_byte_buffer *read_and_write(grpc_byte_buffer *bytes)
{
    core_memory memory;
    Bench__Payload *request = core_read(bytes, &bench__payload__descriptor, &memory);
    Bench__Payload response = BENCH__PAYLOAD__INIT;
    grpc_byte_buffer *result = NULL;

    if (request != NULL) {
        response.data = request->data;
        result = core_write(&response.base);
    }
    core_memory_clear(&memory);
    return result;
}

/* The answer and the wait for the next message are one batch. */
static void answer_and_receive(core_tag *tag, bool ok)
{
    stream *self = CORE_CONTAINER_OF(tag, stream, moved);
    grpc_byte_buffer *answer;
    grpc_op ops[3];
    size_t count;

    if (!ok || self->received == NULL) {
        grpc_byte_buffer_destroy(self->received);
        finish(self, NULL, ok ? GRPC_STATUS_OK : GRPC_STATUS_CANCELLED);
        return;
    }
    answer = read_and_write(self->received);
    grpc_byte_buffer_destroy(self->received);
    self->received = NULL;
    if (answer == NULL) {
        finish(self, NULL, GRPC_STATUS_INTERNAL);
        return;
    }
    count = greet(self, ops);
    ops[count++] = core_op_send(answer);
    receive(self, &ops[count++]);
    core_start(self->incoming.call, ops, count, &self->moved);
    grpc_byte_buffer_destroy(answer);
}

static void chat(const core_call *call)
{
    stream *self = begin(call, answer_and_receive);
    grpc_op op;

    receive(self, &op);
    core_start(call->call, &op, 1, &self->moved);
}

const core_method core_stream_methods[] = {
    {"/bench.Traffic/Download", true, download},
    {"/bench.Traffic/Upload", false, upload},
    {"/bench.Traffic/Chat", false, chat},
    {0},
};
