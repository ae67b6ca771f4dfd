/* Requests that break a rule, over a socket. */
#include "support/cmocka.h"

#include <string.h>

#include "support/echo.h"
#include "support/mocked.h"
#include "support/streams.h"

static const pipc_field_rules text_fields[] = {
    {.field = 1, .min_length = 2, .pattern = "^[a-z]*$"}};
static const pipc_message_rules text_rules = {1, text_fields};

typedef struct pair {
    echo service;
    tests_echo_client client;
} pair;

static int setup(void **state)
{
    static pair self;
    pipc_error *error = NULL;

    echo_init(&self.service);
    assert_ok(
        pipc_grpc_service_set_rules(&self.service.service.service, "Say", &text_rules, &error),
        error);
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

static int say(pair *self, const char *text, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code;

    request.text = (char *)text;
    code = tests_echo_client_say(&self->client, NULL, &request, &response, error);
    if (response != NULL)
        tests__text__free_unpacked(response, NULL);
    return code;
}

static void a_request_that_breaks_a_rule_never_reaches_the_handler(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;

    assert_error(say(self, "a", &error), error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                 "field text of tests.Text has 1 characters, expected 2 at least");
    assert_int_equal(echo_look(&self->service).said, 0);
    assert_ok(say(self, "ab", &error), error);
    assert_int_equal(echo_look(&self->service).said, 1);
}

static void the_client_gets_what_is_wrong_with_each_field(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;

    assert_int_equal(say(self, "A", &error), PIPC_E_BAD_REQUEST);
    assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_INVALID_ARGUMENT);
    assert_string_equal(pipc_error_detail(error, "text"),
                        "has 1 characters, expected 2 at least, is \"A\", expected a match of "
                        "^[a-z]*$");
    pipc_error_free(error);
}

static void methods_without_rules_take_everything(void **state)
{
    pair *self = *state;
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_echo_client_fail(&self->client, NULL, &request, &response, &error), error);
    tests__text__free_unpacked(response, NULL);
}

static void rules_are_set_before_it_is_opened(void **state)
{
    pair *self = *state;
    pipc_grpc_service *service = &self->service.service.service;
    pipc_error *error = NULL;

    assert_error(pipc_grpc_service_set_rules(service, "Say", NULL, &error), error,
                 PIPC_E_INVALID_STATE, "ALREADY_OPENED", "is open");
}

