/* What peers of other languages send: requests and replies by hand. */
#include <stdio.h>
#include <string.h>

#include <pipc/grpc_endpoint.h>

#include "commandable.pipc.h"
#include "support/cmocka.h"
#include "support/commandable.h"
#include "support/echo.h"
#include "support/json.h"

static const char config[] = "connection.host=127.0.0.1;connection.port=0";

static void open_component(pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_open(component, NULL, &error), error);
}

/* --- requests ------------------------------------------------------------------------------- */

typedef struct our_service {
    pipc_command_set *commands;
    pipc_commandable_grpc_service service;
    commandable_commandable_client client;
} our_service;

static int set_up_service(void **state)
{
    static our_service self;
    char client_config[64];
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_new(&self.commands, &error), error);
    add_test_commands(self.commands, "one");
    pipc_commandable_grpc_service_init(&self.service, "dummy", self.commands);
    configure_component(&self.service.service.component, config);
    open_component(&self.service.service.component);
    snprintf(client_config, sizeof client_config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.service.service)));
    commandable_commandable_client_init(&self.client);
    configure_component(&self.client.client.component, client_config);
    open_component(&self.client.client.component);
    *state = &self;
    return 0;
}

static int tear_down_service(void **state)
{
    our_service *self = *state;

    pipc_dispose(&self->client.client.component);
    pipc_dispose(&self->service.service.component);
    pipc_command_set_free(self->commands);
    return 0;
}

/* The caller frees it. */
static Commandable__InvokeReply *invoke(our_service *self, const char *method, const char *args,
                                        bool args_empty)
{
    Commandable__InvokeRequest request = COMMANDABLE__INVOKE_REQUEST__INIT;
    Commandable__InvokeReply *reply = NULL;
    pipc_error *error = NULL;

    request.method = (char *)method;
    request.correlation_id = (char *)"c";
    request.args_empty = args_empty;
    request.args_json = (char *)args;
    assert_ok(commandable_commandable_client_invoke(&self->client, NULL, &request, &reply, &error),
              error);
    return reply;
}

