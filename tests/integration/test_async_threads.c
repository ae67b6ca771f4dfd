/* Callbacks of asynchronous calls, and the threads they run in. */
#include "support/cmocka.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/async_calls.h"
#include "support/process.h"
#include "support/raw_socket.h"

static async_calls self;

/* A thread of the core bears our name until it has given itself another. */
static void wait_until_threads_are(size_t count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 30000);

    while (count_own_threads() > count && pipc__now_ns() < deadline_ns)
        sched_yield();
    assert_in_range(count_own_threads(), 1, count);
}

/* No service answers: its threads come and go with the load. */
static void only_asynchronous_calls_cost_a_client_threads(void **state)
{
    pipc_component *component = &self.client.client.component;
    size_t before;
    pipc_error *error = NULL;
    int fd;

    (void)state;
    pipc_dispose(component);
    assert_ok(pipc_close(&self.service.service.service.component, NULL, &error), error);
    before = count_own_threads() + 1; /* the one that all open clients share */
    echo_client_open(&self.client, raw_socket_listen(&fd), ";options.timeout=50");
    assert_int_equal(echo_client_say(&self.client, NULL, "text", NULL), PIPC_E_NO_RESPONSE);
    wait_until_threads_are(before);
    async_calls_start(&self, SAY, NULL, "text", &self.told);
    assert_true(count_own_threads() > before);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "");
    assert_ok(pipc_close(component, NULL, &error), error);
    wait_until_threads_are(before);
    close(fd);
}

typedef struct call_chain {
    told links[2]; /* by turns */
    int left;
    int failed;
    pthread_t thread; /* of the first callback; where its stack was: */
    uintptr_t deepest;
    uintptr_t highest;
    pipc__mutex mutex; /* guards the next */
    pipc__condition changed;
    bool ended;
} call_chain;

static void note_stack(call_chain *chain, uintptr_t here)
{
    if (chain->deepest == 0) {
        chain->thread = pthread_self();
        chain->deepest = chain->highest = here;
    }
    if (!pthread_equal(chain->thread, pthread_self()))
        return;
    if (here < chain->deepest)
        chain->deepest = here;
    if (here > chain->highest)
        chain->highest = here;
}

static void start_next(told *one)
{
    call_chain *chain = one->data;
    bool ends = one->seen.code != PIPC_OK || --chain->left == 0;

    note_stack(chain, (uintptr_t)__builtin_frame_address(0));
    if (!ends)
        ends = async_calls_try(&self, SAY, NULL, "text", &chain->links[chain->left % 2], NULL) !=
               PIPC_OK;
    if (!ends)
        return;
    pipc__mutex_lock(&chain->mutex);
    chain->ended = true;
    pipc__condition_broadcast(&chain->changed);
    pipc__mutex_unlock(&chain->mutex);
}

static void a_callback_may_start_the_next_call(void **state)
{
    enum { CALLS = 10000 };
    call_chain chain = {.left = CALLS};
    size_t threads;

    (void)state;
    pipc__mutex_init(&chain.mutex);
    pipc__condition_init(&chain.changed);
    for (int i = 0; i < 2; i++) {
        told_init(&chain.links[i]);
        chain.links[i].on_done = start_next;
        chain.links[i].data = &chain;
    }
    async_calls_start(&self, SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    threads = count_own_threads();
    async_calls_start(&self, SAY, NULL, "text", &chain.links[0]);
    pipc__mutex_lock(&chain.mutex);
    while (!chain.ended)
        pipc__condition_wait(&chain.changed, &chain.mutex);
    pipc__mutex_unlock(&chain.mutex);
    assert_int_equal(chain.left, 0);
    assert_in_range(chain.highest - chain.deepest, 0, 16 * 1024);
    assert_in_range(count_own_threads(), 1, threads + 4); /* of both loops, when it was slow */
    pipc_dispose(&self.client.client.component);
    for (int i = 0; i < 2; i++)
        told_dispose(&chain.links[i]);
    pipc__condition_dispose(&chain.changed);
    pipc__mutex_dispose(&chain.mutex);
}

static void say_and_wait(told *one)
{
    if (echo_client_say(&self.client, NULL, "blocking", NULL) == PIPC_OK)
        one->data = one;
}

static void a_callback_may_make_a_blocking_call(void **state)
{
    (void)state;
    self.told.on_done = say_and_wait;
    async_calls_start(&self, SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_ptr_equal(self.told.data, &self.told);
}

/* `data` is the one it waits for. */
static void wait_for_another(told *one)
{
    told_wait_for_done(one->data);
}

/* There is one poller, which another thread must relieve. */
static void a_callback_that_blocks_delays_no_other(void **state)
{
    enum { WAITING = 8 };
    told waiting[WAITING];

    (void)state;
    for (int i = 0; i < WAITING; i++) {
        told_init(&waiting[i]);
        waiting[i].on_done = wait_for_another;
        waiting[i].data = &self.told;
        async_calls_start(&self, SAY, NULL, "text", &waiting[i]);
    }
    async_calls_start(&self, SAY, NULL, "last", &self.told);
    told_expect_ok(&self.told, "last");
    for (int i = 0; i < WAITING; i++) {
        told_expect_ok(&waiting[i], "text");
        told_dispose(&waiting[i]);
    }
}

static void *call_many_times(void *client)
{
    intptr_t failures = 0;

    (void)client;
    for (int i = 0; i < 200; i++) {
        told one;

        told_init(&one);
        if (async_calls_try(&self, SAY, NULL, "text", &one, NULL) == PIPC_OK)
            told_wait_for_done(&one);
        failures += told_look(&one).dones != 1 || told_look(&one).code != PIPC_OK;
        told_dispose(&one);
    }
    return (void *)failures;
}

static void many_threads_may_call_at_once(void **state)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_many_times, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures;

        pthread_join(threads[i], &failures);
        assert_int_equal((intptr_t)failures, 0);
    }
}

#define CALL_TEST(name)                                                                            \
    cmocka_unit_test_prestate_setup_teardown(name, async_calls_setup, async_calls_teardown, &self)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(only_asynchronous_calls_cost_a_client_threads),
        CALL_TEST(a_callback_may_start_the_next_call),
        CALL_TEST(a_callback_may_make_a_blocking_call),
        CALL_TEST(a_callback_that_blocks_delays_no_other),
        CALL_TEST(many_threads_may_call_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
