#include "support/cmocka.h"

#include <stdatomic.h>
#include <string.h>

#include <pipc/grpc_endpoint.h>
#include <pipc/grpc_interceptor.h>
#include <pipc/references.h>

#include "support/commandable.h"
#include "support/echo.h"
#include "support/json.h"

/* A service on a private endpoint, and a client of it. */
typedef struct fixture {
    pipc_command_set *commands;
    pipc_commandable_grpc_service service;
    pipc_commandable_grpc_client client;
} fixture;

static void open_component(pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_open(component, NULL, &error), error);
}

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_new(&self.commands, &error), error);
    add_test_commands(self.commands, "one");
    pipc_commandable_grpc_service_init(&self.service, "dummy", self.commands);
    configure_component(&self.service.service.component,
                        "connection.host=127.0.0.1;connection.port=0");
    open_component(&self.service.service.component);
    open_commandable_client(&self.client, "dummy",
                            pipc_grpc_service_endpoint(&self.service.service));
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->client.client.component);
    pipc_dispose(&self->service.service.component);
    pipc_command_set_free(self->commands);
    return 0;
}

/* --- results -------------------------------------------------------------------------------- */

static void a_command_gives_its_result(void **state)
{
    fixture *self = *state;

    check_command(&self->client, "echo", "{\"value\":\"h\xc3\xa9llo\"}", "\"h\xc3\xa9llo\"");
    check_command(&self->client, "name", "", "\"one\"");
    check_command(&self->client, "correlation", "{}", "\"cid\"");
}

static void without_a_correlation_id_there_is_none(void **state)
{
    fixture *self = *state;
    json_t *result = json_true();
    pipc_error *error = NULL;

    assert_ok(pipc_commandable_grpc_client_call_command(&self->client, "correlation", NULL, NULL,
                                                        &result, &error),
              error);
    assert_null(result);
}

static void an_unexpected_argument_is_no_error(void **state)
{
    fixture *self = *state;

    check_command(&self->client, "echo", "{\"value\":\"x\",\"other\":1}", "\"x\"");
}

static void a_client_without_a_name_takes_whole_names(void **state)
{
    fixture *self = *state;
    pipc_commandable_grpc_client client;

    open_commandable_client(&client, NULL, pipc_grpc_service_endpoint(&self->service.service));
    check_command(&client, "dummy.name", "", "\"one\"");
    pipc_dispose(&client.client.component);
}

/* --- errors --------------------------------------------------------------------------------- */

static void an_error_arrives_with_all_its_parts(void **state)
{
    fixture *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = call_command(&self->client, "fail", "{\"kind\":\"NotFound\"}", &result, &error);

    assert_int_equal(pipc_error_status(error), 418);
    assert_string_equal(pipc_error_cause(error), "inner cause");
    assert_string_equal(pipc_error_correlation_id(error), "cid");
    assert_string_equal(pipc_error_detail(error, "key1"), "value1");
    assert_error(code, error, PIPC_E_NOT_FOUND, "CODE_X", "message of NotFound");
    assert_null(result);
}

static void an_error_nobody_has_thought_of_arrives_wrapped(void **state)
{
    fixture *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_error(call_command(&self->client, "fail", "{\"kind\":\"Bare\"}", &result, &error), error,
                 PIPC_E_FAILED_INVOCATION, "EXEC_FAILED",
                 "Execution fail failed: Error: bare failure");
}

