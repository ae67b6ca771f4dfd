#include "support/raw_client.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <grpc/grpc.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <string.h>

#include "grpc/credentials.h"
#include "support/core_messages.h"

enum { ALL_COMPRESSIONS = (1 << GRPC_COMPRESS_ALGORITHMS_COUNT) - 1 };

typedef struct exchange {
    grpc_metadata encoding; /* of the request, if its key is not empty */
    grpc_byte_buffer *request;
    grpc_byte_buffer *response;
    grpc_metadata_array initial;
    grpc_metadata_array trailing;
    grpc_status_code status;
    grpc_slice message;
} exchange;

static void run(exchange *self, grpc_call *call, grpc_completion_queue *queue)
{
    grpc_op ops[6];
    size_t count = 0;

    memset(ops, 0, sizeof ops);
    ops[count].op = GRPC_OP_SEND_INITIAL_METADATA;
    ops[count].data.send_initial_metadata.count = GRPC_SLICE_LENGTH(self->encoding.key) > 0;
    ops[count++].data.send_initial_metadata.metadata = &self->encoding;
    if (self->request != NULL) {
        ops[count].op = GRPC_OP_SEND_MESSAGE;
        ops[count++].data.send_message.send_message = self->request;
    }
    ops[count++].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    ops[count].op = GRPC_OP_RECV_INITIAL_METADATA;
    ops[count++].data.recv_initial_metadata.recv_initial_metadata = &self->initial;
    ops[count].op = GRPC_OP_RECV_MESSAGE;
    ops[count++].data.recv_message.recv_message = &self->response;
    ops[count].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[count].data.recv_status_on_client.trailing_metadata = &self->trailing;
    ops[count].data.recv_status_on_client.status = &self->status;
    ops[count++].data.recv_status_on_client.status_details = &self->message;
    grpc_call_start_batch(call, ops, count, self, NULL);
    grpc_completion_queue_pluck(queue, self, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
}

static void take_answer(exchange *self, raw_answer *answer)
{
    answer->status = (int)self->status;
    snprintf(answer->message, sizeof answer->message, "%.*s", (int)GRPC_SLICE_LENGTH(self->message),
             (const char *)GRPC_SLICE_START_PTR(self->message));
    if (self->response != NULL)
        answer->response_bytes = grpc_byte_buffer_length(self->response);
    grpc_byte_buffer_destroy(self->request);
    grpc_byte_buffer_destroy(self->response);
    grpc_metadata_array_destroy(&self->initial);
    grpc_metadata_array_destroy(&self->trailing);
    grpc_slice_unref(self->message);
}

static grpc_byte_buffer *to_buffer(const void *bytes, size_t length)
{
    grpc_slice slice = grpc_slice_from_copied_buffer(bytes, length);
    grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);

    grpc_slice_unref(slice);
    return buffer;
}

static raw_answer call_over(grpc_channel *channel, const char *path, exchange *state)
{
    grpc_completion_queue *queue = grpc_completion_queue_create_for_pluck(NULL);
    gpr_timespec deadline =
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(20, GPR_TIMESPAN));
    grpc_slice path_slice = grpc_slice_from_copied_string(path);
    grpc_call *call = grpc_channel_create_call(channel, NULL, GRPC_PROPAGATE_DEFAULTS, queue,
                                               path_slice, NULL, deadline, NULL);
    raw_answer answer = {.status = -1};

    run(state, call, queue);
    take_answer(state, &answer);
    answer.compression = core_message_compression(call);
    grpc_call_unref(call);
    grpc_slice_unref(path_slice);
    grpc_completion_queue_shutdown(queue);
    grpc_completion_queue_pluck(queue, NULL, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    grpc_completion_queue_destroy(queue);
    return answer;
}

/* `compressions`: a bit for each that the client can read. */
static raw_answer call_port(int port, const char *path, exchange *state, int compressions)
{
    grpc_arg argument = {.type = GRPC_ARG_INTEGER,
                         .key = (char *)GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET,
                         .value.integer = compressions};
    grpc_channel_args arguments = {.num_args = 1, .args = &argument};
    char target[32];
    grpc_channel_credentials *credentials;
    grpc_channel *channel;
    raw_answer answer;

    snprintf(target, sizeof target, "127.0.0.1:%d", port);
    grpc_init();
    credentials = grpc_insecure_credentials_create();
    channel = grpc_channel_create(target, credentials, &arguments);
    answer = call_over(channel, path, state);
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
    exchange state = {.request = bytes == NULL ? NULL : to_buffer(bytes, length)};

    return call_port(port, path, &state, compressions);
}

raw_answer raw_call_compressed(int port, const char *path, const char *encoding, const void *bytes,
                               size_t length)
{
    exchange state = {.request = to_buffer(bytes, length)};

    /* Whichever it is, the core sets the flag of the message, and leaves the message alone. */
    state.request->data.raw.compression = GRPC_COMPRESS_GZIP;
    if (encoding != NULL) {
        state.encoding.key =
            grpc_slice_from_static_string(GRPC_COMPRESSION_REQUEST_ALGORITHM_MD_KEY);
        state.encoding.value = grpc_slice_from_static_string(encoding);
    }
    return call_port(port, path, &state, ALL_COMPRESSIONS);
}
