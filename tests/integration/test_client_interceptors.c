#include "support/cmocka.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <pipc/cancellation.h>
#include <pipc/context.h>
#include <pipc/references.h>

#include "base/sync.h"
#include "support/refusing.h"

enum { INTERCEPTORS = 3, TRACE_BYTES = 512, LONG_MS = 3600 * 1000 };

/* Writes down what it sees, in a text that all share: "+0.1 -0.1:0"; the attempt is after the dot.
 */
typedef struct tracer {
    pipc_grpc_client_interceptor interceptor;
    int number;
    int refusals;     /* how many more calls it refuses */
    int retries;      /* how many more it wants */
    int64_t delay_ms; /* before them */
    bool was_allowed; /* the last */
    void (*on_end)(void);
} tracer;

static refusing self;
static told listener;
static tracer tracers[INTERCEPTORS];
static pipc__mutex mutex; /* guards the trace */
static char trace[TRACE_BYTES];
static pipc_context *context;

static void write_down(const char *format, int number, int attempt, int code)
{
    char part[32];

    snprintf(part, sizeof part, format, number, attempt, code);
    pipc__mutex_lock(&mutex);
    snprintf(trace + strlen(trace), sizeof trace - strlen(trace), "%s%s",
             trace[0] == '\0' ? "" : " ", part);
    pipc__mutex_unlock(&mutex);
}

static void assert_trace(const char *expected)
{
    pipc__mutex_lock(&mutex);
    assert_string_equal(trace, expected);
    trace[0] = '\0';
    pipc__mutex_unlock(&mutex);
}

static int begin(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call,
                 pipc_error **error)
{
    tracer *one = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);
    char number[16];
    int code;

    write_down("+%d.%d", one->number, pipc_client_call_attempt(call), 0);
    if (one->refusals > 0) {
        one->refusals--;
        return pipc_fail(error, PIPC_E_CONFLICT, "NOT_NOW", "%d refuses", one->number);
    }
    snprintf(number, sizeof number, "%d", one->number);
    code = pipc_metadata_add(pipc_client_call_metadata(call), "x-seen", number, error);
    return code == PIPC_OK ? pipc_client_call_set_value(call, one, &one->number, error) : code;
}

static void end(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call, int code,
                const pipc_error *error)
{
    tracer *one = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);

    assert_ptr_equal(pipc_client_call_value(call, one), &one->number);
    assert_int_equal(pipc_error_category(error), code);
    write_down("-%d.%d:%d", one->number, pipc_client_call_attempt(call), code);
    if (one->retries == 0)
        return;
    one->retries--;
    one->was_allowed = pipc_client_call_retry(call, one->delay_ms);
    if (one->on_end != NULL)
        one->on_end();
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc__mutex_init(&mutex);
    trace[0] = '\0';
    refusing_init(&self);
    told_init(&listener);
    assert_ok(pipc_context_new("cid-1", &context, &error), error);
    for (int i = 0; i < INTERCEPTORS; i++) {
        tracers[i] = (tracer){.interceptor = {.begin = begin, .end = end}, .number = i};
        assert_ok(
            pipc_grpc_client_register_interceptor(&self.client, &tracers[i].interceptor, &error),
            error);
    }
    return 0;
}

static int open_setup(void **state)
{
    setup(state);
    refusing_open(&self, "");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    refusing_dispose(&self);
    told_dispose(&listener);
    pipc_context_free(context);
    pipc__mutex_dispose(&mutex);
    return 0;
}

/* --- the four kinds, in both forms ---------------------------------------------------------- */

