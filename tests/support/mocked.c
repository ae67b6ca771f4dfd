#include "support/mocked.h"

#include <stdio.h>

#include "support/cmocka.h"
#include "support/echo.h"

static void init(mocked *self)
{
    tests_lines_mock_init(&self->mock);
    tests_lines_client_init(&self->client);
}

static pipc_component *service_of(mocked *self)
{
    return &self->mock.service.service.component;
}

static pipc_component *client_of(mocked *self)
{
    return &self->client.client.component;
}

int mocked_try_open(mocked *self)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_tuples(&config, NULL, "options.listen", "false", NULL);

    init(self);
    if (code == PIPC_OK)
        code = pipc_configure(service_of(self), config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(service_of(self), NULL, NULL);
    if (code == PIPC_OK)
        code = pipc_configure(client_of(self), config, NULL);
    if (code == PIPC_OK)
        code = pipc_grpc_client_call_directly(
            &self->client.client, pipc_grpc_service_endpoint(&self->mock.service.service), NULL);
    if (code == PIPC_OK)
        code = pipc_open(client_of(self), NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

void mocked_open(mocked *self)
{
    assert_int_equal(mocked_try_open(self), PIPC_OK);
}

void mocked_open_at_port(mocked *self)
{
    pipc_error *error = NULL;
    char config[64];
    int port;

    init(self);
    configure_component(service_of(self), "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_open(service_of(self), NULL, &error), error);
    port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->mock.service.service));
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", port);
    configure_component(client_of(self), config);
    assert_ok(pipc_open(client_of(self), NULL, &error), error);
}

void mocked_dispose(mocked *self)
{
    pipc_dispose(client_of(self));
    pipc_grpc_mock_dispose(&self->mock.mock);
}

/* --- for cmocka ----------------------------------------------------------------------------- */

static mocked of_the_test;

int mocked_setup(void **state)
{
    mocked_open(&of_the_test);
    *state = &of_the_test;
    return 0;
}

int mocked_setup_at_port(void **state)
{
    mocked_open_at_port(&of_the_test);
    *state = &of_the_test;
    return 0;
}

int mocked_teardown(void **state)
{
    mocked_dispose(*state);
    return 0;
}

/* --- what is said --------------------------------------------------------------------------- */

Tests__Line mocked_line(const char *text)
{
    Tests__Line line = TESTS__LINE__INIT;

    line.text = (char *)text;
    return line;
}

int mocked_say(mocked *self, const pipc_context *context, const char *text, char *answer,
               size_t size, pipc_error **error)
{
    Tests__Line request = mocked_line(text);
    Tests__Line *response = NULL;
    int code = tests_lines_client_say(&self->client, context, &request, &response, error);

    if (code != PIPC_OK)
        return code;
    snprintf(answer, size, "%s", response->text);
    tests__line__free_unpacked(response, NULL);
    return PIPC_OK;
}

void mocked_expect(mocked *self, const char *expected)
{
    pipc_error *error = NULL;
    char answer[64];

    assert_ok(mocked_say(self, NULL, "text", answer, sizeof answer, &error), error);
    assert_string_equal(answer, expected);
}

void mocked_expect_unimplemented(mocked *self)
{
    pipc_error *error = NULL;
    char answer[8];

    assert_error(mocked_say(self, NULL, "text", answer, sizeof answer, &error), error,
                 PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", "/tests.Lines/Say");
}

/* --- what is set ---------------------------------------------------------------------------- */

void mocked_set_answer(mocked *self, const char *text, size_t times)
{
    Tests__Line response = mocked_line(text);
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_say_answer(&self->mock, &response, times, &error), error);
}

pipc_error *mocked_new_failure(void)
{
    pipc_error *failure = NULL;

    pipc_fail(&failure, PIPC_E_CONFLICT, "TAKEN", "that is taken");
    pipc_error_set_detail(failure, "by", "somebody");
    return failure;
}

void mocked_set_failure(mocked *self, size_t times)
{
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.say, mocked_new_failure(), times, &error),
              error);
}

/* --- a stream of Talk ----------------------------------------------------------------------- */

tests_lines_client_talk_stream *mocked_talk(mocked *self)
{
    tests_lines_client_talk_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk(&self->client, NULL, &stream, &error), error);
    return stream;
}

void mocked_tell(tests_lines_client_talk_stream *stream, const char *text)
{
    Tests__Line line = mocked_line(text);
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk_stream_write(stream, &line, &error), error);
}

void mocked_hear(tests_lines_client_talk_stream *stream, const char *text)
{
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_int_equal(tests_lines_client_talk_stream_read(stream, &line, &error), 1);
    assert_string_equal(line->text, text);
}

void mocked_end(tests_lines_client_talk_stream *stream)
{
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk_stream_writes_done(stream, &error), error);
}

void mocked_hear_end(tests_lines_client_talk_stream *stream, int category)
{
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_int_equal(tests_lines_client_talk_stream_read(stream, &line, &error), category);
    assert_int_equal(pipc_error_category(error), category);
    pipc_error_free(error);
    tests_lines_client_talk_stream_free(stream);
}
