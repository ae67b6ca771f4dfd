#include "support/cmocka.h"

#include <grpc/grpc.h>
#include <grpc/support/time.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "base/sync.h"
#include "grpc/credentials.h"
#include "grpc/loop.h"
#include "support/process.h"

enum { EVENTS = 16 };

/* Events are watches of a channel that nobody uses: they end at once, by their deadline. */
typedef struct fixture {
    grpc_channel *channel;
    pipc__loop *loop;
    pipc__pace pace;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    int fired;
    int refused;
    int inside;     /* handlers */
    int inside_max; /* at once */
    int wait_for;   /* a handler returns when so many are, or were, inside at once */
} fixture;

typedef struct event {
    pipc__tag tag;
    fixture *fixture;
} event;

/* Every thread of the runtime is started by way of here. */
bool __real_pipc__thread_start(pthread_t *thread, void *(*run)(void *), void *argument);
bool __wrap_pipc__thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

static int threads_left = INT_MAX; /* that the system has to give */

bool __wrap_pipc__thread_start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    if (threads_left == 0)
        return false;
    threads_left--;
    return __real_pipc__thread_start(thread, run, argument);
}

static fixture self;
static event events[EVENTS];

static int setup(void **state)
{
    grpc_channel_credentials *credentials;

    (void)state;
    memset(&self, 0, sizeof self);
    pthread_mutex_init(&self.mutex, NULL);
    pipc__condition_init(&self.changed);
    grpc_init();
    credentials = grpc_insecure_credentials_create();
    self.channel = grpc_channel_create("127.0.0.1:1", credentials, NULL);
    grpc_channel_credentials_release(credentials);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc__loop_stop(self.loop);
    grpc_channel_destroy(self.channel);
    grpc_shutdown();
    pthread_cond_destroy(&self.changed);
    pthread_mutex_destroy(&self.mutex);
    return 0;
}

static void start_loop(unsigned poller_max, unsigned handler_max)
{
    const pipc__loop_options options = {.poller_max = poller_max, .handler_max = handler_max};
    pipc_error *error = NULL;

    assert_ok(pipc__loop_start(&options, &self.loop, &error), error);
}

static void make_event(event *made, void (*fire)(pipc__tag *, bool))
{
    made->tag.fire = fire;
    made->fixture = &self;
    PIPC__HANDED_OVER(&made->tag);
    grpc_channel_watch_connectivity_state(self.channel, GRPC_CHANNEL_IDLE,
                                          gpr_now(GPR_CLOCK_MONOTONIC), pipc__loop_queue(self.loop),
                                          &made->tag);
}

static void wait_until_fired(int count)
{
    pthread_mutex_lock(&self.mutex);
    while (self.fired < count)
        pthread_cond_wait(&self.changed, &self.mutex);
    pthread_mutex_unlock(&self.mutex);
}

static void count_fired(void)
{
    pthread_mutex_lock(&self.mutex);
    self.fired++;
    pthread_cond_broadcast(&self.changed);
    pthread_mutex_unlock(&self.mutex);
}

static void only_count(pipc__tag *tag, bool ok)
{
    (void)tag;
    (void)ok;
    count_fired();
}

/* Returns when `wait_for` have been inside at once. */
static void meet(void)
{
    pthread_mutex_lock(&self.mutex);
    self.inside++;
    if (self.inside > self.inside_max)
        self.inside_max = self.inside;
    pthread_cond_broadcast(&self.changed);
    while (self.inside_max < self.wait_for)
        pthread_cond_wait(&self.changed, &self.mutex);
    self.inside--;
    pthread_mutex_unlock(&self.mutex);
}

/* A handler that returns when `wait_for` of them have been inside at once. */
static void meet_others(pipc__tag *tag, bool ok)
{
    (void)tag;
    (void)ok;
    if (!pipc__loop_handler_begin(self.loop, &self.pace)) {
        pthread_mutex_lock(&self.mutex);
        self.refused++;
        pthread_mutex_unlock(&self.mutex);
        count_fired();
        return;
    }
    meet();
    pipc__loop_handler_end(self.loop, &self.pace);
    count_fired();
}

/* Likewise, as a callback. */
static void meet_others_as_callback(pipc__tag *tag, bool ok)
{
    (void)tag;
    (void)ok;
    pipc__loop_callback_begin(self.loop, &self.pace);
    meet();
    pipc__loop_callback_end(self.loop, &self.pace);
    count_fired();
}

