#include "support/cmocka.h"

#include <pipc/cancellation.h>
#include <pipc/context.h>

#include "support/traced.h"

enum { LONG_MS = 3600 * 1000 };

/* --- the four kinds, in both forms ---------------------------------------------------------- */

static void check_retry(traced *self, int method, bool waits)
{
    atomic_store(&self->refusing.refusals, 2);
    self->tracers[1].retries = 2;
    self->tracers[1].delay_ms = 5;
    assert_int_equal(traced_call(self, method, waits), PIPC_OK);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 +1.2 +2.2 -2.2:-5 -1.2:-5 +1.3 +2.3 "
                        "-2.3:0 -1.3:0 -0.3:0");
    assert_string_equal(refusing_last_seen(&self->refusing), "0,1,2");
}

static void what_is_sent_anew_passes_the_inner_ones_again(void **state)
{
    traced_for_each_form(*state, check_retry);
}

static void check_retry_of_refusal(traced *self, int method, bool waits)
{
    self->tracers[2].refusals = 1;
    self->tracers[0].retries = 1;
    assert_int_equal(traced_call(self, method, waits), PIPC_OK);
    traced_expect(self, "+0.1 +1.1 +2.1 -1.1:-11 -0.1:-11 +0.2 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
    assert_string_equal(refusing_last_seen(&self->refusing), "0,1,2");
}

static void an_outer_one_may_try_again_what_an_inner_one_refused(void **state)
{
    traced_for_each_form(*state, check_retry_of_refusal);
}

static void check_refusal_of_retry(traced *self, int method, bool waits)
{
    atomic_store(&self->refusing.refusals, 1);
    self->tracers[1].on_end = NULL;
    self->tracers[1].retries = 1;
    self->tracers[2].retries = 0;
    self->tracers[0].refusals = 0;
    self->tracers[1].delay_ms = 0;
    assert_int_equal(traced_call(self, method, waits), PIPC_OK);
    assert_true(self->tracers[1].was_allowed);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
}

static void a_retry_may_be_at_once(void **state)
{
    traced_for_each_form(*state, check_refusal_of_retry);
}

/* --- what a retry is not for ---------------------------------------------------------------- */

static void check_late_retry(traced *self, int method, bool waits)
{
    atomic_store(&self->refusing.refusals, 1);
    self->tracers[0].retries = 1;
    self->tracers[0].delay_ms = LONG_MS;
    assert_int_equal(traced_call(self, method, waits), PIPC_E_NO_RESPONSE);
    assert_false(self->tracers[0].was_allowed);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5");
}

static void there_is_no_retry_past_the_deadline(void **state)
{
    traced_for_each_form(*state, check_late_retry);
}

static pipc_cancellation *cancellation;

static void cancel(void)
{
    pipc_cancellation_cancel(cancellation);
}

static void check_cancelled_delay(traced *self, int method, bool waits)
{
    pipc_error *error = NULL;

    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self->context, cancellation);
    pipc_context_set_timeout_ms(self->context, 0);
    atomic_store(&self->refusing.refusals, 1);
    self->tracers[1].retries = 1;
    self->tracers[1].delay_ms = LONG_MS;
    self->tracers[1].on_end = cancel;
    assert_int_equal(traced_call(self, method, waits), PIPC_E_FAILED_INVOCATION);
    assert_true(self->tracers[1].was_allowed);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.2:-6");
    pipc_cancellation_free(cancellation);
}

static void a_cancellation_ends_the_delay(void **state)
{
    traced_for_each_form(*state, check_cancelled_delay);
}

static void closing_the_client_ends_the_delay(void **state)
{
    traced *self = *state;
    pipc_error *error = NULL;

    atomic_store(&self->refusing.refusals, 1);
    pipc_context_set_timeout_ms(self->context, 0);
    self->tracers[0].retries = 1;
    self->tracers[0].delay_ms = LONG_MS;
    assert_ok(refusing_say_async(&self->refusing, self->context, &self->listener, &error), error);
    assert_ok(pipc_close(&self->refusing.client.component, NULL, &error), error);
    told_expect_error(&self->listener, PIPC_E_INVALID_STATE, "CLOSED", "");
}

static void a_stream_that_was_used_is_not_sent_anew(void **state)
{
    traced *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    self->tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self->refusing, REFUSING_CHAT, NULL, &stream, &error), error);
    assert_ok(streams_send(stream, "a", &error), error);
    streams_expect(stream, "a");
    pipc_grpc_client_stream_cancel(stream);
    assert_int_equal(streams_read(stream, NULL), PIPC_E_FAILED_INVOCATION);
    assert_false(self->tracers[0].was_allowed);
    pipc_grpc_client_stream_free(stream);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-6 -1.1:-6 -0.1:-6");
    atomic_store(&self->refusing.refusals, 1);
    self->tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self->refusing, REFUSING_JOIN, NULL, &stream, &error), error);
    (void)!streams_send(stream, "a", NULL); /* it may be over already */
    assert_int_equal(streams_read(stream, NULL), PIPC_E_NO_RESPONSE);
    assert_false(self->tracers[0].was_allowed);
    pipc_grpc_client_stream_free(stream);
}

static void a_stream_that_is_freed_early_ends_once(void **state)
{
    traced *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    self->tracers[0].retries = 1;
    assert_ok(refusing_open_stream(&self->refusing, REFUSING_CHAT, NULL, &stream, &error), error);
    pipc_grpc_client_stream_free(stream);
    assert_false(self->tracers[0].was_allowed);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-6 -1.1:-6 -0.1:-6");
}

/* --- writing while it is sent anew ---------------------------------------------------------- */

static void what_is_written_meanwhile_goes_with_the_next_attempt(void **state)
{
    traced *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    self->tracers[2].refusals = 1; /* so that nobody may write before */
    self->tracers[0].retries = 1;
    self->tracers[0].delay_ms = 100;
    assert_ok(
        refusing_open_async(&self->refusing, REFUSING_JOIN, NULL, &self->listener, &stream, &error),
        error);
    assert_int_equal(streams_send(stream, "a", &error), PIPC_PENDING);
    told_wait_for_writables(&self->listener, 1);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    told_expect_ok(&self->listener, "b");
}

static void what_was_closed_meanwhile_stays_so(void **state)
{
    traced *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    self->tracers[2].refusals = 1;
    self->tracers[0].retries = 1;
    self->tracers[0].delay_ms = 100;
    assert_ok(
        refusing_open_async(&self->refusing, REFUSING_CHAT, NULL, &self->listener, &stream, &error),
        error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    told_expect_ok(&self->listener, "");
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, traced_open_setup, traced_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(what_is_sent_anew_passes_the_inner_ones_again),
        case_of(an_outer_one_may_try_again_what_an_inner_one_refused),
        case_of(a_retry_may_be_at_once),
        case_of(there_is_no_retry_past_the_deadline),
        case_of(a_cancellation_ends_the_delay),
        case_of(closing_the_client_ends_the_delay),
        case_of(a_stream_that_was_used_is_not_sent_anew),
        case_of(a_stream_that_is_freed_early_ends_once),
        case_of(what_is_written_meanwhile_goes_with_the_next_attempt),
        case_of(what_was_closed_meanwhile_stays_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
