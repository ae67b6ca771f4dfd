#include <sched.h>
#include <signal.h>

#include "base/sync.h"
#include "support/cmocka.h"

static const int64_t ns_per_ms = 1000000;
static const int64_t ns_per_minute = 60000000000;

/* What two threads share. */
typedef struct meeting {
    pipc__mutex mutex; /* guards the rest */
    pipc__condition changed;
    int count;
    sigset_t signals;
} meeting;

static int set_up(void **state)
{
    static meeting shared;

    shared = (meeting){.count = 0};
    pipc__mutex_init(&shared.mutex);
    pipc__condition_init(&shared.changed);
    *state = &shared;
    return 0;
}

static int tear_down(void **state)
{
    meeting *shared = *state;

    pipc__condition_dispose(&shared->changed);
    pipc__mutex_dispose(&shared->mutex);
    return 0;
}

static void *count_up(void *argument)
{
    meeting *shared = argument;

    for (int i = 0; i < 10000; i++) {
        pipc__mutex_lock(&shared->mutex);
        shared->count++;
        pipc__mutex_unlock(&shared->mutex);
    }
    return NULL;
}

static void a_mutex_lets_one_thread_in_at_a_time(void **state)
{
    meeting *shared = *state;
    pthread_t threads[4];

    for (size_t i = 0; i < 4; i++)
        assert_true(pipc__thread_start(&threads[i], count_up, shared));
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(shared->count, 40000);
}

static void *answer(void *argument)
{
    meeting *shared = argument;

    pipc__mutex_lock(&shared->mutex);
    while (shared->count == 0)
        pipc__condition_wait(&shared->changed, &shared->mutex);
    shared->count = 2;
    pipc__condition_signal(&shared->changed);
    pipc__mutex_unlock(&shared->mutex);
    return NULL;
}

static void a_thread_waits_for_what_another_one_does(void **state)
{
    meeting *shared = *state;
    pthread_t thread;
    bool in_time = true;

    assert_true(pipc__thread_start(&thread, answer, shared));
    pipc__mutex_lock(&shared->mutex);
    shared->count = 1;
    pipc__condition_broadcast(&shared->changed);
    while (shared->count != 2 && in_time)
        in_time = pipc__condition_wait_until(&shared->changed, &shared->mutex,
                                             pipc__now_ns() + ns_per_minute);
    pipc__mutex_unlock(&shared->mutex);
    pthread_join(thread, NULL);
    assert_true(in_time);
}

/* Two threads that let each other go on. */
typedef struct alternation {
    pipc__signal there;
    pipc__signal back;
    int count; /* of who was let go on */
} alternation;

enum { ALTERNATIONS = 1000 };

static void *give_back(void *argument)
{
    alternation *shared = argument;

    for (int i = 0; i < ALTERNATIONS; i++) {
        pipc__signal_take(&shared->there);
        shared->count++;
        pipc__signal_give(&shared->back);
    }
    return NULL;
}

static void a_signal_lets_one_thread_go_on_once(void **state)
{
    alternation shared = {.count = 0};
    pthread_t other;

    (void)state;
    pipc__signal_init(&shared.there);
    pipc__signal_init(&shared.back);
    assert_true(pipc__thread_start(&other, give_back, &shared));
    for (int i = 0; i < ALTERNATIONS; i++) {
        assert_int_equal(shared.count, i);
        pipc__signal_give(&shared.there);
        pipc__signal_take(&shared.back);
    }
    pthread_join(other, NULL);
    assert_int_equal(shared.count, ALTERNATIONS);
    pipc__signal_dispose(&shared.back);
    pipc__signal_dispose(&shared.there);
}

static void *signal_always(void *argument)
{
    meeting *shared = argument;

    pipc__mutex_lock(&shared->mutex);
    shared->count = 1;
    pipc__condition_broadcast(&shared->changed);
    pipc__mutex_unlock(&shared->mutex);
    return NULL;
}

static void the_last_deadline_of_all_never_comes(void **state)
{
    meeting *shared = *state;
    pthread_t thread;

    pipc__mutex_lock(&shared->mutex);
    assert_true(pipc__thread_start(&thread, signal_always, shared));
    while (shared->count == 0)
        assert_true(pipc__condition_wait_until(&shared->changed, &shared->mutex, INT64_MAX));
    pipc__mutex_unlock(&shared->mutex);
    pthread_join(thread, NULL);
}

static void waiting_ends_at_the_deadline_and_not_before(void **state)
{
    meeting *shared = *state;
    int64_t deadline = pipc__now_ns() + 20 * ns_per_ms;

    pipc__mutex_lock(&shared->mutex);
    while (pipc__condition_wait_until(&shared->changed, &shared->mutex, deadline))
        continue;
    assert_true(pipc__now_ns() >= deadline);
    assert_false(pipc__condition_wait_until(&shared->changed, &shared->mutex, 0));
    assert_false(pipc__condition_wait_until(&shared->changed, &shared->mutex, INT64_MIN));
    pipc__mutex_unlock(&shared->mutex);
}

static void deadlines_do_not_overflow(void **state)
{
    static const struct {
        int64_t now_ns;
        int64_t ms;
        int64_t deadline_ns;
    } rows[] = {
        {5, 0, 5},
        {5, 2, 2000005},
        {0, INT64_MAX, INT64_MAX},
        {INT64_MAX - 1, 0, INT64_MAX - 1},
        {INT64_MAX - 1, 1, INT64_MAX},
        {INT64_MAX - 1000000, 1, INT64_MAX},
        {7, INT64_MAX / 1000000, INT64_MAX / 1000000 * 1000000 + 7},
        {775807, INT64_MAX / 1000000, INT64_MAX},
        {775808, INT64_MAX / 1000000, INT64_MAX},
        {1000000, INT64_MAX / 1000000, INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(pipc__deadline_ns(rows[i].now_ns, rows[i].ms) == rows[i].deadline_ns);
}

static void *report_signals(void *argument)
{
    meeting *shared = argument;

    pthread_sigmask(SIG_SETMASK, NULL, &shared->signals);
    return NULL;
}

static void a_thread_takes_no_signals_but_those_of_its_own_crashes(void **state)
{
    meeting *shared = *state;
    pthread_t thread;
    sigset_t before;
    sigset_t after;

    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_true(pipc__thread_start(&thread, report_signals, shared));
    pthread_join(thread, NULL);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&shared->signals, SIGINT), 1);
    assert_int_equal(sigismember(&shared->signals, SIGTERM), 1);
    assert_int_equal(sigismember(&shared->signals, SIGCHLD), 1);
    assert_int_equal(sigismember(&shared->signals, SIGSEGV), 0);
    assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
    assert_int_equal(sigismember(&after, SIGTERM), 0);
}

static void processors_are_those_the_process_may_use(void **state)
{
    cpu_set_t all;
    cpu_set_t one;

    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
    assert_int_equal(pipc__processor_count(), CPU_COUNT(&all));
    CPU_ZERO(&one);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &all))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
    assert_int_equal(pipc__processor_count(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

#define SYNC_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SYNC_TEST(a_mutex_lets_one_thread_in_at_a_time),
        SYNC_TEST(a_thread_waits_for_what_another_one_does),
        SYNC_TEST(the_last_deadline_of_all_never_comes),
        SYNC_TEST(waiting_ends_at_the_deadline_and_not_before),
        cmocka_unit_test(a_signal_lets_one_thread_go_on_once),
        cmocka_unit_test(deadlines_do_not_overflow),
        SYNC_TEST(a_thread_takes_no_signals_but_those_of_its_own_crashes),
        cmocka_unit_test(processors_are_those_the_process_may_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
