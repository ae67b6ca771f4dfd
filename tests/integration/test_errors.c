#include "support/cmocka.h"

#include <string.h>

#include "support/echo.h"
#include "support/raw_client.h"

typedef struct pair {
    echo service;
    tests_echo_client client;
} pair;

static int setup(void **state)
{
    static pair self;

    echo_init(&self.service);
    echo_open(&self.service);
    echo_client_open(&self.client, echo_port(&self.service), "");
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    pair *self = *state;

    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
    return 0;
}

static Tests__Failure failure_of(const char *category, const char *message)
{
    Tests__Failure failure = TESTS__FAILURE__INIT;

    failure.category = (char *)category;
    failure.code = (char *)"CODE_X";
    failure.message = (char *)message;
    return failure;
}

static int ask_to_fail(pair *self, const Tests__Failure *failure, pipc_error **error)
{
    pipc_context *context = NULL;
    Tests__Text *response = NULL;
    pipc_error *ignored = NULL;
    int code;

    assert_ok(pipc_context_new("cid-9", &context, &ignored), ignored);
    code = tests_echo_client_fail(&self->client, context, failure, &response, error);
    assert_null(response);
    pipc_context_free(context);
    return code;
}

static void every_category_comes_back_as_it_was(void **state)
{
    for (int category = PIPC_E_UNKNOWN; category >= PIPC_E_NO_MEMORY; category--) {
        Tests__Failure failure = failure_of(pipc_category_name(category), "the message");
        pipc_error *error = NULL;
        int code = ask_to_fail(*state, &failure, &error);

        assert_error(code, error, category, "CODE_X", "the message");
    }
}

static void every_part_of_an_error_comes_back(void **state)
{
    Tests__Failure failure = failure_of("Conflict", "gr\xc3\xbc\xc3\x9f\n\tdich % \"x\"");
    pipc_error *error = NULL;
    int code;

    failure.status = 418;
    failure.cause = (char *)"the cause";
    failure.detail = (char *)"the value";
    code = ask_to_fail(*state, &failure, &error);
    assert_int_equal(pipc_error_status(error), 418);
    assert_string_equal(pipc_error_message(error), failure.message);
    assert_string_equal(pipc_error_cause(error), "the cause");
    assert_string_equal(pipc_error_correlation_id(error), "cid-9");
    assert_string_equal(pipc_error_detail(error, "detail"), "the value");
    assert_int_equal(pipc_error_detail_count(error), 1);
    assert_int_equal(code, PIPC_E_CONFLICT);
    assert_string_equal(pipc_error_code(error), "CODE_X");
    pipc_error_free(error);
}

static void a_code_alone_is_enough(void **state)
{
    Tests__Failure failure = failure_of("NotFound", "");
    pipc_error *error = NULL;
    int code;

    failure.bare = true;
    code = ask_to_fail(*state, &failure, &error);
    assert_int_equal(code, PIPC_E_NOT_FOUND);
    assert_string_equal(pipc_error_message(error), "method /tests.Echo/Fail failed");
    pipc_error_free(error);
}

static void an_error_longer_than_the_metadata_may_be_is_cut(void **state)
{
    static char message[20000];
    Tests__Failure failure = failure_of("BadRequest", message);
    pipc_error *error = NULL;
    int code;

    memset(message, 'm', sizeof message - 1);
    failure.cause = message;
    failure.detail = message;
    code = ask_to_fail(*state, &failure, &error);
    assert_in_range(strlen(pipc_error_message(error)), 1000, 2048);
    assert_error(code, error, PIPC_E_BAD_REQUEST, "CODE_X", "mmmm");
}

static void an_error_that_nobody_wants_is_no_leak(void **state)
{
    Tests__Failure failure = failure_of("NotFound", "the message");

    assert_int_equal(ask_to_fail(*state, &failure, NULL), PIPC_E_NOT_FOUND);
}

static void an_empty_slot_is_unimplemented(void **state)
{
    pair *self = *state;
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    assert_error(tests_echo_client_forget(&self->client, NULL, &request, &response, &error), error,
                 PIPC_E_UNSUPPORTED, "UNIMPLEMENTED",
                 "method /tests.Echo/Forget is not implemented");
}

static void the_status_of_a_category_is_on_the_wire(void **state)
{
    /* Failure {category: "NotFound", message: "gone"} */
    static const char bytes[] = "\x0a\x08NotFound\x1a\x04gone";
    pair *self = *state;
    raw_answer answer =
        raw_call(echo_port(&self->service), "/tests.Echo/Fail", bytes, sizeof bytes - 1);

    assert_int_equal(answer.status, PIPC_GRPC_NOT_FOUND);
    assert_string_equal(answer.message, "gone");
}

static void unknown_paths_are_unimplemented_at_once(void **state)
{
    static const char *const paths[] = {"/tests.Echo/Nope",  "/Nope/Say", "/tests.Echo/say",
                                        "/tests.Echo/Watch", "/",         "/x"};
    pair *self = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(paths); i++) {
        raw_answer answer = raw_call(echo_port(&self->service), paths[i], "", 0);

        assert_int_equal(answer.status, PIPC_GRPC_UNIMPLEMENTED);
        assert_non_null(strstr(answer.message, paths[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_category_comes_back_as_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(every_part_of_an_error_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_alone_is_enough, setup, teardown),
        cmocka_unit_test_setup_teardown(an_error_longer_than_the_metadata_may_be_is_cut, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_error_that_nobody_wants_is_no_leak, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_slot_is_unimplemented, setup, teardown),
        cmocka_unit_test_setup_teardown(the_status_of_a_category_is_on_the_wire, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_paths_are_unimplemented_at_once, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
