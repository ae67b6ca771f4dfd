#include "support/cmocka.h"

#include "support/mocked.h"

static int setup(void **state)
{
    static mocked self;

    mocked_open(&self);
    *state = &self;
    return 0;
}

static int setup_at_port(void **state)
{
    static mocked self;

    mocked_open_at_port(&self);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    mocked_dispose(*state);
    return 0;
}

/* Three lines, to answer with. */
static const Tests__Line *const *three_lines(void)
{
    static Tests__Line lines[3];
    static const Tests__Line *pointers[3];
    static const char *const texts[] = {"one", "two", "three"};

    for (size_t i = 0; i < 3; i++) {
        lines[i] = mocked_line(texts[i]);
        pointers[i] = &lines[i];
    }
    return pointers;
}

static pipc_error *new_failure(void)
{
    pipc_error *failure = NULL;

    pipc_fail(&failure, PIPC_E_CONFLICT, "TAKEN", "that is taken");
    return failure;
}

/* --- server streaming ----------------------------------------------------------------------- */

static tests_lines_client_split_reader *split(mocked *self)
{
    Tests__Line request = mocked_line("all");
    tests_lines_client_split_reader *reader = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_client_split(&self->client, NULL, &request, &reader, &error), error);
    return reader;
}

static void expect_split(tests_lines_client_split_reader *reader, const char *text)
{
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_int_equal(tests_lines_client_split_reader_read(reader, &line, &error), 1);
    assert_string_equal(line->text, text);
}

static void responses_follow_each_other(void **state)
{
    mocked *self = *state;
    tests_lines_client_split_reader *reader;
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_split_answer(&self->mock, three_lines(), 3, NULL, 1, &error), error);
    reader = split(self);
    expect_split(reader, "one");
    expect_split(reader, "two");
    expect_split(reader, "three");
    assert_int_equal(tests_lines_client_split_reader_read(reader, &line, &error), 0);
    tests_lines_client_split_reader_free(reader);
    assert_string_equal(tests_lines_mock_split_request(&self->mock, 0)->text, "all");
}

static void a_failure_may_follow_them(void **state)
{
    mocked *self = *state;
    tests_lines_client_split_reader *reader;
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_ok(
        tests_lines_mock_split_answer(&self->mock, three_lines(), 1, new_failure(), 1, &error),
        error);
    reader = split(self);
    expect_split(reader, "one");
    assert_error(tests_lines_client_split_reader_read(reader, &line, &error), error,
                 PIPC_E_CONFLICT, "TAKEN", "that is taken");
    tests_lines_client_split_reader_free(reader);
}

static void there_may_be_none(void **state)
{
    mocked *self = *state;
    tests_lines_client_split_reader *reader;
    const Tests__Line *line = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_split_answer(&self->mock, NULL, 0, NULL, 1, &error), error);
    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.split, new_failure(), 1, &error), error);
    reader = split(self);
    assert_int_equal(tests_lines_client_split_reader_read(reader, &line, &error), 0);
    tests_lines_client_split_reader_free(reader);
    reader = split(self);
    assert_error(tests_lines_client_split_reader_read(reader, &line, &error), error,
                 PIPC_E_CONFLICT, "TAKEN", "that is taken");
    tests_lines_client_split_reader_free(reader);
    reader = split(self);
    assert_error(tests_lines_client_split_reader_read(reader, &line, &error), error,
                 PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", "/tests.Lines/Split");
    tests_lines_client_split_reader_free(reader);
}

/* --- client streaming ----------------------------------------------------------------------- */

