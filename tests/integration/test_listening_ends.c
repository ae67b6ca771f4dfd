#include "support/cmocka.h"

#include <string.h>

#include "support/pending.h"
#include "support/raw_client.h"
#include "support/streams.h"

enum { MESSAGES = 200 };

static int port_of(pending *self)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
}

static void a_message_that_is_none_ends_the_call(void **state)
{
    pending *self = *state;
    raw_answer answer;

    self->plan.listens_to_call = true;
    pending_look(); /* the handler sees what is planned */
    answer = raw_call(port_of(self), pending_methods[PEND_BIDI].path, "\x0a\x05text", 6);
    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_non_null(strstr(answer.message, "cannot be parsed"));
    pending_await(cancels, 1);
    pending_await(call_cancels, 1);
    assert_int_equal(pending_look().messages, 0);
    assert_true(pipc_call_is_cancelled(pending_get(0)->call));
    pending_finish_text(pending_get(0), NULL);
}

/* Fills what is kept for a client that does not read; the next message is refused. */
static void write_until_refused(pending_call *call)
{
    static char large[256 * 1024];
    pipc_error *error = NULL;
    int code;

    memset(large, 'x', sizeof large - 1);
    while ((code = pending_write(call, large, &error)) == PIPC_OK)
        continue;
    assert_int_equal(code, PIPC_PENDING);
}

static void a_write_does_not_wait_for_a_call_that_a_bad_message_has_ended(void **state)
{
    pending *self = *state;
    pipc_context *context = NULL;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.listens_to_call = true;
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, 5000);
    stream = pending_stream(self, PEND_BIDI, context, NULL);
    pending_await(calls, 1);
    write_until_refused(pending_get(0));
    assert_ok(streams_send(stream, "\xff", &error), error);
    pending_await(cancels, 1);
    assert_error(pending_write(pending_get(0), "text", &error), error, PIPC_E_FAILED_INVOCATION,
                 "CANCELLED", "nobody waits");
    assert_true(pipc_call_time_left_ms(pending_get(0)->call) > 0); /* or else it has waited */
    pending_finish_text(pending_get(0), NULL);
    pipc_grpc_client_stream_free(stream);
    pipc_context_free(context);
}

static void a_listener_that_comes_later_is_told_what_nobody_was(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;

    self->plan.listens_to_call = true;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 1);
    pipc_call_listen(pending_get(0)->call, NULL);
    pipc_grpc_client_stream_free(stream);
    pending_await(cancels, 1); /* which comes after the other one */
    assert_int_equal(pending_look().call_cancels, 0);
    pipc_call_listen(pending_get(0)->call, &pending_get(0)->call_listener);
    pending_await(call_cancels, 1);
    pending_finish_text(pending_get(0), NULL);
}

static void read_to_the_deadline(pending *self, int64_t timeout_ms)
{
    pipc_context *context = NULL;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, timeout_ms);
    stream = pending_stream(self, PEND_BIDI, context, NULL);
    assert_true(streams_read(stream, &error) < 0);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    pipc_context_free(context);
}

/* Unless it comes before the call: then there is a longer one. */
static void expect_deadline_told(pending *self)
{
    enum { LONGEST_MS = 20000 };

    for (int64_t timeout_ms = 500; pending_look().calls == 0; timeout_ms *= 2) {
        assert_in_range(timeout_ms, 500, LONGEST_MS);
        read_to_the_deadline(self, timeout_ms);
    }
    pending_await(cancels, 1);
}

static void a_deadline_is_told_once(void **state)
{
    pending *self = *state;

    self->plan.cancelled = pending_finish_badly;
    expect_deadline_told(self);
}

static void a_service_that_closes_cancels_its_streams(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.cancelled = pending_finish_badly;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 1);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    assert_int_equal(pending_look().cancels, 1);
    pipc_grpc_client_stream_free(stream);
}

static int listen_when_cancelled(pending_call *self, pipc_error **error)
{
    (void)error;
    pipc_call_wait_cancelled(self->call, -1);
    atomic_store(&self->handler_returned, true);
    return PIPC_PENDING;
}

static void who_was_cancelled_before_the_handler_returned_is_told_after_that(void **state)
{
    pending *self = *state;

    self->plan.handle = listen_when_cancelled;
    self->plan.cancelled = pending_finish_badly;
    expect_deadline_told(self);
}

