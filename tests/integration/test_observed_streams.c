/* Streams, and calls that are kept, are counted, timed and traced as one call each. */
#include "support/cmocka.h"

#include "support/observers.h"
#include "support/pending.h"
#include "support/streams.h"
#include "support/told.h"

typedef struct fixture {
    streams *streams;
    observers server;
    observers client;
} fixture;

static fixture self;

static int setup(void **state)
{
    void *both = NULL;

    (void)state;
    observers_init(&self.server);
    observers_init(&self.client);
    streams_setup(&both);
    self.streams = both;
    pipc_dispose(&self.streams->client.component);
    observers_link(&self.server, &self.streams->service.component);
    streams_open_client(self.streams, "");
    observers_link(&self.client, &self.streams->client.component);
    return 0;
}

static int teardown(void **state)
{
    void *both = self.streams;

    (void)state;
    streams_teardown(&both);
    observers_dispose(&self.client);
    observers_dispose(&self.server);
    return 0;
}

static void expect_both(const char *method, int calls, int failures)
{
    observers_expect(&self.client, method, "call", calls, failures);
    kept_tracer_wait_for(&self.server.tracer, (size_t)calls);
    observers_expect(&self.server, method, "exec", calls, failures);
}

/* --- that threads wait for ------------------------------------------------------------------ */

static void a_server_stream_is_one_call(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, COUNT_DOWN, "2");
    pipc_error *error = NULL;

    (void)state;
    streams_expect(stream, "2");
    streams_expect(stream, "1");
    assert_int_equal(
        kept_counters_count(&self.client.counters, "tests.Streams.CountDown.call_time"), 0);
    assert_int_equal(streams_read(stream, &error), 0);
    expect_both("tests.Streams.CountDown", 1, 0);
    pipc_grpc_client_stream_free(stream);
    stream = streams_open(self.streams, COUNT_DOWN, "fail");
    assert_int_equal(streams_read(stream, &error), 1);
    assert_error(streams_read(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    expect_both("tests.Streams.CountDown", 2, 1);
    pipc_grpc_client_stream_free(stream);
    expect_both("tests.Streams.CountDown", 2, 1);
}

static void a_bidirectional_stream_is_one_call(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, CHAT, NULL);
    pipc_error *error = NULL;

    (void)state;
    assert_ok(streams_send(stream, "a", &error), error);
    streams_expect(stream, "a");
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
    assert_int_equal(streams_read(stream, &error), 0);
    expect_both("tests.Streams.Chat", 1, 0);
    pipc_grpc_client_stream_free(stream);
    expect_both("tests.Streams.Chat", 1, 0);
}

static void a_client_stream_is_one_call(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    expect_both("tests.Streams.Join", 1, 0);
}

static void a_stream_that_fails_is_counted_so(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(streams_send(stream, "fail", &error), error);
    assert_int_not_equal(pipc_grpc_client_stream_finish(stream, &response, NULL), PIPC_OK);
    pipc_grpc_client_stream_free(stream);
    expect_both("tests.Streams.Join", 1, 1);
}

static void a_stream_that_is_freed_early_was_cancelled(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, CHAT, NULL);
    pipc_error *error = NULL;

    (void)state;
    assert_ok(streams_send(stream, "a", &error), error);
    streams_expect(stream, "a");
    pipc_grpc_client_stream_free(stream);
    observers_expect(&self.client, "tests.Streams.Chat", "call", 1, 1);
    assert_int_equal(
        capturing_logger_count_with(&self.client.logger,
                                    "DEBUG Failed to call tests.Streams.Chat method | the call"),
        1);
}

static void closing_the_client_ends_its_streams_for_who_counts(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, CHAT, NULL);
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_close(&self.streams->client.component, NULL, &error), error);
    observers_expect(&self.client, "tests.Streams.Chat", "call", 1, 1);
    pipc_dispose(&self.streams->client.component);
    pipc_grpc_client_stream_free(stream);
    observers_expect(&self.client, "tests.Streams.Chat", "call", 1, 1);
}

/* --- that listeners are told of ------------------------------------------------------------- */

/* Asks for a count down, which ends as `listener` is told. */
static void count_down(const char *from, told *listener)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    told_init(listener);
    request.text = (char *)from;
    assert_ok(pipc_grpc_client_stream_open_async(&self.streams->client,
                                                 &streams_methods[COUNT_DOWN], NULL, &request.base,
                                                 &listener->listener, &stream, &error),
              error);
    told_wait_for_done(listener);
}

static void an_asynchronous_stream_is_counted_before_it_is_told(void **state)
{
    told listener;

    (void)state;
    count_down("3", &listener);
    expect_both("tests.Streams.CountDown", 1, 0);
    told_dispose(&listener);
    count_down("fail", &listener);
    expect_both("tests.Streams.CountDown", 2, 1);
    told_dispose(&listener);
}

/* --- that are kept -------------------------------------------------------------------------- */

static void a_call_that_is_kept_is_timed_until_it_is_finished(void **state)
{
    pending *pends = *state;
    pending_caller caller;

    pending_start(pends, NULL, &caller);
    pending_await(calls, 1);
    assert_int_equal(kept_counters_count(&self.server.counters, "tests.Pending.Pend.exec_count"),
                     1);
    assert_int_equal(kept_counters_count(&self.server.counters, "tests.Pending.Pend.exec_time"), 0);
    pending_finish_text(pending_get(0), "done");
    pending_join(&caller);
    assert_int_equal(caller.code, PIPC_OK);
    expect_both("tests.Pending.Pend", 1, 0);
}

static void each_kind_that_is_kept_is_one_call(void **state)
{
    static const char *const names[] = {NULL, "tests.Pending.PendServerStreaming",
                                        "tests.Pending.PendClientStreaming",
                                        "tests.Pending.PendBidi"};
    pending *pends = *state;

    for (int kind = PEND_SERVER_STREAMING; kind <= PEND_BIDI; kind++) {
        pipc_grpc_client_stream *stream =
            pending_stream(pends, kind, NULL, kind == PEND_SERVER_STREAMING ? "a" : NULL);

        pending_await(calls, kind);
        pending_finish_badly(pending_get(kind - 1));
        kept_tracer_wait_for(&self.server.tracer, (size_t)kind);
        observers_expect(&self.server, names[kind], "exec", 1, 1);
        pipc_grpc_client_stream_free(stream);
        observers_expect(&self.client, names[kind], "call", 1, 1);
    }
}

static int pending_observed_setup(void **state)
{
    static pending pends;

    observers_init(&self.server);
    observers_init(&self.client);
    pending_prepare(&pends);
    pends.references = self.server.references;
    pends.client_references = self.client.references;
    pending_open(&pends, "", "");
    *state = &pends;
    return 0;
}

static int pending_observed_teardown(void **state)
{
    pending_teardown(state);
    observers_dispose(&self.client);
    observers_dispose(&self.server);
    return 0;
}

#define STREAM_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define PENDING_TEST(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, pending_observed_setup, pending_observed_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(a_server_stream_is_one_call),
        STREAM_TEST(a_bidirectional_stream_is_one_call),
        STREAM_TEST(a_client_stream_is_one_call),
        STREAM_TEST(a_stream_that_fails_is_counted_so),
        STREAM_TEST(a_stream_that_is_freed_early_was_cancelled),
        STREAM_TEST(closing_the_client_ends_its_streams_for_who_counts),
        STREAM_TEST(an_asynchronous_stream_is_counted_before_it_is_told),
        PENDING_TEST(a_call_that_is_kept_is_timed_until_it_is_finished),
        PENDING_TEST(each_kind_that_is_kept_is_one_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
