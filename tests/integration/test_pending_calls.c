#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include <pipc/cancellation.h>

#include "base/sync.h"
#include "support/capturing_logger.h"
#include "support/pending.h"
#include "support/streams.h"

enum { CALLS = 8, ROUNDS = 50 };

static void reopen_service(pending *self, const char *more)
{
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pending_open(self, more, "");
}

static void another_thread_finishes_a_call(void **state)
{
    pending *self = *state;
    pending_caller caller;

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pending_finish_text(pending_get(0), "later");
    pending_join(&caller);
    assert_ok(caller.code, caller.error);
    assert_string_equal(caller.text, "later");
}

static int finish_at_once(pending_call *self, pipc_error **error)
{
    (void)error;
    pending_finish_text(self, "at once");
    return PIPC_PENDING;
}

static void a_call_may_be_finished_before_its_handler_has_returned(void **state)
{
    pending *self = *state;

    self->plan.handle = finish_at_once;
    for (int i = 0; i < ROUNDS; i++) {
        pending_caller caller;

        pending_start(self, NULL, &caller);
        pending_join(&caller);
        assert_ok(caller.code, caller.error);
        assert_string_equal(caller.text, "at once");
    }
}

static void an_error_that_finishes_a_call_is_the_callers(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pipc_error *error = NULL;
    int code = pipc_fail(&error, PIPC_E_CONFLICT, "TAKEN", "it is taken");

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pipc_call_finish(pending_get(0)->call, code, error);
    pending_join(&caller);
    assert_error(caller.code, caller.error, PIPC_E_CONFLICT, "TAKEN", "it is taken");
    pending_start(self, NULL, &caller);
    pending_await(calls, 2);
    pipc_call_finish(pending_get(1)->call, PIPC_E_NOT_FOUND, NULL);
    pending_join(&caller);
    assert_int_equal(caller.code, PIPC_E_NOT_FOUND);
    assert_non_null(strstr(pipc_error_message(caller.error), "method /tests.Pending/Pend failed"));
    pipc_error_free(caller.error);
}

static void a_failure_is_logged_as_that_of_a_handler(void **state)
{
    pending *self = *state;
    capturing_logger logger;
    pipc_references *references = NULL;
    pending_caller caller;
    pipc_error *error = NULL;

    capturing_logger_init(&logger);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(
        pipc_references_put(references, "p:logger:test:d:1.0", &logger.logger.component, &error),
        error);
    self->references = references;
    reopen_service(self, "");
    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pipc_call_finish(pending_get(0)->call, PIPC_E_NOT_FOUND, NULL);
    pending_join(&caller);
    pipc_error_free(caller.error);
    assert_int_equal(
        capturing_logger_count_with(&logger, "DEBUG Failed to execute tests.Pending.Pend method"),
        1);
    pipc_dispose(&self->service.component);
    pipc_references_free(references);
    pipc_dispose(&logger.logger.component);
}

static void calls_that_pend_do_not_count_as_handlers(void **state)
{
    pending *self = *state;
    pending_caller callers[CALLS];

    reopen_service(self, ";options.max_handlers=2;options.threads=1");
    for (int i = 0; i < CALLS; i++) {
        pending_start(self, NULL, &callers[i]);
        pending_await(calls, i + 1);
    }
    for (int i = 0; i < CALLS; i++)
        pending_finish_text(pending_get(i), "done");
    for (int i = 0; i < CALLS; i++) {
        pending_join(&callers[i]);
        assert_ok(callers[i].code, callers[i].error);
    }
}

static void *finish_every_second(void *argument)
{
    int parity = (int)(intptr_t)argument;

    for (int i = parity; i < ROUNDS * 2; i += 2) {
        pending_await(calls, i + 1);
        pending_finish_text(pending_get(i), "done");
    }
    return NULL;
}