static void a_worker_may_begin_to_listen(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.listens_to_stream = false;
    self->plan.half_closed = pending_finish_well;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 1);
    assert_ok(streams_send(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    pipc_grpc_server_stream_listen(pending_get(0)->stream, &pending_get(0)->stream_listener);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().messages, 1);
}

static void nothing_is_read_by_hand_any_more(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    const ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    pending_await(calls, 1);
    assert_error(pipc_grpc_server_stream_read(pending_get(0)->stream, &message, &error), error,
                 PIPC_E_INVALID_STATE, "LISTENING", "listener");
    pending_finish_text(pending_get(0), NULL);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void a_listener_may_leave_out_what_it_does_not_care_for(void **state)
{
    static const pipc_grpc_server_events nothing = {.message = NULL};
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.listens_to_stream = false;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 1);
    pending_get(0)->stream_listener.events = &nothing;
    pipc_grpc_server_stream_listen(pending_get(0)->stream, &pending_get(0)->stream_listener);
    for (int i = 0; i < MESSAGES; i++)
        assert_ok(streams_send(stream, "text", &error), error);
    pipc_grpc_client_stream_free(stream);
    assert_true(pipc_call_wait_cancelled(pending_get(0)->call, -1));
    pending_finish_text(pending_get(0), NULL);
}

static void a_server_stream_is_not_read(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_SERVER_STREAMING, NULL, "go");
    pipc_error *error = NULL;

    pending_await(calls, 1);
    assert_ok(pending_write(pending_get(0), "text", &error), error);
    streams_expect(stream, "text");
    pending_finish_text(pending_get(0), NULL);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().half_closes, 0);
}

/* --- threads -------------------------------------------------------------------------------- */

static int wait_for_another_call(pending_call *self, const char *text)
{
    (void)text;
    if (self == pending_get(0))
        pending_await(messages, 2);
    return PIPC_OK;
}

static void a_callback_that_blocks_delays_no_other_call(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *pair[2];
    pipc_error *error = NULL;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pending_open(self, ";options.threads=1;options.max_handlers=2", "");
    self->plan.message = wait_for_another_call;
    self->plan.half_closed = pending_finish_well;
    for (int i = 0; i < 2; i++) {
        pair[i] = pending_stream(self, PEND_BIDI, NULL, NULL);
        pending_await(calls, i + 1);
        assert_ok(streams_send(pair[i], "text", &error), error);
        pending_await(messages, i + 1);
    }
    for (int i = 0; i < 2; i++) {
        assert_ok(pipc_grpc_client_stream_writes_done(pair[i], &error), error);
        assert_int_equal(streams_read(pair[i], &error), 0);
        pipc_grpc_client_stream_free(pair[i]);
    }
}

static void *send_all(void *argument)
{
    pipc_error *error = NULL;

    while (streams_send(argument, "text", &error) == PIPC_OK)
        continue;
    pipc_error_free(error);
    return NULL;
}

/* The callbacks run while another thread finishes. */
static void a_call_may_be_finished_at_any_moment(void **state)
{
    pending *self = *state;

    for (int i = 0; i < 50; i++) {
        pipc_grpc_client_stream *stream = pending_stream(self, PEND_BIDI, NULL, NULL);
        pipc_error *error = NULL;
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, send_all, stream), 0);
        pending_await(calls, i + 1);
        pending_await(messages, pending_look().messages + i % 5);
        pending_finish_text(pending_get(i), NULL);
        assert_int_equal(streams_read(stream, &error), 0);
        pthread_join(thread, NULL);
        pipc_grpc_client_stream_free(stream);
    }
}

#define LISTENING_TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, pending_listening_setup, pending_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTENING_TEST(a_message_that_is_none_ends_the_call),
        LISTENING_TEST(a_write_does_not_wait_for_a_call_that_a_bad_message_has_ended),
        LISTENING_TEST(a_listener_that_comes_later_is_told_what_nobody_was),
        LISTENING_TEST(a_deadline_is_told_once),
        LISTENING_TEST(a_service_that_closes_cancels_its_streams),
        LISTENING_TEST(who_was_cancelled_before_the_handler_returned_is_told_after_that),
        LISTENING_TEST(a_worker_may_begin_to_listen),
        LISTENING_TEST(nothing_is_read_by_hand_any_more),
        LISTENING_TEST(a_listener_may_leave_out_what_it_does_not_care_for),
        LISTENING_TEST(a_server_stream_is_not_read),
        LISTENING_TEST(a_callback_that_blocks_delays_no_other_call),
        LISTENING_TEST(a_call_may_be_finished_at_any_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
