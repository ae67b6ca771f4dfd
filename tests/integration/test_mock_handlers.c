/* Mocks whose calls are answered by handlers of the test's own. */
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/mocked.h"

static int setup(void **state)
{
    static mocked self;

    mocked_open(&self);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    mocked_dispose(*state);
    return 0;
}

static void set_answer(mocked *self, const char *text, size_t times)
{
    Tests__Line response = mocked_line(text);
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_say_answer(&self->mock, &response, times, &error), error);
}

static void expect_unimplemented(mocked *self)
{
    pipc_error *error = NULL;
    char answer[8];

    assert_error(mocked_say(self, NULL, "text", answer, sizeof answer, &error), error,
                 PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", "/tests.Lines/Say");
}

typedef struct repeater {
    mocked mocked;
    const char *prefix;
} repeater;

static int repeat(tests_lines_service *service, pipc_call *call, const Tests__Line *request,
                  Tests__Line *response, pipc_error **error)
{
    repeater *self = PIPC_CONTAINER_OF(service, repeater, mocked.mock.service);
    size_t size = strlen(self->prefix) + strlen(request->text) + 1;
    char *text = pipc_call_alloc(call, size);

    if (text == NULL)
        return pipc_fail_no_memory(error);
    snprintf(text, size, "%s%s", self->prefix, request->text);
    response->text = text;
    return PIPC_OK;
}

static void a_handler_of_the_test_answers_what_is_left(void **state)
{
    static const tests_lines_handlers handlers = {.say = repeat};
    static const tests_lines_handlers none = {.say = NULL};
    static repeater self;

    (void)state;
    mocked_open(&self.mocked);
    self.prefix = "you said: ";
    tests_lines_mock_set_handlers(&self.mocked.mock, &handlers);
    set_answer(&self.mocked, "once", 1);
    mocked_expect(&self.mocked, "once");
    mocked_expect(&self.mocked, "you said: text");
    assert_int_equal(pipc_grpc_mock_call_count(&self.mocked.mock.methods.say), 2);
    tests_lines_mock_set_handlers(&self.mocked.mock, &none);
    expect_unimplemented(&self.mocked);
    tests_lines_mock_set_handlers(&self.mocked.mock, NULL);
    expect_unimplemented(&self.mocked);
    mocked_dispose(&self.mocked);
}

/* --- streams -------------------------------------------------------------------------------- */

static int read_one(tests_lines_service *service, pipc_call *call, tests_lines_join_reader *reader,
                    Tests__Line *response, pipc_error **error)
{
    const Tests__Line *line = NULL;
    int code = tests_lines_join_reader_read(reader, &line, error);

    (void)service;
    if (code < 0)
        return code;
    response->text = pipc_call_strdup(call, line->text);
    return response->text == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static void what_a_handler_reads_is_recorded(void **state)
{
    static const tests_lines_handlers handlers = {.join = read_one};
    mocked *self = *state;
    tests_lines_client_join_writer *writer = NULL;
    Tests__Line a = mocked_line("a");
    Tests__Line *response = NULL;
    pipc_error *error = NULL;

    tests_lines_mock_set_handlers(&self->mock, &handlers);
    assert_ok(tests_lines_client_join(&self->client, NULL, &writer, &error), error);
    assert_ok(tests_lines_client_join_writer_write(writer, &a, &error), error);
    assert_ok(tests_lines_client_join_writer_finish(writer, &response, &error), error);
    tests_lines_client_join_writer_free(writer);
    assert_string_equal(response->text, "a");
    tests__line__free_unpacked(response, NULL);
    assert_string_equal(tests_lines_mock_join_request(&self->mock, 0, 0)->text, "a");
}

static tests_lines_client_talk_stream *talk(mocked *self)
{
    tests_lines_client_talk_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk(&self->client, NULL, &stream, &error), error);
    return stream;
}

static void tell(tests_lines_client_talk_stream *stream, const char *text)
{
    Tests__Line line = mocked_line(text);
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk_stream_write(stream, &line, &error), error);
}

static void hear(tests_lines_client_talk_stream *stream, const char *text)
{
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_int_equal(tests_lines_client_talk_stream_read(stream, &line, &error), 1);
    assert_string_equal(line->text, text);
}

static void end(tests_lines_client_talk_stream *stream)
{
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_talk_stream_writes_done(stream, &error), error);
}

static void hear_end(tests_lines_client_talk_stream *stream, int category)
{
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_int_equal(tests_lines_client_talk_stream_read(stream, &line, &error), category);
    assert_int_equal(pipc_error_category(error), category);
    pipc_error_free(error);
    tests_lines_client_talk_stream_free(stream);
}

typedef struct repeating {
    tests_lines_talk_listener listener;
    pipc_call *call;
} repeating;

static int echo(tests_lines_talk_listener *listener, tests_lines_talk_stream *stream,
                const Tests__Line *message)
{
    (void)listener;
    assert_int_equal(tests_lines_talk_stream_write(stream, message, NULL), PIPC_OK);
    return PIPC_OK;
}

static void finish(tests_lines_talk_listener *listener, tests_lines_talk_stream *stream)
{
    (void)stream;
    pipc_call_finish(PIPC_CONTAINER_OF(listener, repeating, listener)->call, PIPC_OK, NULL);
}

static int listen(tests_lines_service *service, pipc_call *call, tests_lines_talk_stream *stream,
                  pipc_error **error)
{
    repeating *self = pipc_call_alloc(call, sizeof *self);

    (void)service;
    if (self == NULL)
        return pipc_fail_no_memory(error);
    *self = (repeating){.listener = {.message = echo, .half_closed = finish, .cancelled = finish},
                        .call = call};
    tests_lines_talk_listen(stream, &self->listener);
    return PIPC_PENDING;
}

static const tests_lines_handlers listening = {.talk = listen};

static void what_a_listener_is_told_is_recorded(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;

    tests_lines_mock_set_handlers(&self->mock, &listening);
    stream = talk(self);
    tell(stream, "a");
    hear(stream, "a");
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "a");
    tell(stream, "b");
    hear(stream, "b");
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 1)->text, "b");
    end(stream);
    hear_end(stream, PIPC_OK);
}

static void a_stream_goes_on_over_a_reset(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    tests_lines_client_talk_stream *other;

    tests_lines_mock_set_handlers(&self->mock, &listening);
    stream = talk(self);
    tell(stream, "a");
    hear(stream, "a");
    pipc_grpc_mock_reset(&self->mock.mock);
    tests_lines_mock_set_handlers(&self->mock, &listening);
    other = talk(self);
    tell(other, "c");
    hear(other, "c");
    tell(stream, "b");
    hear(stream, "b");
    end(stream);
    hear_end(stream, PIPC_OK);
    end(other);
    hear_end(other, PIPC_OK);
    assert_int_equal(pipc_grpc_mock_call_count(&self->mock.methods.talk), 1);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "c");
    assert_null(tests_lines_mock_talk_request(&self->mock, 0, 1));
}

#define MOCK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_of_the_test_answers_what_is_left),
        MOCK_TEST(what_a_handler_reads_is_recorded),
        MOCK_TEST(what_a_listener_is_told_is_recorded),
        MOCK_TEST(a_stream_goes_on_over_a_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
