#include "support/cmocka.h"

#include "support/mocked.h"

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

    assert_ok(tests_lines_mock_split_answer(&self->mock, three_lines(), 1, mocked_new_failure(), 1,
                                            &error),
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
    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.split, mocked_new_failure(), 1, &error),
              error);
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
    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.join, mocked_new_failure(), 1, &error),
              error);
    assert_ok(join(self, &response, &error), error);
    assert_string_equal(response->text, "ab");
    tests__line__free_unpacked(response, NULL);
    expect_a_and_b(self, 0);
    assert_error(join(self, &response, &error), error, PIPC_E_CONFLICT, "TAKEN", "that is taken");
    expect_a_and_b(self, 1);
}

/* --- bidirectional -------------------------------------------------------------------------- */

static void a_response_follows_each_message(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_talk_answer(&self->mock, three_lines(), 3, NULL, 1, &error), error);
    assert_ok(tests_lines_mock_talk_answer(&self->mock, three_lines(), 1, mocked_new_failure(), 1,
                                           &error),
              error);
    stream = mocked_talk(self);
    mocked_tell(stream, "a");
    mocked_hear(stream, "one");
    mocked_tell(stream, "b");
    mocked_hear(stream, "two");
    mocked_end(stream);
    mocked_hear(stream, "three");
    mocked_hear_end(stream, PIPC_OK);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 1)->text, "b");

    stream = mocked_talk(self);
    mocked_tell(stream, "c");
    mocked_hear(stream, "one");
    mocked_tell(stream, "d");
    mocked_end(stream);
    mocked_hear_end(stream, PIPC_E_CONFLICT);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 1, 1)->text, "d");
}

static void all_responses_may_come_at_the_end(void **state)
{
    mocked *self = *state;
    tests_lines_client_talk_stream *stream;
    pipc_error *error = NULL;

    assert_ok(tests_lines_mock_talk_answer_at_end(&self->mock, three_lines(), 2, NULL, 1, &error),
              error);
    stream = mocked_talk(self);
    mocked_tell(stream, "a");
    mocked_end(stream);
    mocked_hear(stream, "one");
    mocked_hear(stream, "two");
    mocked_hear_end(stream, PIPC_OK);
    assert_string_equal(tests_lines_mock_talk_request(&self->mock, 0, 0)->text, "a");
}

static void a_failure_waits_for_no_message(void **state)
{
    mocked *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_mock_fail(&self->mock.methods.talk, mocked_new_failure(), 1, &error),
              error);
    mocked_hear_end(mocked_talk(self), PIPC_E_CONFLICT);
    assert_int_equal(pipc_grpc_mock_call_count(&self->mock.methods.talk), 1);
    assert_null(tests_lines_mock_talk_request(&self->mock, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MOCKED_TEST(responses_follow_each_other),
        MOCKED_TEST_AT_PORT(responses_follow_each_other),
        MOCKED_TEST(a_failure_may_follow_them),
        MOCKED_TEST(there_may_be_none),
        MOCKED_TEST(all_messages_come_before_the_one_answer),
        MOCKED_TEST_AT_PORT(all_messages_come_before_the_one_answer),
        MOCKED_TEST(a_response_follows_each_message),
        MOCKED_TEST_AT_PORT(a_response_follows_each_message),
        MOCKED_TEST(all_responses_may_come_at_the_end),
        MOCKED_TEST(a_failure_waits_for_no_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
