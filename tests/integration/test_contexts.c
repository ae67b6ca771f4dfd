#include "support/cmocka.h"

#include <string.h>

#include "support/echo.h"

/* A service that may call a second one in the course of a call, and a client of the first. */
typedef struct fixture {
    echo service;
    echo downstream;
    tests_echo_client client;
    tests_echo_client downstream_client;
    pipc_context *context;
} fixture;

static fixture self;

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    echo_init(&self.service);
    echo_open(&self.service);
    echo_init(&self.downstream);
    self.downstream.keeps_traceparent = true;
    echo_open(&self.downstream);
    echo_client_open(&self.client, echo_port(&self.service), "");
    echo_client_open(&self.downstream_client, echo_port(&self.downstream), "");
    self.context = NULL;
    assert_ok(pipc_context_new("cid-1", &self.context, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_context_free(self.context);
    pipc_dispose(&self.client.client.component);
    pipc_dispose(&self.downstream_client.client.component);
    echo_dispose(&self.service);
    echo_dispose(&self.downstream);
    return 0;
}

static int say(pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_say(&self.client, self.context, &request, &response, error);

    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
    return code;
}

/* --- metadata ------------------------------------------------------------------------------- */

/* Sends back, before and after the answer, what came under x-…. */
static int reflect(pipc_call *call, pipc_error **error)
{
    const pipc_metadata *metadata = pipc_call_metadata(call);
    int code = PIPC_OK;

    for (size_t i = 0; i < pipc_metadata_count(metadata) && code == PIPC_OK; i++) {
        const char *value;
        size_t length;
        const char *key = pipc_metadata_at(metadata, i, &value, &length);

        if (strncmp(key, "x-", 2) != 0)
            continue;
        code = pipc_metadata_add_bytes(pipc_call_initial_metadata(call), key, value, length, error);
        if (code == PIPC_OK)
            code = pipc_metadata_add_bytes(pipc_call_trailing_metadata(call), key, value, length,
                                           error);
    }
    return code;
}

static int reflect_and_fail(pipc_call *call, pipc_error **error)
{
    int code = reflect(call, error);

    return code == PIPC_OK ? pipc_fail(error, PIPC_E_CONFLICT, "ASKED_TO", "asked to") : code;
}

static void expect_pair(const pipc_metadata *metadata, size_t *index, const char *key,
                        const char *value, size_t length)
{
    const char *found_value = NULL;
    size_t found_length = 0;
    const char *found;

    do {
        found = pipc_metadata_at(metadata, (*index)++, &found_value, &found_length);
        assert_non_null(found);
    } while (strncmp(found, "x-", 2) != 0);
    assert_string_equal(found, key);
    assert_int_equal(found_length, length);
    assert_memory_equal(found_value, value, length);
}

static void expect_reflected(const pipc_metadata *metadata)
{
    size_t index = 0;

    expect_pair(metadata, &index, "x-a", "1", 1);
    expect_pair(metadata, &index, "x-b-bin", "\x00\xff\n", 3);
    expect_pair(metadata, &index, "x-a", "2", 1);
    for (int i = 0; i < 8; i++)
        expect_pair(metadata, &index, "x-more", "more", 4);
}

static void reflect_metadata(int (*handler)(pipc_call *, pipc_error **), int expected_code)
{
    pipc_metadata *sent = pipc_context_metadata(self.context);
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    assert_ok(pipc_metadata_add(sent, "x-a", "1", &error), error);
    assert_ok(pipc_metadata_add_bytes(sent, "x-b-bin", "\x00\xff\n", 3, &error), error);
    assert_ok(pipc_metadata_add(sent, "x-a", "2", &error), error);
    for (int i = 0; i < 8; i++)
        assert_ok(pipc_metadata_add(sent, "x-more", "more", &error), error);
    pipc_context_receive_metadata(self.context, initial, trailing);
    echo_set_say(&self.service, handler);
    assert_int_equal(say(&error), expected_code);
    pipc_error_free(error);
    expect_reflected(trailing);
    if (expected_code == PIPC_OK)
        expect_reflected(initial);
    pipc_metadata_free(trailing);
    pipc_metadata_free(initial);
}

static void metadata_go_both_ways_in_their_order(void **state)
{
    (void)state;
    reflect_metadata(reflect, PIPC_OK);
}

static void an_error_has_trailing_metadata_too(void **state)
{
    (void)state;
    reflect_metadata(reflect_and_fail, PIPC_E_CONFLICT);
}

static void a_trace_id_is_a_correlation_id_where_there_is_none(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(context), "trace_id", "trace-1", &error),
              error);
    assert_ok(echo_client_say(&self.client, context, "text", &error), error);
    assert_string_equal(echo_look(&self.service).correlation_id, "trace-1");
    assert_ok(pipc_metadata_add(pipc_context_metadata(self.context), "trace_id", "trace-1", &error),
              error);
    assert_ok(echo_client_say(&self.client, self.context, "text", &error), error);
    assert_string_equal(echo_look(&self.service).correlation_id, "cid-1");
    pipc_context_free(context);
}

