/* Calls of generated methods are counted, timed, logged and traced without a line of user code. */
#include "support/cmocka.h"

#include <string.h>

#include "support/async_calls.h"
#include "support/observers.h"

typedef struct fixture {
    async_calls calls;
    observers server;
    observers client;
} fixture;

static fixture self;

static int setup(void **state)
{
    void *calls = &self.calls;

    (void)state;
    observers_init(&self.server);
    observers_init(&self.client);
    async_calls_setup(&calls);
    pipc_dispose(&self.calls.client.client.component);
    observers_link(&self.server, &self.calls.service.service.service.component);
    echo_client_open(&self.calls.client, echo_port(&self.calls.service), "");
    observers_link(&self.client, &self.calls.client.client.component);
    return 0;
}

static int teardown(void **state)
{
    void *calls = &self.calls;

    (void)state;
    async_calls_teardown(&calls);
    observers_dispose(&self.client);
    observers_dispose(&self.server);
    return 0;
}

static int call_fail(const char *category, pipc_error **error)
{
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;

    request.category = (char *)category;
    request.message = (char *)"no luck";
    request.code = (char *)"NO_LUCK";
    return tests_echo_client_fail(&self.calls.client, self.calls.context, &request, &response,
                                  error);
}

/* --- counters ------------------------------------------------------------------------------- */

static void a_call_is_counted_and_timed_on_both_sides(void **state)
{
    (void)state;
    echo_client_check(&self.calls.client, "a");
    echo_client_check(&self.calls.client, "b");
    observers_expect(&self.server, "tests.Echo.Say", "exec", 2, 0);
    observers_expect(&self.client, "tests.Echo.Say", "call", 2, 0);
    assert_int_equal(kept_counters_size(&self.server.counters), 2);
    assert_int_equal(kept_counters_size(&self.client.counters), 2);
    assert_int_equal(kept_counters_get(&self.server.counters, "tests.Echo.Say.exec_count").type,
                     PIPC_COUNTER_INCREMENT);
    assert_int_equal(kept_counters_get(&self.client.counters, "tests.Echo.Say.call_time").type,
                     PIPC_COUNTER_INTERVAL);
    assert_true(kept_counters_get(&self.client.counters, "tests.Echo.Say.call_time").min > 0);
}

static void a_failure_is_counted_on_both_sides(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_error(call_fail("Conflict", &error), error, PIPC_E_CONFLICT, "NO_LUCK", "no luck");
    assert_int_equal(call_fail("Internal", NULL), PIPC_E_INTERNAL);
    observers_expect(&self.server, "tests.Echo.Fail", "exec", 2, 2);
    observers_expect(&self.client, "tests.Echo.Fail", "call", 2, 2);
    assert_int_equal(kept_counters_size(&self.server.counters), 3);
}

static void an_asynchronous_call_is_counted_before_it_is_told(void **state)
{
    (void)state;
    async_calls_start(&self.calls, SAY, self.calls.context, "a", &self.calls.told);
    told_expect_ok(&self.calls.told, "a");
    observers_expect(&self.server, "tests.Echo.Say", "exec", 1, 0);
    observers_expect(&self.client, "tests.Echo.Say", "call", 1, 0);
}

static void an_empty_slot_is_a_failure(void **state)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_int_not_equal(
        tests_echo_client_forget(&self.calls.client, NULL, &request, &response, &error), PIPC_OK);
    pipc_error_free(error);
    observers_expect(&self.server, "tests.Echo.Forget", "exec", 1, 1);
    observers_expect(&self.client, "tests.Echo.Forget", "call", 1, 1);
}