static void many_threads_finish_many_calls(void **state)
{
    pending *self = *state;
    pthread_t threads[2];

    for (intptr_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, finish_every_second, (void *)i), 0);
    for (int round = 0; round < ROUNDS / 4; round++) {
        pending_caller callers[CALLS];

        for (int i = 0; i < CALLS; i++)
            pending_start(self, NULL, &callers[i]);
        for (int i = 0; i < CALLS; i++) {
            pending_join(&callers[i]);
            assert_ok(callers[i].code, callers[i].error);
        }
    }
    for (int i = ROUNDS / 4 * CALLS; i < ROUNDS * 2; i++) {
        pending_caller caller;

        pending_start(self, NULL, &caller);
        pending_join(&caller);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

/* --- streams that are handed over ----------------------------------------------------------- */

static void a_server_stream_is_written_by_another_thread(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_SERVER_STREAMING, NULL, "go");
    pipc_error *error = NULL;
    char text[16];

    pending_await(calls, 1);
    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_ok(pending_write(pending_get(0), text, &error), error);
    }
    pending_finish_text(pending_get(0), NULL);
    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "%d", i);
        streams_expect(stream, text);
    }
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void a_client_stream_is_read_by_another_thread(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_CLIENT_STREAMING, NULL, NULL);
    const ProtobufCMessage *message = NULL;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "one", &error), error);
    pending_await(calls, 1);
    assert_int_equal(pipc_grpc_server_stream_read(pending_get(0)->stream, &message, &error), 1);
    assert_string_equal(((const Tests__Text *)message)->text, "one");
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(pipc_grpc_server_stream_read(pending_get(0)->stream, &message, &error), 0);
    pending_finish_text(pending_get(0), "all");
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((const Tests__Text *)response)->text, "all");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void a_stream_may_be_finished_with_an_error(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pipc_error *error = NULL;

    pending_await(calls, 1);
    assert_ok(pending_write(pending_get(0), "one", &error), error);
    pipc_call_finish(pending_get(0)->call, PIPC_E_CONFLICT, NULL);
    streams_expect(stream, "one");
    assert_int_equal(streams_read(stream, &error), PIPC_E_CONFLICT);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
}

static void a_read_by_another_thread_ends_with_the_call(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    const ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    pending_await(calls, 1);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pipc_grpc_server_stream_read(pending_get(0)->stream, &message, &error),
                     PIPC_E_FAILED_INVOCATION);
    assert_true(pipc_call_wait_cancelled(pending_get(0)->call, -1));
    pipc_call_finish(pending_get(0)->call, PIPC_E_FAILED_INVOCATION, error);
}

/* --- cancellation --------------------------------------------------------------------------- */

static void a_cancellation_is_told_once(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pipc_cancellation *cancellation = NULL;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    self->plan.listens_to_call = true;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_cancellation(context, cancellation);
    pending_start(self, context, &caller);
    pending_await(calls, 1);
    pipc_cancellation_cancel(cancellation);
    pending_await(call_cancels, 1);
    assert_true(pipc_call_is_cancelled(pending_get(0)->call));
    pipc_call_listen(pending_get(0)->call, &pending_get(0)->call_listener);
    pipc_call_finish(pending_get(0)->call, PIPC_E_UNKNOWN, NULL);
    pending_join(&caller);
    pipc_error_free(caller.error);
    assert_int_equal(pending_look().call_cancels, 1);
    pipc_context_free(context);
    pipc_cancellation_free(cancellation);
}

static void who_listens_after_the_cancellation_is_told_too(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pipc_error *error = NULL;

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_true(pipc_call_wait_cancelled(pending_get(0)->call, -1));
    pipc_call_listen(pending_get(0)->call, &pending_get(0)->call_listener);
    pending_await(call_cancels, 1);
    pending_finish_text(pending_get(0), "nobody reads it");
    pending_join(&caller);
    pipc_error_free(caller.error);
}