static void rules_that_do_not_fit_fail_open(void **state)
{
    static const pipc_field_rules fields[] = {{.field = 1, .pattern = "a("}};
    static const pipc_message_rules rules = {1, fields};
    pipc_error *error = NULL;
    echo service;

    (void)state;
    echo_init(&service);
    assert_error(pipc_grpc_service_set_rules(&service.service.service, "Nope", &rules, &error),
                 error, PIPC_E_NOT_FOUND, "METHOD_NOT_FOUND", "Nope");
    assert_ok(pipc_grpc_service_set_rules(&service.service.service, "Say", &rules, &error), error);
    assert_error(pipc_open(&service.service.service.component, NULL, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_RULE",
                 "message tests.Text, field 1: pattern \"a(\"");
    assert_ok(pipc_grpc_service_set_rules(&service.service.service, "Say", NULL, &error), error);
    echo_dispose(&service);
}

/* --- streams -------------------------------------------------------------------------------- */

static void each_message_of_a_stream_keeps_to_the_rules(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;
    streams *self;

    (void)state;
    assert_int_equal(streams_setup((void **)&self), 0);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    assert_ok(pipc_grpc_service_set_rules(&self->service,
                                          strrchr(streams_methods[CHAT].path, '/') + 1, &text_rules,
                                          &error),
              error);
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    pipc_dispose(&self->client.component);
    streams_open_client(self, "");
    stream = streams_open(self, CHAT, NULL);
    assert_ok(streams_send(stream, "fine", &error), error);
    streams_expect(stream, "fine");
    assert_ok(streams_send(stream, "WRONG", &error), error);
    assert_error(streams_read(stream, &error), error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                 "field text of tests.Text is \"WRONG\", expected a match of ^[a-z]*$");
    pipc_grpc_client_stream_free(stream);
    streams_teardown((void **)&self);
}

/* A mock whose handler listens, and keeps count. */
typedef struct listening {
    mocked mocked;
    tests_lines_talk_listener listener;
    pipc_call *call;
    unsigned messages; /* like the next, read when the service is closed */
    unsigned cancelled;
} listening;

static int repeat(tests_lines_talk_listener *listener, tests_lines_talk_stream *stream,
                  const Tests__Line *message)
{
    PIPC_CONTAINER_OF(listener, listening, listener)->messages++;
    assert_int_equal(tests_lines_talk_stream_write(stream, message, NULL), PIPC_OK);
    return PIPC_OK;
}

static void finish_cancelled(tests_lines_talk_listener *listener, tests_lines_talk_stream *stream)
{
    listening *self = PIPC_CONTAINER_OF(listener, listening, listener);

    (void)stream;
    self->cancelled++;
    pipc_call_finish(self->call, PIPC_OK, NULL);
}

static int listen(tests_lines_service *service, pipc_call *call, tests_lines_talk_stream *stream,
                  pipc_error **error)
{
    listening *self = PIPC_CONTAINER_OF(service, listening, mocked.mock.service);

    (void)error;
    self->call = call;
    tests_lines_talk_listen(stream, &self->listener);
    return PIPC_PENDING;
}

static void reopen_with_rules(mocked *self)
{
    pipc_grpc_service *service = &self->mock.service.service;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    assert_ok(pipc_close(&service->component, NULL, &error), error);
    assert_ok(pipc_grpc_service_set_rules(service, "Talk", &text_rules, &error), error);
    assert_ok(pipc_open(&service->component, NULL, &error), error);
    assert_ok(pipc_open(&self->client.client.component, NULL, &error), error);
}

/* Says "fine" and "WRONG", and reads until the end. */
static void talk(mocked *self)
{
    Tests__Line fine = mocked_line("fine");
    Tests__Line wrong = mocked_line("WRONG");
    const Tests__Line *line = NULL;
    tests_lines_client_talk_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk(&self->client, NULL, &stream, &error), error);
    assert_ok(tests_lines_client_talk_stream_write(stream, &fine, &error), error);
    assert_int_equal(tests_lines_client_talk_stream_read(stream, &line, &error), 1);
    assert_string_equal(line->text, "fine");
    assert_ok(tests_lines_client_talk_stream_write(stream, &wrong, &error), error);
    assert_error(tests_lines_client_talk_stream_read(stream, &line, &error), error,
                 PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                 "field text of tests.Line is \"WRONG\", expected a match of ^[a-z]*$");
    tests_lines_client_talk_stream_free(stream);
}

static void a_listener_is_told_that_it_is_over_and_not_what_broke_a_rule(void **state)
{
    static const tests_lines_handlers handlers = {.talk = listen};
    listening self = {.listener = {.message = repeat, .cancelled = finish_cancelled}};
    pipc_error *error = NULL;

    (void)state;
    mocked_open(&self.mocked);
    reopen_with_rules(&self.mocked);
    tests_lines_mock_set_handlers(&self.mocked.mock, &handlers);
    talk(&self.mocked);
    assert_ok(pipc_close(&self.mocked.mock.service.service.component, NULL, &error), error);
    assert_int_equal(self.messages, 1);
    assert_int_equal(self.cancelled, 1);
    assert_string_equal(tests_lines_mock_talk_request(&self.mocked.mock, 0, 0)->text, "fine");
    assert_null(tests_lines_mock_talk_request(&self.mocked.mock, 0, 1));
    mocked_dispose(&self.mocked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_that_breaks_a_rule_never_reaches_the_handler,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_client_gets_what_is_wrong_with_each_field, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(methods_without_rules_take_everything, setup, teardown),
        cmocka_unit_test_setup_teardown(rules_are_set_before_it_is_opened, setup, teardown),
        cmocka_unit_test(rules_that_do_not_fit_fail_open),
        cmocka_unit_test(each_message_of_a_stream_keeps_to_the_rules),
        cmocka_unit_test(a_listener_is_told_that_it_is_over_and_not_what_broke_a_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