static void what_is_known_to_fail_before_it_is_sent_is_a_call_that_failed(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new("not \x01 sendable", &context, &error), error);
    assert_error(echo_client_say(&self.calls.client, context, "a", &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID", "cannot be sent");
    assert_error(async_calls_try(&self.calls, SAY, context, "a", &self.calls.told, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID", "cannot be sent");
    pipc_context_free(context);
    observers_expect(&self.client, "tests.Echo.Say", "call", 2, 2);
    observers_expect(&self.server, "tests.Echo.Say", "exec", 0, 0);
}

static void what_options_retries_sends_again_is_one_call(void **state)
{
    pipc_error *error = NULL;
    int port = echo_port(&self.calls.service);

    (void)state;
    pipc_dispose(&self.calls.client.client.component);
    echo_client_open(&self.calls.client, port,
                     ";options.retries=3;options.retry_backoff_min=1;options.retry_backoff_max=1");
    observers_link(&self.client, &self.calls.client.client.component);
    assert_ok(pipc_close(&self.calls.service.service.service.component, NULL, &error), error);
    assert_int_equal(echo_client_say(&self.calls.client, NULL, "a", NULL), PIPC_E_NO_RESPONSE);
    observers_expect(&self.client, "tests.Echo.Say", "call", 1, 1);
}

static void a_client_that_is_closed_counts_nothing(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_close(&self.calls.client.client.component, NULL, &error), error);
    assert_error(echo_client_say(&self.calls.client, NULL, "a", &error), error,
                 PIPC_E_INVALID_STATE, "NOT_OPEN", "not open");
    assert_int_equal(kept_counters_size(&self.client.counters), 0);
}

/* --- the log -------------------------------------------------------------------------------- */

static void calls_are_logged_as_in_pip_services_with_their_correlation_id(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(echo_client_say(&self.calls.client, self.calls.context, "a", &error), error);
    assert_error(call_fail("Internal", &error), error, PIPC_E_INTERNAL, "NO_LUCK", "no luck");
    assert_int_equal(capturing_logger_count_with(&self.client.logger,
                                                 "cid-1 TRACE Calling tests.Echo.Say method"),
                     1);
    assert_int_equal(capturing_logger_count_with(&self.server.logger,
                                                 "cid-1 TRACE Executing tests.Echo.Say method"),
                     1);
    assert_int_equal(
        capturing_logger_count_with(&self.client.logger,
                                    "cid-1 ERROR Failed to call tests.Echo.Fail method | no luck"),
        1);
    assert_int_equal(
        capturing_logger_count_with(
            &self.server.logger, "cid-1 ERROR Failed to execute tests.Echo.Fail method | no luck"),
        1);
}

static void what_the_caller_is_to_blame_for_does_not_fill_the_log_of_the_server(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_error(call_fail("NotFound", &error), error, PIPC_E_NOT_FOUND, "NO_LUCK", "no luck");
    assert_int_equal(
        capturing_logger_count_with(
            &self.server.logger, "cid-1 DEBUG Failed to execute tests.Echo.Fail method | no luck"),
        1);
    assert_int_equal(
        capturing_logger_count_with(&self.client.logger,
                                    "cid-1 ERROR Failed to call tests.Echo.Fail method | no luck"),
        1);
}

/* --- interceptors --------------------------------------------------------------------------- */

typedef struct counting_interceptor {
    pipc_grpc_server_interceptor interceptor;
    pipc_composite_counters counters;
} counting_interceptor;

static void count_failures_by_category(pipc_grpc_server_interceptor *interceptor, pipc_call *call,
                                       int code, const pipc_error *error)
{
    counting_interceptor *counting =
        PIPC_CONTAINER_OF(interceptor, counting_interceptor, interceptor);

    (void)call;
    (void)code;
    (void)error;
    pipc_counters_increment_one(&counting->counters.counters, pipc_category_name(code));
}

static void interceptors_add_to_it(void **state)
{
    static counting_interceptor counting = {.interceptor.end = count_failures_by_category};
    pipc_grpc_service *service = &self.calls.service.service.service;
    pipc_error *error = NULL;

    (void)state;
    pipc_composite_counters_init(&counting.counters);
    assert_ok(
        pipc_set_references(&counting.counters.counters.component, self.server.references, &error),
        error);
    assert_ok(pipc_close(&service->component, NULL, &error), error);
    assert_ok(pipc_grpc_service_register_interceptor(service, &counting.interceptor, &error),
              error);
    assert_ok(pipc_open(&service->component, NULL, &error), error);
    pipc_dispose(&self.calls.client.client.component);
    echo_client_open(&self.calls.client, echo_port(&self.calls.service), "");
    assert_error(call_fail("Conflict", &error), error, PIPC_E_CONFLICT, "NO_LUCK", "no luck");
    assert_int_equal(kept_counters_count(&self.server.counters, "Conflict"), 1);
    observers_expect(&self.server, "tests.Echo.Fail", "exec", 1, 1);
    pipc_dispose(&counting.counters.counters.component);
}

#define OBSERVED_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OBSERVED_TEST(a_call_is_counted_and_timed_on_both_sides),
        OBSERVED_TEST(a_failure_is_counted_on_both_sides),
        OBSERVED_TEST(an_asynchronous_call_is_counted_before_it_is_told),
        OBSERVED_TEST(an_empty_slot_is_a_failure),
        OBSERVED_TEST(what_is_known_to_fail_before_it_is_sent_is_a_call_that_failed),
        OBSERVED_TEST(what_options_retries_sends_again_is_one_call),
        OBSERVED_TEST(a_client_that_is_closed_counts_nothing),
        OBSERVED_TEST(calls_are_logged_as_in_pip_services_with_their_correlation_id),
        OBSERVED_TEST(what_the_caller_is_to_blame_for_does_not_fill_the_log_of_the_server),
        OBSERVED_TEST(interceptors_add_to_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