static int talk(int method)
{
    pipc_grpc_client_stream *stream = NULL;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = refusing_open_stream(&self, method, context, &stream, &error);

    if (code == PIPC_OK && method == REFUSING_JOIN) {
        code = pipc_grpc_client_stream_finish(stream, &response, &error);
        protobuf_c_message_free_unpacked(response, NULL);
    } else if (code == PIPC_OK) {
        if (method == REFUSING_CHAT)
            assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
        while ((code = streams_read(stream, &error)) > 0) {
        }
        assert_int_equal(streams_read(stream, NULL), code); /* as it was, however often */
    }
    assert_int_equal(pipc_error_category(error), code);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int call(int method, bool waits)
{
    if (waits && method != REFUSING_SAY)
        return talk(method);
    if (waits)
        return refusing_say(&self, context, "hello", NULL);
    told_dispose(&listener);
    told_init(&listener);
    return refusing_be_told(&self, method, context, &listener);
}

static void for_each_form(void (*check)(int method, bool waits))
{
    for (int method = 0; method < REFUSING_METHODS; method++) {
        check(method, true);
        check(method, false);
    }
}

static void check_order(int method, bool waits)
{
    assert_int_equal(call(method, waits), PIPC_OK);
    assert_trace("+0.1 +1.1 +2.1 -2.1:0 -1.1:0 -0.1:0");
    assert_string_equal(refusing_last_seen(&self), "0,1,2");
}

static void the_first_is_the_outermost(void **state)
{
    (void)state;
    for_each_form(check_order);
}

static void check_refusal(int method, bool waits)
{
    tracers[1].refusals = 1;
    assert_int_equal(call(method, waits), PIPC_E_CONFLICT);
    assert_trace("+0.1 +1.1 -0.1:-11");
    assert_int_equal(atomic_load(&self.calls), 0);
}

static void who_refuses_is_not_told_the_end_and_nothing_is_sent(void **state)
{
    (void)state;
    for_each_form(check_refusal);
}

static void check_error(int method, bool waits)
{
    atomic_store(&self.refusals, 1);
    assert_int_equal(call(method, waits), PIPC_E_NO_RESPONSE);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5");
}

static void an_end_is_told_of_errors(void **state)
{
    (void)state;
    for_each_form(check_error);
}

static void check_retry(int method, bool waits)
{
    atomic_store(&self.refusals, 2);
    tracers[1].retries = 2;
    tracers[1].delay_ms = 5;
    assert_int_equal(call(method, waits), PIPC_OK);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 +1.2 +2.2 -2.2:-5 -1.2:-5 +1.3 +2.3 "
                 "-2.3:0 -1.3:0 -0.3:0");
    assert_string_equal(refusing_last_seen(&self), "0,1,2");
}

static void what_is_sent_anew_passes_the_inner_ones_again(void **state)
{
    (void)state;
    for_each_form(check_retry);
}

static void check_retry_of_refusal(int method, bool waits)
{
    tracers[2].refusals = 1;
    tracers[0].retries = 1;
    assert_int_equal(call(method, waits), PIPC_OK);
    assert_trace("+0.1 +1.1 +2.1 -1.1:-11 -0.1:-11 +0.2 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
    assert_string_equal(refusing_last_seen(&self), "0,1,2");
}

static void an_outer_one_may_try_again_what_an_inner_one_refused(void **state)
{
    (void)state;
    for_each_form(check_retry_of_refusal);
}

static void check_refusal_of_retry(int method, bool waits)
{
    atomic_store(&self.refusals, 1);
    tracers[1].on_end = NULL;
    tracers[1].retries = 1;
    tracers[2].retries = 0;
    tracers[0].refusals = 0;
    tracers[1].delay_ms = 0;
    assert_int_equal(call(method, waits), PIPC_OK);
    assert_true(tracers[1].was_allowed);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
}

static void a_retry_may_be_at_once(void **state)
{
    (void)state;
    for_each_form(check_refusal_of_retry);
}

/* --- what a retry is not for ---------------------------------------------------------------- */

static void check_late_retry(int method, bool waits)
{
    atomic_store(&self.refusals, 1);
    tracers[0].retries = 1;
    tracers[0].delay_ms = LONG_MS;
    assert_int_equal(call(method, waits), PIPC_E_NO_RESPONSE);
    assert_false(tracers[0].was_allowed);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5");
}

static void there_is_no_retry_past_the_deadline(void **state)
{
    (void)state;
    for_each_form(check_late_retry);
}

static pipc_cancellation *cancellation;

static void cancel(void)
{
    pipc_cancellation_cancel(cancellation);
}

static void check_cancelled_delay(int method, bool waits)
{
    pipc_error *error = NULL;

    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(context, cancellation);
    pipc_context_set_timeout_ms(context, 0);
    atomic_store(&self.refusals, 1);
    tracers[1].retries = 1;
    tracers[1].delay_ms = LONG_MS;
    tracers[1].on_end = cancel;
    assert_int_equal(call(method, waits), PIPC_E_FAILED_INVOCATION);
    assert_true(tracers[1].was_allowed);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.2:-6");
    pipc_cancellation_free(cancellation);
}

static void a_cancellation_ends_the_delay(void **state)
{
    (void)state;
    for_each_form(check_cancelled_delay);
}

static void a_stream_that_was_used_is_not_sent_anew(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    (void)state;
    tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self, REFUSING_CHAT, NULL, &stream, &error), error);
    assert_ok(streams_send(stream, "a", &error), error);
    streams_expect(stream, "a");
    pipc_grpc_client_stream_cancel(stream);
    assert_int_equal(streams_read(stream, NULL), PIPC_E_FAILED_INVOCATION);
    assert_false(tracers[0].was_allowed);
    pipc_grpc_client_stream_free(stream);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-6 -1.1:-6 -0.1:-6");
    atomic_store(&self.refusals, 1);
    tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self, REFUSING_JOIN, NULL, &stream, &error), error);
    (void)!streams_send(stream, "a", NULL); /* it may be over already */
    assert_int_equal(streams_read(stream, NULL), PIPC_E_NO_RESPONSE);
    assert_false(tracers[0].was_allowed);
    pipc_grpc_client_stream_free(stream);
}

