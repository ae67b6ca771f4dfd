/* A mock without memory. */
#include "support/cmocka.h"

#include "support/failing_allocator.h"
#include "support/mocked.h"

static int set_answers(mocked *self)
{
    Tests__Line line = mocked_line("answer");
    const Tests__Line *lines[] = {&line, &line};
    pipc_error *failure = NULL;
    int code = tests_lines_mock_say_answer(&self->mock, &line, PIPC_GRPC_MOCK_ALWAYS, NULL);

    if (code == PIPC_OK)
        code = tests_lines_mock_talk_answer(&self->mock, lines, 2, NULL, 1, NULL);
    if (code == PIPC_OK) {
        pipc_fail(&failure, PIPC_E_CONFLICT, "TAKEN", "that is taken");
        pipc_error_set_detail(failure, "by", "somebody");
        code = pipc_grpc_mock_fail(&self->mock.methods.split, failure, 1, NULL);
    }
    return code;
}

static int talk(mocked *self)
{
    Tests__Line line = mocked_line("message");
    const Tests__Line *answer = NULL;
    tests_lines_client_talk_stream *stream = NULL;
    int code = tests_lines_client_talk(&self->client, NULL, &stream, NULL);

    if (code != PIPC_OK)
        return code;
    code = tests_lines_client_talk_stream_write(stream, &line, NULL);
    (void)code; /* without memory it is not sent, and the answer is another */
    code = tests_lines_client_talk_stream_writes_done(stream, NULL);
    (void)code; /* it shows in how the call ends */
    do {
        code = tests_lines_client_talk_stream_read(stream, &answer, NULL);
    } while (code > 0);
    tests_lines_client_talk_stream_free(stream);
    return code;
}

/* It fails as is wanted, unless there is no memory for that. */
static int split(mocked *self)
{
    Tests__Line request = mocked_line("all");
    const Tests__Line *line = NULL;
    tests_lines_client_split_reader *reader = NULL;
    int code = tests_lines_client_split(&self->client, NULL, &request, &reader, NULL);

    if (code != PIPC_OK)
        return code;
    code = tests_lines_client_split_reader_read(reader, &line, NULL);
    tests_lines_client_split_reader_free(reader);
    return code == PIPC_E_CONFLICT ? PIPC_OK : code;
}

static int use_mock(void *ignored)
{
    mocked self;
    pipc_context *context = NULL;
    char answer[16];
    int code = mocked_try_open(&self);

    (void)ignored;
    if (code == PIPC_OK)
        code = set_answers(&self);
    if (code == PIPC_OK)
        code = pipc_context_new("cid", &context, NULL);
    if (code == PIPC_OK)
        code = mocked_say(&self, context, "text", answer, sizeof answer, NULL);
    if (code == PIPC_OK)
        code = talk(&self);
    if (code == PIPC_OK)
        code = split(&self);
    pipc_context_free(context);
    mocked_dispose(&self);
    /* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static void every_allocation_of_a_mock_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(use_mock, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_mock_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