static void a_result_comes_without_an_error(void **state)
{
    Commandable__InvokeReply *reply = invoke(*state, "dummy.correlation", "", false);

    assert_null(reply->error);
    assert_false(reply->result_empty);
    assert_string_equal(reply->result_json, "\"c\"");
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

static void an_error_comes_without_a_result(void **state)
{
    Commandable__InvokeReply *reply = invoke(*state, "dummy.fail", "{}", false);

    assert_true(reply->result_empty);
    assert_string_equal(reply->result_json, "");
    assert_string_equal(reply->error->correlation_id, "c");
    assert_string_equal(reply->error->stack_trace, "");
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

static void arguments_that_are_empty_are_not_read(void **state)
{
    Commandable__InvokeReply *reply = invoke(*state, "dummy.name", "{\"no json", true);

    assert_null(reply->error);
    assert_string_equal(reply->result_json, "\"one\"");
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

static void arguments_that_are_no_object_are_refused(void **state)
{
    static char deep[100001];
    const char *const texts[] = {"{", "[1]", "5", "text", deep};

    memset(deep, '[', sizeof deep - 1);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        Commandable__InvokeReply *reply = invoke(*state, "dummy.name", texts[i], false);

        assert_string_equal(reply->error->category, "BadRequest");
        assert_string_equal(reply->error->code, "BAD_JSON");
        assert_int_equal(reply->error->status, 400);
        commandable__invoke_reply__free_unpacked(reply, NULL);
    }
}

static void arguments_of_null_are_none(void **state)
{
    Commandable__InvokeReply *reply = invoke(*state, "dummy.name", "null", false);

    assert_null(reply->error);
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

static void a_method_of_a_megabyte_is_told_in_brief(void **state)
{
    static char method[1000001];
    Commandable__InvokeReply *reply;

    memset(method, 'x', sizeof method - 1);
    reply = invoke(*state, method, "", true);
    assert_string_equal(reply->error->code, "METHOD_NOT_FOUND");
    assert_true(strlen(reply->error->message) < 1000);
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

/* --- replies -------------------------------------------------------------------------------- */

typedef struct their_service {
    commandable_commandable_service service;
    pipc_commandable_grpc_client client;
} their_service;

static char text_error[] = "outer message";

static void set_error(Commandable__InvokeReply *reply, Commandable__ErrorDescription *description,
                      const char *category)
{
    description->category = (char *)category;
    description->code = (char *)"CODE_X";
    description->message = text_error;
    description->status = 418;
    description->cause = (char *)"None";
    description->stack_trace = (char *)"NoneType: None";
    reply->error = description;
}

/* Answers by the habit that the method names. */
static int answer(commandable_commandable_service *self, pipc_call *call,
                  const Commandable__InvokeRequest *request, Commandable__InvokeReply *reply,
                  pipc_error **error)
{
    const char *habit = strchr(request->method, '.') + 1;
    Commandable__ErrorDescription *description = pipc_call_alloc(call, sizeof *description);

    (void)self;
    commandable__error_description__init(description);
    if (strcmp(habit, "dart") == 0) {
        reply->error = description;
        reply->result_json = (char *)"{\"id\":1}";
    } else if (strcmp(habit, "go_null") == 0) {
        reply->result_json = (char *)"null";
    } else if (strcmp(habit, "go") == 0) {
        return pipc_fail_grpc(error, PIPC_GRPC_UNKNOWN, "the message is left");
    } else if (strcmp(habit, "strange") == 0) {
        set_error(reply, description, "Strange");
    } else if (strcmp(habit, "no_json") == 0) {
        reply->result_json = (char *)"{\"id\":";
    } else if (strcmp(habit, "empty_and_more") == 0) {
        reply->result_empty = 1;
        reply->result_json = (char *)"5";
    } else if (strcmp(habit, "request") == 0) {
        reply->result_json =
            pipc_call_strdup(call, request->args_empty ? "\"none\"" : request->args_json);
    } else if (strcmp(habit, "deep") == 0) {
        reply->result_json = pipc_call_alloc(call, 100001);
        memset(reply->result_json, '[', 100000);
        reply->result_json[100000] = '\0';
    } /* else: nothing at all */
    return PIPC_OK;
}

static const commandable_commandable_handlers handlers = {.invoke = answer};

static int set_up_client(void **state)
{
    static their_service self;

    commandable_commandable_service_init(&self.service, &handlers);
    configure_component(&self.service.service.component, config);
    open_component(&self.service.service.component);
    open_commandable_client(&self.client, "peer",
                            pipc_grpc_service_endpoint(&self.service.service));
    *state = &self;
    return 0;
}

static int tear_down_client(void **state)
{
    their_service *self = *state;

    pipc_dispose(&self->client.client.component);
    pipc_dispose(&self->service.service.component);
    return 0;
}

static void an_error_with_nothing_in_it_is_none(void **state)
{
    their_service *self = *state;

    check_command(&self->client, "dart", "", "{\"id\":1}");
}

static void no_result_is_null_however_it_is_told(void **state)
{
    their_service *self = *state;

    check_command(&self->client, "go_null", "", "null");
    check_command(&self->client, "nothing", "", "null");
    check_command(&self->client, "empty_and_more", "", "null");
}

static void arguments_are_sent_or_told_to_be_none(void **state)
{
    their_service *self = *state;

    check_command(&self->client, "request", "", "\"none\"");
    check_command(&self->client, "request", "null", "\"none\"");
    check_command(&self->client, "request", "{}", "{}");
    check_command(&self->client, "request", "{\"a\":[0.1,null]}", "{\"a\":[0.1,null]}");
}

static void the_status_of_a_call_is_an_error_too(void **state)
{
    their_service *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_error(call_command(&self->client, "go", "", &result, &error), error, PIPC_E_UNKNOWN,
                 "UNKNOWN", "the message is left");
    assert_null(result);
}

static void an_unknown_category_keeps_the_rest(void **state)
{
    their_service *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = call_command(&self->client, "strange", "", &result, &error);

    assert_int_equal(pipc_error_status(error), 418);
    assert_null(pipc_error_cause(error));
    assert_error(code, error, PIPC_E_UNKNOWN, "CODE_X", text_error);
}

static void a_result_that_is_no_json_is_an_error(void **state)
{
    their_service *self = *state;
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_error(call_command(&self->client, "no_json", "", &result, &error), error,
                 PIPC_E_FAILED_INVOCATION, "BAD_RESULT", "no JSON");
    assert_error(call_command(&self->client, "deep", "", &result, &error), error,
                 PIPC_E_FAILED_INVOCATION, "BAD_RESULT", "no JSON");
    assert_null(result);
}

#define SERVICE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_service, tear_down_service)
#define CLIENT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_client, tear_down_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVICE_TEST(a_result_comes_without_an_error),
        SERVICE_TEST(an_error_comes_without_a_result),
        SERVICE_TEST(arguments_that_are_empty_are_not_read),
        SERVICE_TEST(arguments_that_are_no_object_are_refused),
        SERVICE_TEST(arguments_of_null_are_none),
        SERVICE_TEST(a_method_of_a_megabyte_is_told_in_brief),
        CLIENT_TEST(an_error_with_nothing_in_it_is_none),
        CLIENT_TEST(no_result_is_null_however_it_is_told),
        CLIENT_TEST(arguments_are_sent_or_told_to_be_none),
        CLIENT_TEST(the_status_of_a_call_is_an_error_too),
        CLIENT_TEST(an_unknown_category_keeps_the_rest),
        CLIENT_TEST(a_result_that_is_no_json_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