static void a_stream_that_is_freed_early_ends_once(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    (void)state;
    tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self, REFUSING_CHAT, NULL, &stream, &error), error);
    pipc_grpc_client_stream_free(stream);
    assert_false(tracers[0].was_allowed);
    assert_trace("+0.1 +1.1 +2.1 -2.1:-6 -1.1:-6 -0.1:-6");
}

/* --- writing while it is sent anew ---------------------------------------------------------- */

static void what_is_written_meanwhile_goes_with_the_next_attempt(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    (void)state;
    tracers[2].refusals = 1; /* so that nobody may write before */
    tracers[0].retries = 1;
    tracers[0].delay_ms = 100;
    assert_ok(refusing_open_async(&self, REFUSING_JOIN, NULL, &listener, &stream, &error), error);
    assert_int_equal(streams_send(stream, "a", &error), PIPC_PENDING);
    told_wait_for_writables(&listener, 1);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    told_expect_ok(&listener, "b");
}

static void what_was_closed_meanwhile_stays_so(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    (void)state;
    tracers[2].refusals = 1;
    tracers[0].retries = 1;
    tracers[0].delay_ms = 100;
    assert_ok(refusing_open_async(&self, REFUSING_CHAT, NULL, &listener, &stream, &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    told_expect_ok(&listener, "");
}

/* --- closing, metadata, and the program's own loop ------------------------------------------ */

static void closing_the_client_ends_the_delay(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    atomic_store(&self.refusals, 1);
    pipc_context_set_timeout_ms(context, 0);
    tracers[0].retries = 1;
    tracers[0].delay_ms = LONG_MS;
    assert_ok(refusing_say_async(&self, context, &listener, &error), error);
    assert_ok(pipc_close(&self.client.component, NULL, &error), error);
    told_expect_error(&listener, PIPC_E_INVALID_STATE, "CLOSED", "");
}

static void see_metadata(pipc_grpc_client_interceptor *interceptor, pipc_client_call *seen,
                         int code, const pipc_error *error)
{
    (void)interceptor;
    (void)error;
    assert_string_equal(pipc_client_call_correlation_id(seen), "cid-1");
    assert_string_equal(pipc_client_call_path(seen), "/tests.Refusing/Say");
    assert_in_range(pipc_client_call_time_left_ms(seen), 1, 10000);
    assert_string_equal(
        pipc_metadata_get(pipc_client_call_initial_metadata(seen), "x-answer", NULL), "head");
    assert_string_equal(
        pipc_metadata_get(pipc_client_call_trailing_metadata(seen), "x-answer", NULL), "tail");
    if (code != PIPC_OK)
        assert_true(pipc_client_call_retry(seen, 0));
}

static void metadata_are_those_of_the_last_attempt(void **state)
{
    static pipc_grpc_client_interceptor reader = {.end = see_metadata};
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_grpc_client_register_interceptor(&self.client, &reader, &error), error);
    refusing_open(&self, "");
    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(context), "x-seen", "mine", &error), error);
    pipc_context_receive_metadata(context, initial, trailing);
    atomic_store(&self.refusals, 1);
    assert_ok(refusing_say(&self, context, "hello", &error), error);
    assert_string_equal(refusing_last_seen(&self), "mine,0,1,2");
    assert_int_equal(pipc_metadata_count(initial), 1);
    assert_int_equal(pipc_metadata_count(trailing), 1);
    pipc_metadata_free(trailing);
    pipc_metadata_free(initial);
}