static int keep_values(pipc_call *call, pipc_error **error)
{
    static int keys[2];

    assert_null(pipc_call_value(call, &keys[0]));
    for (int i = 0; i < 2; i++)
        assert_ok(pipc_call_set_value(call, &keys[i], &keys[i], error), *error);
    assert_ptr_equal(pipc_call_value(call, &keys[0]), &keys[0]);
    assert_ok(pipc_call_set_value(call, &keys[0], &keys[1], error), *error);
    assert_ptr_equal(pipc_call_value(call, &keys[0]), &keys[1]);
    assert_ptr_equal(pipc_call_value(call, &keys[1]), &keys[1]);
    assert_null(pipc_call_strdup(call, NULL));
    return PIPC_OK;
}

static void values_are_kept_under_their_keys(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    echo_set_say(&self.service, keep_values);
    assert_ok(say(&error), error);
    assert_ok(say(&error), error); /* nothing is left of the first call */
}

/* --- cancellation --------------------------------------------------------------------------- */

static int wait_in_client(tests_echo_client *client, const pipc_context *context,
                          pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_wait(client, context, &request, &response, error);

    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
    return code;
}

static void *cancel_when_running(void *cancellation)
{
    echo_wait_for_running(&self.service, 1);
    pipc_cancellation_cancel(cancellation);
    return NULL;
}

static void wait_until_cancelled(echo *service)
{
    pthread_mutex_lock(&service->mutex);
    while (service->seen.cancelled == 0)
        pthread_cond_wait(&service->changed, &service->mutex);
    pthread_mutex_unlock(&service->mutex);
}

static void another_thread_may_cancel_a_call(void **state)
{
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;
    pthread_t thread;

    (void)state;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_int_equal(pthread_create(&thread, NULL, cancel_when_running, cancellation), 0);
    assert_error(wait_in_client(&self.client, self.context, &error), error,
                 PIPC_E_FAILED_INVOCATION, "CANCELLED", "/tests.Echo/Wait was cancelled");
    pthread_join(thread, NULL);
    wait_until_cancelled(&self.service);
    assert_error(say(&error), error, PIPC_E_FAILED_INVOCATION, "CANCELLED",
                 "/tests.Echo/Say was cancelled");
    pipc_cancellation_free(cancellation);
}

static void a_call_with_a_cancellation_that_is_not_used_succeeds(void **state)
{
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_ok(say(&error), error);
    pipc_cancellation_free(cancellation);
}

/* --- calls in the course of a call ---------------------------------------------------------- */

static int say_downstream(pipc_call *call, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_call_new_context(call, &context, error);

    if (code == PIPC_OK)
        code = echo_client_say(&self.downstream_client, context, "downstream", error);
    pipc_context_free(context);
    return code;
}

static void a_call_downstream_has_the_correlation_id_and_the_deadline(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    echo_set_say(&self.service, say_downstream);
    pipc_context_set_timeout_ms(self.context, 5000);
    assert_ok(say(&error), error);
    assert_string_equal(echo_look(&self.downstream).correlation_id, "cid-1");
    assert_in_range(echo_look(&self.downstream).time_left_ms, 1, 5500);
}

static int wait_downstream(pipc_call *call, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_call_new_context(call, &context, error);

    if (code == PIPC_OK)
        code = wait_in_client(&self.downstream_client, context, error);
    pipc_context_free(context);
    return code;
}

static void *cancel_when_running_downstream(void *cancellation)
{
    echo_wait_for_running(&self.downstream, 1);
    pipc_cancellation_cancel(cancellation);
    return NULL;
}

static void a_call_downstream_is_cancelled_with_its_parent(void **state)
{
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;
    pthread_t thread;

    (void)state;
    echo_set_say(&self.service, wait_downstream);
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_int_equal(pthread_create(&thread, NULL, cancel_when_running_downstream, cancellation),
                     0);
    assert_error(say(&error), error, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
    pthread_join(thread, NULL);
    wait_until_cancelled(&self.downstream);
    pipc_cancellation_free(cancellation);
}

static void the_traceparent_is_passed_on(void **state)
{
    static const char traceparent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    pipc_error *error = NULL;

    (void)state;
    echo_set_say(&self.service, say_downstream);
    assert_ok(
        pipc_metadata_add(pipc_context_metadata(self.context), "traceparent", traceparent, &error),
        error);
    assert_ok(say(&error), error);
    assert_string_equal(echo_look(&self.downstream).traceparent, traceparent);
}

#define CONTEXT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONTEXT_TEST(metadata_go_both_ways_in_their_order),
        CONTEXT_TEST(an_error_has_trailing_metadata_too),
        CONTEXT_TEST(a_trace_id_is_a_correlation_id_where_there_is_none),
        CONTEXT_TEST(values_are_kept_under_their_keys),
        CONTEXT_TEST(another_thread_may_cancel_a_call),
        CONTEXT_TEST(a_call_with_a_cancellation_that_is_not_used_succeeds),
        CONTEXT_TEST(a_call_downstream_has_the_correlation_id_and_the_deadline),
        CONTEXT_TEST(a_call_downstream_is_cancelled_with_its_parent),
        CONTEXT_TEST(the_traceparent_is_passed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
