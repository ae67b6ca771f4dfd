#include "support/cmocka.h"

#include <pthread.h>
#include <stdatomic.h>

#include "support/mocked.h"

static size_t count(mocked *self)
{
    return pipc_grpc_mock_call_count(&self->mock.methods.say);
}

enum { THREADS = 4, CALLS = 50 };

typedef struct calling {
    mocked *mocked;
    atomic_uint answered;
    atomic_uint failed;
} calling;

static void *call_often(void *data)
{
    calling *self = data;

    for (int i = 0; i < CALLS; i++) {
        pipc_error *error = NULL;
        char answer[16];
        int code = mocked_say(self->mocked, NULL, "text", answer, sizeof answer, &error);

        atomic_fetch_add(code == PIPC_OK ? &self->answered : &self->failed, 1);
        pipc_error_free(error);
    }
    return NULL;
}

static void start(calling *self, pthread_t threads[THREADS])
{
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, self), 0);
}

static void join(pthread_t threads[THREADS])
{
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void each_answer_is_given_as_often_as_was_set(void **state)
{
    calling self = {.mocked = *state};
    pthread_t threads[THREADS];

    for (int i = 0; i < 10; i++)
        mocked_set_failure(self.mocked, 7);
    mocked_set_answer(self.mocked, "always", PIPC_GRPC_MOCK_ALWAYS);
    start(&self, threads);
    assert_true(
        pipc_grpc_mock_wait_for_calls(&self.mocked->mock.methods.say, THREADS * CALLS, 60000));
    join(threads);
    assert_int_equal(self.failed, 70);
    assert_int_equal(self.answered, THREADS * CALLS - 70);
    assert_int_equal(count(self.mocked), THREADS * CALLS);
    for (size_t i = 0; i < THREADS * CALLS; i++)
        assert_string_equal(tests_lines_mock_say_request(&self.mocked->mock, i)->text, "text");
    assert_false(
        pipc_grpc_mock_wait_for_calls(&self.mocked->mock.methods.say, THREADS * CALLS + 1, 1));
}

static void all_may_be_set_and_reset_while_calls_run(void **state)
{
    calling self = {.mocked = *state};
    pthread_t threads[THREADS];

    start(&self, threads);
    for (int i = 0; i < 100; i++) {
        mocked_set_answer(self.mocked, "always", PIPC_GRPC_MOCK_ALWAYS);
        mocked_set_failure(self.mocked, 2);
        count(self.mocked);
        pipc_grpc_mock_reset(&self.mocked->mock.mock);
    }
    join(threads);
    assert_int_equal(self.answered + self.failed, THREADS * CALLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MOCKED_TEST(each_answer_is_given_as_often_as_was_set),
        MOCKED_TEST_AT_PORT(each_answer_is_given_as_often_as_was_set),
        MOCKED_TEST(all_may_be_set_and_reset_while_calls_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