static void an_open_client_takes_none(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_error(
        pipc_grpc_client_register_interceptor(&self.client, &tracers[0].interceptor, &error), error,
        PIPC_E_INVALID_STATE, "ALREADY_OPENED",
        "client tests.Refusing is open, expected it closed to register an interceptor");
}

static pthread_t ended_on;

static void note_thread(void)
{
    ended_on = pthread_self();
}

static void in_the_loop_of_the_program_all_slots_are_called_there(void **state)
{
    pipc_event_loop loop;
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    (void)state;
    pipc_event_loop_init(&loop);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "tests:event-loop:default:default:1.0",
                                  &loop.component, &error),
              error);
    self.references = references;
    refusing_open(&self, "");
    atomic_store(&self.refusals, 1);
    tracers[0].retries = 1;
    tracers[0].delay_ms = 1;
    tracers[0].on_end = note_thread;
    assert_ok(refusing_say_async(&self, NULL, &listener, &error), error);
    while (told_look(&listener).dones == 0) {
        struct pollfd wait = {.fd = pipc_event_loop_fd(&loop), .events = POLLIN};

        assert_int_equal(poll(&wait, 1, 30000), 1);
        pipc_event_loop_process(&loop);
    }
    told_expect_ok(&listener, "hello");
    assert_true(pthread_equal(ended_on, pthread_self()));
    assert_trace("+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5 +0.2 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
    pipc_dispose(&self.client.component);
    pipc_references_free(references);
    pipc_dispose(&loop.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_is_the_outermost, open_setup, teardown),
        cmocka_unit_test_setup_teardown(who_refuses_is_not_told_the_end_and_nothing_is_sent,
                                        open_setup, teardown),
        cmocka_unit_test_setup_teardown(an_end_is_told_of_errors, open_setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_sent_anew_passes_the_inner_ones_again, open_setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_outer_one_may_try_again_what_an_inner_one_refused,
                                        open_setup, teardown),
        cmocka_unit_test_setup_teardown(a_retry_may_be_at_once, open_setup, teardown),
        cmocka_unit_test_setup_teardown(there_is_no_retry_past_the_deadline, open_setup, teardown),
        cmocka_unit_test_setup_teardown(a_cancellation_ends_the_delay, open_setup, teardown),
        cmocka_unit_test_setup_teardown(a_stream_that_was_used_is_not_sent_anew, open_setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_stream_that_is_freed_early_ends_once, open_setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_written_meanwhile_goes_with_the_next_attempt,
                                        open_setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_closed_meanwhile_stays_so, open_setup, teardown),
        cmocka_unit_test_setup_teardown(closing_the_client_ends_the_delay, open_setup, teardown),
        cmocka_unit_test_setup_teardown(metadata_are_those_of_the_last_attempt, setup, teardown),
        cmocka_unit_test_setup_teardown(an_open_client_takes_none, open_setup, teardown),
        cmocka_unit_test_setup_teardown(in_the_loop_of_the_program_all_slots_are_called_there,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