/* Sends "a" and "b"; what comes is in *response if it is PIPC_OK. */
static int join(mocked *self, Tests__Line **response, pipc_error **error)
{
    tests_lines_client_join_writer *writer = NULL;
    Tests__Line a = mocked_line("a");
    Tests__Line b = mocked_line("b");
    pipc_error *failure = NULL;
    int code;

    assert_ok(tests_lines_client_join(&self->client, NULL, &writer, &failure), failure);
    assert_ok(tests_lines_client_join_writer_write(writer, &a, &failure), failure);
    assert_ok(tests_lines_client_join_writer_write(writer, &b, &failure), failure);
    code = tests_lines_client_join_writer_finish(writer, response, error);
    tests_lines_client_join_writer_free(writer);
    return code;
}

static void expect_a_and_b(mocked *self, size_t call)
{
    const pipc_grpc_mock_call *recorded = pipc_grpc_mock_call_at(&self->mock.methods.join, call);

    assert_int_equal(pipc_grpc_mock_call_message_count(recorded), 2);
    assert_string_equal(tests_lines_mock_join_request(&self->mock, call, 0)->text, "a");
    assert_string_equal(tests_lines_mock_join_request(&self->mock, call, 1)->text, "b");
    assert_null(tests_lines_mock_join_request(&self->mock, call, 2));
}

static void all_messages_come_before_the_one_answer(void **state)
{
    mocked *self = *state;
    Tests__Line answer = mocked_line("ab");
    Tests__Line *response = NULL;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_join_answer(&self->mock, &answer, 1, &error), error);
    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.join, new_failure(), 1, &error), error);
    assert_ok(join(self, &response, &error), error);
    assert_string_equal(response->text, "ab");
    tests__line__free_unpacked(response, NULL);
    expect_a_and_b(self, 0);
    assert_error(join(self, &response, &error), error, PIPC_E_CONFLICT, "TAKEN", "that is taken");
    expect_a_and_b(self, 1);
}

/* --- bidirectional -------------------------------------------------------------------------- */

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

static void a_response_follows_each_message(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_talk_answer(&self->mock, three_lines(), 3, NULL, 1, &error), error);
    assert_ok(tests_lines_mock_talk_answer(&self->mock, three_lines(), 1, new_failure(), 1, &error),
              error);
    stream = talk(self);
    tell(stream, "a");
    hear(stream, "one");
    tell(stream, "b");
    hear(stream, "two");
    end(stream);
    hear(stream, "three");
    hear_end(stream, PIPC_OK);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 1)->text, "b");

    stream = talk(self);
    tell(stream, "c");
    hear(stream, "one");
    tell(stream, "d");
    end(stream);
    hear_end(stream, PIPC_E_CONFLICT);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 1, 1)->text, "d");
}

static void all_responses_may_come_at_the_end(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_talk_answer_at_end(&self->mock, three_lines(), 2, NULL, 1, &error),
              error);
    stream = talk(self);
    tell(stream, "a");
    end(stream);
    hear(stream, "one");
    hear(stream, "two");
    hear_end(stream, PIPC_OK);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "a");
}

static void a_failure_waits_for_no_message(void **state)
{
    mocked *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.talk, new_failure(), 1, &error), error);
    hear_end(talk(self), PIPC_E_CONFLICT);
    assert_int_equal(pipc_grpc_mock_call_count(&self->mock.methods.talk), 1);
    assert_null(tests_lines_mock_talk_request(&self->mock, 0, 0));
}

#define MOCK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define MOCK_TEST_AT_PORT(name)                                                                    \
    {                                                                                              \
#name " over a socket", name, setup_at_port, teardown, NULL                                \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        MOCK_TEST(responses_follow_each_other),
        MOCK_TEST_AT_PORT(responses_follow_each_other),
        MOCK_TEST(a_failure_may_follow_them),
        MOCK_TEST(there_may_be_none),
        MOCK_TEST(all_messages_come_before_the_one_answer),
        MOCK_TEST_AT_PORT(all_messages_come_before_the_one_answer),
        MOCK_TEST(a_response_follows_each_message),
        MOCK_TEST_AT_PORT(a_response_follows_each_message),
        MOCK_TEST(all_responses_may_come_at_the_end),
        MOCK_TEST(a_failure_waits_for_no_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
