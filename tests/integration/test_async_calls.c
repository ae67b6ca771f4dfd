#include "support/cmocka.h"

#include "support/async_calls.h"
#include "support/failing_allocator.h"

static async_calls self;

/* --- its answer ----------------------------------------------------------------------------- */

static void a_call_is_answered(void **state)
{
    (void)state;
    async_calls_start(&self, SAY, self.context, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_string_equal(echo_look(&self.service).correlation_id, "cid-1");
}

static void a_client_that_is_opened_again_calls_again(void **state)
{
    pipc_error *error = NULL;

    for (int i = 0; i < 20; i++) {
        a_call_is_answered(state);
        assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
        assert_ok(pipc_open(&self.client.client.component, NULL, &error), error);
        told_dispose(&self.told);
        told_init(&self.told);
    }
}

static void an_error_of_the_handler_comes_as_it_is(void **state)
{
    pipc_grpc_client *client = &self.client.client;
    Tests__Failure request = TESTS__FAILURE__INIT;
    pipc_error *error = NULL;

    (void)state;
    request.category = (char *)"Conflict";
    request.code = (char *)"CODE";
    request.message = (char *)"message";
    assert_ok(pipc_grpc_client_call_async(client, &client->desc->methods[FAIL], NULL, &request.base,
                                          &self.told.listener, &error),
              error);
    told_expect_error(&self.told, PIPC_E_CONFLICT, "CODE", "message");
}

static int add_metadata(pipc_call *call, pipc_error **error)
{
    int code = pipc_metadata_add(pipc_call_initial_metadata(call), "first", "1", error);

    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_call_trailing_metadata(call), "last", "2", error);
    return code;
}

static void the_metadata_are_there_when_it_is_done(void **state)
{
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    echo_set_say(&self.service, add_metadata);
    pipc_context_receive_metadata(self.context, initial, trailing);
    async_calls_start(&self, SAY, self.context, "text", &self.told);
    told_expect_ok(&self.told, "");
    assert_string_equal(pipc_metadata_get(initial, "first", NULL), "1");
    assert_string_equal(pipc_metadata_get(trailing, "last", NULL), "2");
    pipc_metadata_free(initial);
    pipc_metadata_free(trailing);
}

static size_t allocations_per_call(int count)
{
    size_t before = failing_allocator_allocations();

    for (int i = 0; i < count; i++) {
        told one;

        told_init(&one);
        async_calls_start(&self, SAY, NULL, "a small message", &one);
        told_expect_ok(&one, "a small message");
        told_dispose(&one);
    }
    return (failing_allocator_allocations() - before) / (size_t)count;
}

static void a_call_allocates_itself_and_its_response(void **state)
{
    failing_allocator_install();
    async_calls_setup(state);
    allocations_per_call(1);                         /* the first makes what later ones use again */
    assert_int_equal(allocations_per_call(1000), 3); /* protobuf-c's response is two */
    async_calls_teardown(state);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

/* --- what never begins ---------------------------------------------------------------------- */

static void what_is_known_at_once_is_told_at_once(void **state)
{
    pipc_context *context = NULL;
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(async_calls_try(&self, WATCH, NULL, "text", &self.told, &error), error,
                 PIPC_E_INVALID_STATE, "NOT_UNARY", "/tests.Echo/Watch");
    assert_ok(pipc_context_new("not\nprintable", &context, &error), error);
    assert_error(async_calls_try(&self, SAY, context, "text", &self.told, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID", "byte 4");
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_cancellation_cancel(cancellation);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_error(async_calls_try(&self, SAY, self.context, "text", &self.told, &error), error,
                 PIPC_E_FAILED_INVOCATION, "CANCELLED", "/tests.Echo/Say was cancelled");
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    assert_error(async_calls_try(&self, SAY, NULL, "text", &self.told, &error), error,
                 PIPC_E_INVALID_STATE, "NOT_OPEN", "/tests.Echo/Say");
    assert_int_equal(told_look(&self.told).dones, 0);
    pipc_cancellation_free(cancellation);
    pipc_context_free(context);
}

static void options_threads_is_validated(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    tests_echo_client client;

    (void)state;
    tests_echo_client_init(&client);
    assert_ok(pipc_config_params_from_string("options.threads=1025", &config, &error), error);
    assert_error(pipc_configure(&client.client.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE", "options.threads");
    pipc_config_params_free(config);
    pipc_dispose(&client.client.component);
}

#define CALL_TEST(name)                                                                            \
    cmocka_unit_test_prestate_setup_teardown(name, async_calls_setup, async_calls_teardown, &self)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(a_call_is_answered),
        CALL_TEST(an_error_of_the_handler_comes_as_it_is),
        CALL_TEST(the_metadata_are_there_when_it_is_done),
        cmocka_unit_test_prestate(a_call_allocates_itself_and_its_response, &self),
        CALL_TEST(what_is_known_at_once_is_told_at_once),
        CALL_TEST(options_threads_is_validated),
        CALL_TEST(a_client_that_is_opened_again_calls_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
