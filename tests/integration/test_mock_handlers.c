/* Mocks whose calls are answered by handlers of the test's own. */
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/mocked.h"

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
    mocked_set_answer(&self.mocked, "once", 1);
    mocked_expect(&self.mocked, "once");
    mocked_expect(&self.mocked, "you said: text");
    assert_int_equal(pipc_grpc_mock_call_count(&self.mocked.mock.methods.say), 2);
    tests_lines_mock_set_handlers(&self.mocked.mock, &none);
    mocked_expect_unimplemented(&self.mocked);
    tests_lines_mock_set_handlers(&self.mocked.mock, NULL);
    mocked_expect_unimplemented(&self.mocked);
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
    stream = mocked_talk(self);
    mocked_tell(stream, "a");
    mocked_hear(stream, "a");
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "a");
    mocked_tell(stream, "b");
    mocked_hear(stream, "b");
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 1)->text, "b");
    mocked_end(stream);
    mocked_hear_end(stream, PIPC_OK);
}

static void a_stream_goes_on_over_a_reset(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    tests_lines_client_talk_stream *other;

    tests_lines_mock_set_handlers(&self->mock, &listening);
    stream = mocked_talk(self);
    mocked_tell(stream, "a");
    mocked_hear(stream, "a");
    pipc_grpc_mock_reset(&self->mock.mock);
    tests_lines_mock_set_handlers(&self->mock, &listening);
    other = mocked_talk(self);
    mocked_tell(other, "c");
    mocked_hear(other, "c");
    mocked_tell(stream, "b");
    mocked_hear(stream, "b");
    mocked_end(stream);
    mocked_hear_end(stream, PIPC_OK);
    mocked_end(other);
    mocked_hear_end(other, PIPC_OK);
    assert_int_equal(pipc_grpc_mock_call_count(&self->mock.methods.talk), 1);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "c");
    assert_null(tests_lines_mock_talk_request(&self->mock, 0, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_of_the_test_answers_what_is_left),
        MOCKED_TEST(what_a_handler_reads_is_recorded),
        MOCKED_TEST(what_a_listener_is_told_is_recorded),
        MOCKED_TEST(a_stream_goes_on_over_a_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