static void wrong_arguments_are_refused(void **state)
{
    fixture *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = call_command(&self->client, "echo", "", &result, &error);

    assert_int_equal(pipc_error_status(error), 400);
    assert_string_equal(pipc_error_correlation_id(error), "cid");
    assert_error(code, error, PIPC_E_BAD_REQUEST, "INVALID_DATA",
                 "Validation failed: value must not be null");
    assert_error(call_command(&self->client, "echo", "[1]", &result, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_ARGUMENTS", "dummy.echo");
}

static void an_unknown_command_is_told(void **state)
{
    static const char *const names[] = {"",           "nope",        "dummy.",     "dummyx.echo",
                                        "Dummy.echo", "dummy.echo.", "other.echo", "constructor",
                                        "__proto__"};
    fixture *self = *state;
    pipc_commandable_grpc_client client;

    open_commandable_client(&client, NULL, pipc_grpc_service_endpoint(&self->service.service));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++) {
        json_t *result = NULL;
        pipc_error *error = NULL;
        int code = call_command(&client, names[i], "{}", &result, &error);

        assert_string_equal(pipc_error_detail(error, "method"), names[i]);
        assert_int_equal(pipc_error_status(error), 500);
        assert_error(code, error, PIPC_E_FAILED_INVOCATION, "METHOD_NOT_FOUND", "was not found");
    }
    pipc_dispose(&client.client.component);
}

static void without_a_server_the_call_fails(void **state)
{
    fixture *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code;

    assert_ok(pipc_close(&self->service.service.component, NULL, &error), error);
    code = call_command(&self->client, "name", "", &result, &error);
    assert_int_equal(code, PIPC_E_NO_RESPONSE);
    pipc_error_free(error);
    error = NULL;
    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    assert_int_equal(call_command(&self->client, "name", "", &result, NULL), PIPC_E_INVALID_STATE);
}

/* --- what stands around --------------------------------------------------------------------- */

typedef struct counting_interceptor {
    pipc_command_interceptor interceptor;
    atomic_uint count;
} counting_interceptor;

static int count_execution(pipc_command_interceptor *interceptor, const pipc_command_call *call,
                           const pipc_context *context, json_t *args, json_t **result,
                           pipc_error **error)
{
    atomic_fetch_add(&PIPC_CONTAINER_OF(interceptor, counting_interceptor, interceptor)->count, 1);
    return pipc_command_call_execute(call, context, args, result, error);
}

static void interceptors_of_the_set_see_calls(void **state)
{
    fixture *self = *state;
    counting_interceptor counting = {.interceptor = {.execute = count_execution}};
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->service.service.component, NULL, &error), error);
    assert_ok(pipc_command_set_add_interceptor(self->commands, &counting.interceptor, &error),
              error);
    open_component(&self->service.service.component);
    pipc_dispose(&self->client.client.component);
    open_commandable_client(&self->client, "dummy",
                            pipc_grpc_service_endpoint(&self->service.service));
    check_command(&self->client, "name", "", "\"one\"");
    assert_int_equal(atomic_load(&counting.count), 1);
}

static void a_call_may_be_waited_for_by_a_listener(void **state)
{
    fixture *self = *state;
    told_command good;
    told_command bad;
    json_t *args = parse_json("{\"value\":\"x\"}");
    pipc_error *error = NULL;

    told_command_init(&good);
    told_command_init(&bad);
    assert_ok(pipc_commandable_grpc_client_call_command_async(&self->client, "echo", NULL, args,
                                                              &good.listener, &error),
              error);
    assert_ok(pipc_commandable_grpc_client_call_command_async(&self->client, "nope", NULL, args,
                                                              &bad.listener, &error),
              error);
    told_command_wait(&good);
    told_command_wait(&bad);
    assert_json(good.result, "\"x\"");
    assert_int_equal(good.code, PIPC_OK);
    assert_int_equal(bad.code, PIPC_E_FAILED_INVOCATION);
    assert_string_equal(pipc_error_code(bad.error), "METHOD_NOT_FOUND");
    told_command_dispose(&good);
    told_command_dispose(&bad);
    json_decref(args);
}

static void what_cannot_be_sent_is_told_at_once(void **state)
{
    fixture *self = *state;
    told_command told;
    json_t *args = json_array();
    pipc_error *error = NULL;

    told_command_init(&told);
    assert_error(pipc_commandable_grpc_client_call_command_async(&self->client, "echo", NULL, args,
                                                                 &told.listener, &error),
                 error, PIPC_E_BAD_REQUEST, "BAD_ARGUMENTS", "echo");
    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    assert_int_equal(pipc_commandable_grpc_client_call_command_async(&self->client, "echo", NULL,
                                                                     NULL, &told.listener, NULL),
                     PIPC_E_INVALID_STATE);
    assert_int_equal(told.count, 0);
    told_command_dispose(&told);
    json_decref(args);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_command_gives_its_result),
        TEST(without_a_correlation_id_there_is_none),
        TEST(an_unexpected_argument_is_no_error),
        TEST(a_client_without_a_name_takes_whole_names),
        TEST(an_error_arrives_with_all_its_parts),
        TEST(an_error_nobody_has_thought_of_arrives_wrapped),
        TEST(wrong_arguments_are_refused),
        TEST(an_unknown_command_is_told),
        TEST(without_a_server_the_call_fails),
        TEST(interceptors_of_the_set_see_calls),
        TEST(a_call_may_be_waited_for_by_a_listener),
        TEST(what_cannot_be_sent_is_told_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