static void call_to_the_deadline(pending *self, int64_t timeout_ms)
{
    pending_caller caller;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, timeout_ms);
    pending_start(self, context, &caller);
    pending_join(&caller);
    assert_true(caller.code < 0); /* either side may be the first to say so */
    pipc_error_free(caller.error);
    pipc_context_free(context);
}

/* Unless it comes before the call: then there is a longer one. */
static void a_deadline_is_told(void **state)
{
    pending *self = *state;

    self->plan.listens_to_call = true;
    self->plan.cancelled = pending_finish_badly;
    for (int64_t timeout_ms = 500; pending_look().calls == 0; timeout_ms *= 2) {
        assert_in_range(timeout_ms, 500, 20000);
        call_to_the_deadline(self, timeout_ms);
    }
    pending_await(call_cancels, 1);
}

static int wait_until_told(pending_call *self, pipc_error **error)
{
    (void)self;
    (void)error;
    atomic_store(&self->handler_returned, true);
    pending_await(call_cancels, 1);
    return PIPC_E_FAILED_INVOCATION;
}

static void a_handler_that_blocks_is_told_meanwhile(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pipc_error *error = NULL;

    self->plan.listens_to_call = true;
    self->plan.handle = wait_until_told;
    pending_start(self, NULL, &caller);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    pending_join(&caller);
    assert_true(caller.code < 0);
    pipc_error_free(caller.error);
}

static void a_service_that_closes_waits_for_its_calls_and_then_cancels_them(void **state)
{
    pending *self = *state;
    pending_caller callers[CALLS];
    pipc_error *error = NULL;

    self->plan.listens_to_call = true;
    self->plan.cancelled = pending_finish_badly;
    for (int i = 0; i < CALLS; i++)
        pending_start(self, NULL, &callers[i]);
    pending_await(calls, CALLS);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    assert_int_equal(pending_look().call_cancels, CALLS);
    for (int i = 0; i < CALLS; i++) {
        pending_join(&callers[i]);
        assert_true(callers[i].code < 0);
        pipc_error_free(callers[i].error);
    }
}

static void *close_service(void *argument)
{
    return (void *)(intptr_t)pipc_close(argument, NULL, NULL);
}

static void a_call_that_is_finished_while_its_service_closes_is_answered(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pthread_t thread;

    reopen_service(self, ";options.shutdown_timeout=20000");
    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    assert_int_equal(pthread_create(&thread, NULL, close_service, &self->service.component), 0);
    pending_finish_text(pending_get(0), "in time");
    pending_join(&caller);
    assert_ok(caller.code, caller.error);
    assert_string_equal(caller.text, "in time");
    pthread_join(thread, NULL);
}

#define PENDING_TEST(name) cmocka_unit_test_setup_teardown(name, pending_setup, pending_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PENDING_TEST(another_thread_finishes_a_call),
        PENDING_TEST(a_call_may_be_finished_before_its_handler_has_returned),
        PENDING_TEST(an_error_that_finishes_a_call_is_the_callers),
        PENDING_TEST(a_failure_is_logged_as_that_of_a_handler),
        PENDING_TEST(calls_that_pend_do_not_count_as_handlers),
        PENDING_TEST(many_threads_finish_many_calls),
        PENDING_TEST(a_server_stream_is_written_by_another_thread),
        PENDING_TEST(a_client_stream_is_read_by_another_thread),
        PENDING_TEST(a_stream_may_be_finished_with_an_error),
        PENDING_TEST(a_read_by_another_thread_ends_with_the_call),
        PENDING_TEST(a_cancellation_is_told_once),
        PENDING_TEST(who_listens_after_the_cancellation_is_told_too),
        PENDING_TEST(a_deadline_is_told),
        PENDING_TEST(a_handler_that_blocks_is_told_meanwhile),
        PENDING_TEST(a_service_that_closes_waits_for_its_calls_and_then_cancels_them),
        PENDING_TEST(a_call_that_is_finished_while_its_service_closes_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