static void every_tag_fires_once(void **state)
{
    (void)state;
    start_loop(2, 10);
    for (int round = 1; round <= 20; round++) {
        for (int i = 0; i < EVENTS; i++)
            make_event(&events[i], only_count);
        wait_until_fired(round * EVENTS);
    }
    pipc__loop_stop(self.loop);
    self.loop = NULL;
    assert_int_equal(self.fired, 20 * EVENTS);
}

/* Were the thread of a handler not replaced, the others would never come. */
static void handlers_that_wait_for_each_other_meet(void **state)
{
    (void)state;
    start_loop(1, EVENTS);
    self.wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(&events[i], meet_others);
    wait_until_fired(EVENTS);
    assert_int_equal(self.inside_max, EVENTS);
    assert_int_equal(self.refused, 0);
}

static void they_meet_also_after_the_watcher_fell_asleep(void **state)
{
    (void)state;
    handlers_that_wait_for_each_other_meet(state);
    pthread_mutex_lock(&self.mutex);
    pipc__condition_wait_until(&self.changed, &self.mutex,
                               pipc__deadline_ns(pipc__now_ns(), 200)); /* 100 looks */
    self.fired = 0;
    self.inside_max = 0;
    pthread_mutex_unlock(&self.mutex);
    for (int i = 0; i < EVENTS; i++)
        make_event(&events[i], meet_others);
    wait_until_fired(EVENTS);
    assert_int_equal(self.inside_max, EVENTS);
}

static void a_slow_method_is_known_as_slow(void **state)
{
    (void)state;
    start_loop(1, EVENTS);
    self.wait_for = 2;
    make_event(&events[0], meet_others);
    make_event(&events[1], meet_others);
    wait_until_fired(2);
    assert_true(atomic_load(&self.pace.slow));
}

static void past_the_bound_handlers_are_refused(void **state)
{
    (void)state;
    start_loop(2, 3);
    self.wait_for = 4; /* which never are */
    for (int i = 0; i < 3; i++)
        make_event(&events[i], meet_others);
    pthread_mutex_lock(&self.mutex);
    while (self.inside < 3)
        pthread_cond_wait(&self.changed, &self.mutex);
    pthread_mutex_unlock(&self.mutex);
    make_event(&events[3], meet_others);
    wait_until_fired(1);
    assert_int_equal(self.refused, 1);
    pthread_mutex_lock(&self.mutex);
    self.wait_for = 0;
    pthread_cond_broadcast(&self.changed);
    pthread_mutex_unlock(&self.mutex);
    wait_until_fired(4);
}

static void callbacks_are_never_refused_and_meet_like_handlers(void **state)
{
    (void)state;
    start_loop(1, 1);
    self.wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(&events[i], meet_others_as_callback);
    wait_until_fired(EVENTS);
    assert_int_equal(self.inside_max, EVENTS);
}

static void meet_in_a_new_loop(void)
{
    start_loop(2, EVENTS);
    self.fired = 0;
    self.inside_max = 0;
    self.wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(&events[i], meet_others);
    wait_until_fired(EVENTS);
    pipc__loop_stop(self.loop);
    self.loop = NULL;
}

/* The core has threads of its own, of which one may come or go meanwhile. */
static void a_loop_takes_all_its_threads_with_it(void **state)
{
    size_t before;

    (void)state;
    meet_in_a_new_loop();
    before = count_threads();
    for (int round = 0; round < 50; round++)
        meet_in_a_new_loop();
    assert_in_range(count_threads(), 0, before + 2);
}

static void a_loop_may_be_stopped_before_anything_happened(void **state)
{
    (void)state;
    for (int round = 0; round < 100; round++) {
        start_loop(2, 1);
        pipc__loop_stop(self.loop);
        self.loop = NULL;
    }
    pipc__loop_stop(NULL);
}

static void without_threads_it_does_not_start(void **state)
{
    const pipc__loop_options options = {.poller_max = 1, .handler_max = 1};

    (void)state;
    for (int threads = 0; threads < 2; threads++) {
        pipc_error *error = NULL;

        threads_left = threads;
        assert_error(pipc__loop_start(&options, &self.loop, &error), error, PIPC_E_INTERNAL,
                     "NO_THREAD", "a thread is needed");
        threads_left = INT_MAX;
        assert_null(self.loop);
    }
    start_loop(1, 1);
}

/* --- timers --------------------------------------------------------------------------------- */

typedef struct clock_task {
    pipc__timer timer;
    pipc__task task;
    int64_t due_ns;
    int64_t ran_ns;
    pipc__pace pace;
} clock_task;

