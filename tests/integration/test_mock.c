#include "support/cmocka.h"

#include <string.h>

#include "support/mocked.h"

static void expect_failure(mocked *self)
{
    pipc_error *error = NULL;
    char answer[8];
    int code = mocked_say(self, NULL, "text", answer, sizeof answer, &error);

    assert_string_equal(pipc_error_detail(error, "by"), "somebody");
    assert_error(code, error, PIPC_E_CONFLICT, "TAKEN", "that is taken");
}

static size_t count(mocked *self)
{
    return pipc_grpc_mock_call_count(&self->mock.methods.say);
}

/* --- records -------------------------------------------------------------------------------- */

static void a_call_is_answered_as_was_set_and_recorded(void **state)
{
    mocked *self = *state;
    pipc_error *error = NULL;
    Tests__Line response = TESTS__LINE__INIT;
    char answer[16];

    response.text = "yes";
    assert_ok(tests_lines_mock_say_answer(&self->mock, &response, PIPC_GRPC_MOCK_ALWAYS, &error),
              error);

    assert_ok(mocked_say(self, NULL, "is it?", answer, sizeof answer, &error), error);
    assert_string_equal(answer, "yes");

    assert_int_equal(pipc_grpc_mock_call_count(&self->mock.methods.say), 1);
    assert_string_equal(tests_lines_mock_say_request(&self->mock, 0)->text, "is it?");
    assert_null(tests_lines_mock_say_request(&self->mock, 1));
    assert_null(pipc_grpc_mock_call_at(&self->mock.methods.say, 1));
}

static void what_goes_with_a_call_is_recorded(void **state)
{
    mocked *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    const pipc_grpc_mock_call *call;
    char answer[16];

    mocked_set_answer(self, "yes", PIPC_GRPC_MOCK_ALWAYS);
    assert_ok(pipc_context_new("cid-7", &context, &error), error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(context), "who", "me", &error), error);
    assert_ok(mocked_say(self, context, "a", answer, sizeof answer, &error), error);
    assert_ok(mocked_say(self, NULL, "b", answer, sizeof answer, &error), error);
    pipc_context_free(context);

    call = pipc_grpc_mock_call_at(&self->mock.methods.say, 0);
    assert_string_equal(pipc_grpc_mock_call_correlation_id(call), "cid-7");
    assert_string_equal(pipc_metadata_get(pipc_grpc_mock_call_metadata(call), "who", NULL), "me");
    assert_int_equal(pipc_grpc_mock_call_message_count(call), 1);
    call = pipc_grpc_mock_call_at(&self->mock.methods.say, 1);
    assert_null(pipc_grpc_mock_call_correlation_id(call));
    assert_null(pipc_metadata_get(pipc_grpc_mock_call_metadata(call), "who", NULL));
    assert_string_equal(tests_lines_mock_say_request(&self->mock, 1)->text, "b");
}

/* A line with something of each kind. */
static void say_much(mocked *self)
{
    Tests__Line request = mocked_line("first");
    Tests__Line next = mocked_line("second");
    Tests__Line__CountsEntry entry = TESTS__LINE__COUNTS_ENTRY__INIT;
    Tests__Line__CountsEntry *entries[] = {&entry};
    Tests__Line *response = NULL;
    pipc_error *error = NULL;
    char *words[] = {"a", "word"};

    entry.key = "seven";
    entry.value = 7;
    request.n_words = 2;
    request.words = words;
    request.n_counts = 1;
    request.counts = entries;
    request.more_case = TESTS__LINE__MORE_NEXT;
    request.next = &next;
    assert_ok(tests_lines_client_say(&self->client, NULL, &request, &response, &error), error);
    tests__line__free_unpacked(response, NULL);
}

static void records_are_as_deep_as_messages(void **state)
{
    mocked *self = *state;
    const Tests__Line *request;

    mocked_set_answer(self, "yes", PIPC_GRPC_MOCK_ALWAYS);
    say_much(self);
    request = tests_lines_mock_say_request(&self->mock, 0);
    assert_string_equal(request->text, "first");
    assert_int_equal(request->n_words, 2);
    assert_string_equal(request->words[1], "word");
    assert_int_equal(request->n_counts, 1);
    assert_string_equal(request->counts[0]->key, "seven");
    assert_int_equal(request->counts[0]->value, 7);
    assert_int_equal(request->more_case, TESTS__LINE__MORE_NEXT);
    assert_string_equal(request->next->text, "second");
}

/* --- answers -------------------------------------------------------------------------------- */

