/* Ten thousand open streams, which cost no thread. */
#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "grpc/credentials.h"
#include "rpc/call.h"
#include "support/pending.h"
#include "support/process.h"

/* What sanitizers keep of each byte is not ours. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZER_FACTOR 8
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZER_FACTOR 8
#endif
#endif
#ifndef SANITIZER_FACTOR
#define SANITIZER_FACTOR 1
#endif

enum {
    STREAMS = 10000,
    CONNECTIONS = 4,
    CALL_BYTES_MAX = 4 * 1024,                         /* that pipc allocates for each */
    RESIDENT_BYTES_MAX = SANITIZER_FACTOR * 64 * 1024, /* of both sides, the core's included */
    DEADLINE_SECONDS = 240 /* patience, for sanitizers on a busy machine: it takes some seconds */
};

/* One stream of the client, over the core directly. */
typedef struct idle_stream {
    grpc_call *call;
    grpc_metadata_array initial;
    grpc_metadata_array trailing;
    grpc_byte_buffer *message;
    grpc_status_code status;
    grpc_slice details;
} idle_stream;

static idle_stream all[STREAMS];
static grpc_completion_queue *queue;
static grpc_channel *channels[CONNECTIONS];
static gpr_timespec deadline;

static void connect_all(int port)
{
    grpc_channel_credentials *credentials;
    char target[32];

    grpc_init();
    credentials = grpc_insecure_credentials_create();
    queue = grpc_completion_queue_create_for_next(NULL);
    deadline = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                            gpr_time_from_seconds(DEADLINE_SECONDS, GPR_TIMESPAN));
    snprintf(target, sizeof target, "127.0.0.1:%d", port);
    for (int i = 0; i < CONNECTIONS; i++) {
        grpc_arg own = {.type = GRPC_ARG_INTEGER,
                        .key = (char *)GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL,
                        .value.integer = 1};
        grpc_channel_args arguments = {1, &own};

        channels[i] = grpc_channel_create(target, credentials, &arguments);
    }
    grpc_channel_credentials_release(credentials);
}

static void disconnect_all(void)
{
    for (int i = 0; i < CONNECTIONS; i++)
        grpc_channel_destroy(channels[i]);
    grpc_completion_queue_shutdown(queue);
    while (grpc_completion_queue_next(queue, deadline, NULL).type != GRPC_QUEUE_SHUTDOWN)
        continue;
    grpc_completion_queue_destroy(queue);
    grpc_shutdown();
}

static void await_events(int count)
{
    for (int i = 0; i < count; i++) {
        grpc_event event = grpc_completion_queue_next(queue, deadline, NULL);

        assert_int_equal(event.type, GRPC_OP_COMPLETE);
        assert_true(event.success);
    }
}

static void start(idle_stream *self, const grpc_op *ops, size_t count)
{
    assert_int_equal(grpc_call_start_batch(self->call, ops, count, self, NULL), GRPC_CALL_OK);
}

static void open_stream(idle_stream *self, int index)
{
    grpc_slice path = grpc_slice_from_static_string(pending_methods[PEND_BIDI].path);
    grpc_op op;

    self->call =
        grpc_channel_create_call(channels[index % CONNECTIONS], NULL, GRPC_PROPAGATE_DEFAULTS,
                                 queue, path, NULL, deadline, NULL);
    grpc_metadata_array_init(&self->initial);
    grpc_metadata_array_init(&self->trailing);
    memset(&op, 0, sizeof op);
    op.op = GRPC_OP_SEND_INITIAL_METADATA;
    start(self, &op, 1);
}

static void exchange_message(idle_stream *self)
{
    grpc_slice slice = grpc_slice_from_static_string("\x0a\x04text");
    grpc_byte_buffer *bytes = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_op ops[3];

    memset(ops, 0, sizeof ops);
    ops[0].op = GRPC_OP_SEND_MESSAGE;
    ops[0].data.send_message.send_message = bytes;
    ops[1].op = GRPC_OP_RECV_INITIAL_METADATA;
    ops[1].data.recv_initial_metadata.recv_initial_metadata = &self->initial;
    ops[2].op = GRPC_OP_RECV_MESSAGE;
    ops[2].data.recv_message.recv_message = &self->message;
    start(self, ops, 3);
    grpc_byte_buffer_destroy(bytes);
}

static void end_stream(idle_stream *self)
{
    grpc_op ops[2];

    memset(ops, 0, sizeof ops);
    ops[0].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    ops[1].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[1].data.recv_status_on_client.trailing_metadata = &self->trailing;
    ops[1].data.recv_status_on_client.status = &self->status;
    ops[1].data.recv_status_on_client.status_details = &self->details;
    start(self, ops, 2);
}

static void free_stream(idle_stream *self)
{
    assert_int_equal(self->status, GRPC_STATUS_OK);
    assert_non_null(self->message);
    grpc_byte_buffer_destroy(self->message);
    grpc_metadata_array_destroy(&self->initial);
    grpc_metadata_array_destroy(&self->trailing);
    grpc_slice_unref(self->details);
    grpc_call_unref(self->call);
}

static size_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    size_t all_pages = 0, resident_pages = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%zu %zu", &all_pages, &resident_pages), 2);
    fclose(file);
    return resident_pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void open_first(void)
{
    for (int i = 0; i < CONNECTIONS; i++)
        open_stream(&all[i], i);
    await_events(CONNECTIONS);
    pending_await(calls, CONNECTIONS);
}

static void open_others(void)
{
    for (int i = CONNECTIONS; i < STREAMS; i++)
        open_stream(&all[i], i);
    await_events(STREAMS - CONNECTIONS);
    pending_await(calls, STREAMS);
}

static void ten_thousand_idle_streams_cost_no_thread(void **state)
{
    pending *self = *state;
    size_t threads, resident;

    self->plan = (pending_plan){
        .listens_to_stream = true, .message = pending_say_back, .half_closed = pending_finish_well};
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pending_open(self, ";options.threads=2;options.max_concurrent_streams=10000", "");
    connect_all(pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)));
    open_first();
    threads = count_own_threads();
    resident = resident_bytes();
    open_others();
    /* Two pollers, a watcher, and one that is about to leave: not more than there may be at all. */
    assert_in_range(count_own_threads(), 1, threads + 3);
    assert_in_range(sizeof(pipc_call), 1, CALL_BYTES_MAX);
    print_message("%zu bytes resident a stream, both sides\n",
                  (resident_bytes() - resident) / STREAMS);
    assert_in_range((resident_bytes() - resident) / STREAMS, 0, RESIDENT_BYTES_MAX);
    for (int i = 0; i < STREAMS; i++)
        exchange_message(&all[i]);
    await_events(STREAMS);
    assert_int_equal(pending_look().messages, STREAMS);
    for (int i = 0; i < STREAMS; i++)
        end_stream(&all[i]);
    await_events(STREAMS);
    for (int i = 0; i < STREAMS; i++)
        free_stream(&all[i]);
    disconnect_all();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(
        ten_thousand_idle_streams_cost_no_thread, pending_setup, pending_teardown)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
