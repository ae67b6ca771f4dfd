#include "support/raw_client.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <grpc/grpc.h>
#include <grpc/support/time.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "grpc/credentials.h"
#include "support/core_messages.h"

enum { ALL_COMPRESSIONS = (1 << GRPC_COMPRESS_ALGORITHMS_COUNT) - 1 };

typedef struct request {
    const char *path;
    const raw_message *messages;
    size_t count;
    int compressions;     /* a bit for each that the client can read */
    bool says_compressed; /* of each message */
    const char *encoding; /* how it is, it says; NULL: it does not say */
} request;

typedef struct exchange {
    grpc_byte_buffer *response;
    grpc_metadata_array initial;
    grpc_metadata_array trailing;
    grpc_status_code status;
    grpc_slice message;
} exchange;

static void run_batch(const grpc_op *ops, size_t count, grpc_call *call,
                      grpc_completion_queue *queue)
{
    int tag;

    grpc_call_start_batch(call, ops, count, &tag, NULL);
    grpc_completion_queue_pluck(queue, &tag, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
}

/* Whichever compression it is, the core sets the flag of the message, and leaves it alone. */
static grpc_byte_buffer *to_buffer(const raw_message *message, bool says_compressed)
{
    grpc_slice slice = grpc_slice_from_copied_buffer(message->bytes, message->length);
    grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);

    grpc_slice_unref(slice);
    if (says_compressed)
        buffer->data.raw.compression = GRPC_COMPRESS_GZIP;
    return buffer;
}

static void send_initial_metadata(const request *self, grpc_call *call,
                                  grpc_completion_queue *queue)
{
    grpc_metadata encoding = {
        .key = grpc_slice_from_static_string(GRPC_COMPRESSION_REQUEST_ALGORITHM_MD_KEY)};
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = GRPC_OP_SEND_INITIAL_METADATA;
    if (self->encoding != NULL) {
        encoding.value = grpc_slice_from_static_string(self->encoding);
        op.data.send_initial_metadata.count = 1;
        op.data.send_initial_metadata.metadata = &encoding;
    }
    run_batch(&op, 1, call, queue);
}

/* Where the other side has answered already, what is left is not sent, and that is no matter. */
static void send_messages(const request *self, grpc_call *call, grpc_completion_queue *queue)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = GRPC_OP_SEND_MESSAGE;
    for (size_t i = 0; i < self->count; i++) {
        grpc_byte_buffer *buffer = to_buffer(&self->messages[i], self->says_compressed);

        op.data.send_message.send_message = buffer;
        run_batch(&op, 1, call, queue);
        grpc_byte_buffer_destroy(buffer);
    }
}

static void receive(exchange *self, grpc_call *call, grpc_completion_queue *queue)
{
    grpc_op ops[4];
    size_t count = 0;

    memset(ops, 0, sizeof ops);
    ops[count++].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    ops[count].op = GRPC_OP_RECV_INITIAL_METADATA;
    ops[count++].data.recv_initial_metadata.recv_initial_metadata = &self->initial;
    ops[count].op = GRPC_OP_RECV_MESSAGE;
    ops[count++].data.recv_message.recv_message = &self->response;
    ops[count].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[count].data.recv_status_on_client.trailing_metadata = &self->trailing;
    ops[count].data.recv_status_on_client.status = &self->status;
    ops[count++].data.recv_status_on_client.status_details = &self->message;
    run_batch(ops, count, call, queue);
}

static void take_answer(exchange *self, raw_answer *answer)
{
    answer->status = (int)self->status;
    snprintf(answer->message, sizeof answer->message, "%.*s", (int)GRPC_SLICE_LENGTH(self->message),
             (const char *)GRPC_SLICE_START_PTR(self->message));
    if (self->response != NULL)
        answer->response_bytes = grpc_byte_buffer_length(self->response);
    grpc_byte_buffer_destroy(self->response);
    grpc_metadata_array_destroy(&self->initial);
    grpc_metadata_array_destroy(&self->trailing);
    grpc_slice_unref(self->message);
}

static raw_answer call_over(grpc_channel *channel, const request *self)
{
    grpc_completion_queue *queue = grpc_completion_queue_create_for_pluck(NULL);
    gpr_timespec deadline =
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(20, GPR_TIMESPAN));
    grpc_slice path_slice = grpc_slice_from_copied_string(self->path);
    grpc_call *call = grpc_channel_create_call(channel, NULL, GRPC_PROPAGATE_DEFAULTS, queue,
                                               path_slice, NULL, deadline, NULL);
    exchange state = {.response = NULL};
    raw_answer answer = {.status = -1};

    send_initial_metadata(self, call, queue);
    send_messages(self, call, queue);
    receive(&state, call, queue);
    take_answer(&state, &answer);
    answer.compression = core_message_compression(call);
    grpc_call_unref(call);
    grpc_slice_unref(path_slice);
    grpc_completion_queue_shutdown(queue);
    grpc_completion_queue_pluck(queue, NULL, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    grpc_completion_queue_destroy(queue);
    return answer;
}

static raw_answer call_port(int port, const request *self)
{
    grpc_arg argument = {.type = GRPC_ARG_INTEGER,
                         .key = (char *)GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET,
                         .value.integer = self->compressions};
    grpc_channel_args arguments = {.num_args = 1, .args = &argument};
    char target[32];
    grpc_channel_credentials *credentials;
    grpc_channel *channel;
    raw_answer answer;

    snprintf(target, sizeof target, "127.0.0.1:%d", port);
    grpc_init();
    credentials = grpc_insecure_credentials_create();
    channel = grpc_channel_create(target, credentials, &arguments);
    answer = call_over(channel, self);
    grpc_channel_destroy(channel);
    grpc_channel_credentials_release(credentials);
    grpc_shutdown();
    return answer;
}

raw_answer raw_call(int port, const char *path, const void *bytes, size_t length)
{
    return raw_call_accepting(port, path, bytes, length, ALL_COMPRESSIONS);
}

raw_answer raw_call_accepting(int port, const char *path, const void *bytes, size_t length,
                              int compressions)
{
    const raw_message message = {bytes, length};
    const request self = {.path = path,
                          .messages = &message,
                          .count = bytes == NULL ? 0 : 1,
                          .compressions = compressions};

    return call_port(port, &self);
}

raw_answer raw_call_compressed(int port, const char *path, const char *encoding, const void *bytes,
                               size_t length)
{
    const raw_message message = {bytes, length};
    const request self = {.path = path,
                          .messages = &message,
                          .count = 1,
                          .compressions = ALL_COMPRESSIONS,
                          .says_compressed = true,
                          .encoding = encoding};

    return call_port(port, &self);
}

raw_answer raw_call_with(int port, const char *path, const raw_message *messages, size_t count)
{
    const request self = {
        .path = path, .messages = messages, .count = count, .compressions = ALL_COMPRESSIONS};

    return call_port(port, &self);
}