static void what_nothing_is_set_for_is_unimplemented_and_recorded(void **state)
{
    mocked *self = *state;

    mocked_expect_unimplemented(self);
    assert_int_equal(count(self), 1);
    assert_string_equal(tests_lines_mock_say_request(&self->mock, 0)->text, "text");
}

static void an_error_comes_with_all_its_parts(void **state)
{
    mocked *self = *state;

    mocked_set_failure(self, PIPC_GRPC_MOCK_ALWAYS);
    expect_failure(self);
    expect_failure(self);
    assert_int_equal(count(self), 2);
}

static void an_error_is_wanted_to_fail_with(void **state)
{
    mocked *self = *state;
    pipc_error *error = NULL;

    assert_error(pipc_grpc_mock_fail(&self->mock.methods.say, NULL, 1, &error), error,
                 PIPC_E_BAD_REQUEST, "NO_FAILURE", "/tests.Lines/Say");
    mocked_expect_unimplemented(self);
}

static void answers_follow_each_other_and_then_comes_the_one_that_stays(void **state)
{
    mocked *self = *state;

    mocked_set_answer(self, "always", PIPC_GRPC_MOCK_ALWAYS);
    mocked_set_answer(self, "once", 1);
    mocked_set_failure(self, 2);
    mocked_set_answer(self, "never", 0);
    mocked_set_answer(self, "once more", 1);
    mocked_expect(self, "once");
    expect_failure(self);
    expect_failure(self);
    mocked_expect(self, "once more");
    mocked_expect(self, "always");
    mocked_expect(self, "always");
    mocked_set_answer(self, "from now on", PIPC_GRPC_MOCK_ALWAYS);
    mocked_expect(self, "from now on");
}

static void an_answer_is_a_copy_and_may_be_empty(void **state)
{
    mocked *self = *state;
    char text[] = "before";
    pipc_error *error = NULL;

    mocked_set_answer(self, text, 1);
    text[0] = 'B';
    mocked_expect(self, "before");
    assert_ok(tests_lines_mock_say_answer(&self->mock, NULL, 1, &error), error);
    mocked_expect(self, "");
    mocked_expect_unimplemented(self);
}

/* --- life ----------------------------------------------------------------------------------- */

static int shout(tests_lines_service *service, pipc_call *call, const Tests__Line *request,
                 Tests__Line *response, pipc_error **error)
{
    (void)service;
    (void)call;
    (void)request;
    (void)error;
    response->text = "!";
    return PIPC_OK;
}

static void a_reset_forgets_everything(void **state)
{
    static const tests_lines_handlers handlers = {.say = shout};
    mocked *self = *state;

    mocked_set_answer(self, "once", 1);
    mocked_set_answer(self, "again", 5);
    mocked_set_answer(self, "always", PIPC_GRPC_MOCK_ALWAYS);
    tests_lines_mock_set_handlers(&self->mock, &handlers);
    mocked_expect(self, "once");
    pipc_grpc_mock_reset(&self->mock.mock);
    assert_int_equal(count(self), 0);
    assert_null(tests_lines_mock_say_request(&self->mock, 0));
    mocked_expect_unimplemented(self);
    assert_int_equal(count(self), 1);
}

static void what_was_never_opened_or_is_gone_can_be_disposed(void **state)
{
    tests_lines_mock mock;

    (void)state;
    memset(&mock, 0, sizeof mock);
    pipc_grpc_mock_dispose(&mock.mock);
    pipc_grpc_mock_dispose(NULL);
    tests_lines_mock_init(&mock);
    pipc_grpc_mock_dispose(&mock.mock);
    pipc_grpc_mock_dispose(&mock.mock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MOCKED_TEST(a_call_is_answered_as_was_set_and_recorded),
        MOCKED_TEST_AT_PORT(a_call_is_answered_as_was_set_and_recorded),
        MOCKED_TEST(what_goes_with_a_call_is_recorded),
        MOCKED_TEST_AT_PORT(what_goes_with_a_call_is_recorded),
        MOCKED_TEST(records_are_as_deep_as_messages),
        MOCKED_TEST(what_nothing_is_set_for_is_unimplemented_and_recorded),
        MOCKED_TEST(an_error_comes_with_all_its_parts),
        MOCKED_TEST_AT_PORT(an_error_comes_with_all_its_parts),
        MOCKED_TEST(an_error_is_wanted_to_fail_with),
        MOCKED_TEST(answers_follow_each_other_and_then_comes_the_one_that_stays),
        MOCKED_TEST(an_answer_is_a_copy_and_may_be_empty),
        MOCKED_TEST(a_reset_forgets_everything),
        cmocka_unit_test(what_was_never_opened_or_is_gone_can_be_disposed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