static clock_task clocks[EVENTS];

static void note_time(pipc__task *task)
{
    PIPC_CONTAINER_OF(task, clock_task, task)->ran_ns = pipc__now_ns();
    count_fired();
}

static void meet_others_on_time(pipc__task *task)
{
    pipc__pace *pace = &PIPC_CONTAINER_OF(task, clock_task, task)->pace;

    pipc__loop_callback_begin(self.loop, pace);
    meet();
    pipc__loop_callback_end(self.loop, pace);
    count_fired();
}

static void start_clock(int index, int64_t ms, void (*run)(pipc__task *))
{
    clock_task *clock = &clocks[index];

    clock->task.run = run;
    clock->due_ns = pipc__deadline_ns(pipc__now_ns(), ms);
    pipc__loop_start_timer(self.loop, &clock->timer, clock->due_ns, &clock->task);
}

static void timers_run_when_they_are_due(void **state)
{
    (void)state;
    start_loop(1, 1);
    for (int i = 0; i < EVENTS; i++)
        start_clock(i, (i * 7) % EVENTS * 10, note_time);
    wait_until_fired(EVENTS);
    for (int i = 0; i < EVENTS; i++)
        assert_true(clocks[i].ran_ns >= clocks[i].due_ns);
}

static void a_sleeping_watcher_wakes_for_a_timer_and_another_that_is_sooner(void **state)
{
    (void)state;
    start_loop(1, 1);
    start_clock(0, 200, note_time); /* the watcher sleeps after 50 */
    wait_until_fired(1);
    start_clock(1, 3600 * 1000, note_time);
    start_clock(2, 300, note_time);
    wait_until_fired(2);
    pipc__loop_hurry_timer(self.loop, &clocks[1].timer);
    wait_until_fired(3);
    assert_true(clocks[1].ran_ns < clocks[1].due_ns);
    pipc__loop_hurry_timer(self.loop, &clocks[1].timer); /* it has run */
}

static void a_timer_that_blocks_delays_no_other(void **state)
{
    (void)state;
    start_loop(1, 1);
    self.wait_for = 4;
    for (int i = 0; i < 4; i++)
        start_clock(i, 1, meet_others_on_time);
    wait_until_fired(4);
    assert_int_equal(self.inside_max, 4);
}

static void many_timers_at_once_need_few_threads(void **state)
{
    size_t before;

    (void)state;
    start_loop(1, 1);
    start_clock(0, 0, note_time);
    wait_until_fired(1);
    before = count_own_threads();
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < EVENTS; i++)
            start_clock(i, 0, note_time);
        wait_until_fired(1 + (round + 1) * EVENTS);
    }
    assert_in_range(count_own_threads(), 0, before + 2);
}

static void timers_run_in_the_loop_of_the_program(void **state)
{
    pipc__loop_options options = {.poller_max = 1, .handler_max = 1};
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__event_queue_new(&options.events, &error), error);
    assert_ok(pipc__loop_start(&options, &self.loop, &error), error);
    start_clock(0, 1, note_time);
    while (pipc__event_queue_process(options.events) == 0) {
        struct pollfd wait = {.fd = pipc__event_queue_fd(options.events), .events = POLLIN};

        assert_int_equal(poll(&wait, 1, 30000), 1);
    }
    assert_int_equal(self.fired, 1);
    pipc__loop_stop(self.loop);
    self.loop = NULL;
    pipc__event_queue_unreference(options.events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_tag_fires_once, setup, teardown),
        cmocka_unit_test_setup_teardown(handlers_that_wait_for_each_other_meet, setup, teardown),
        cmocka_unit_test_setup_teardown(they_meet_also_after_the_watcher_fell_asleep, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_slow_method_is_known_as_slow, setup, teardown),
        cmocka_unit_test_setup_teardown(past_the_bound_handlers_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(callbacks_are_never_refused_and_meet_like_handlers, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_loop_takes_all_its_threads_with_it, setup, teardown),
        cmocka_unit_test_setup_teardown(without_threads_it_does_not_start, setup, teardown),
        cmocka_unit_test_setup_teardown(a_loop_may_be_stopped_before_anything_happened, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(timers_run_when_they_are_due, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_sleeping_watcher_wakes_for_a_timer_and_another_that_is_sooner, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_that_blocks_delays_no_other, setup, teardown),
        cmocka_unit_test_setup_teardown(many_timers_at_once_need_few_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(timers_run_in_the_loop_of_the_program, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
