#include "support/cmocka.h"

#include <grpc/support/time.h>
#include <limits.h>

#include "base/sync.h"
#include "support/failing_allocator.h"
#include "support/looped.h"
#include "support/process.h"

enum { EVENTS = 16, LARGE = 1024 * 1024 };

/* A watch of a channel that nobody uses: it ends at once, by its deadline. */
typedef struct event {
    pipc__tag tag;
    looped *looped;
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

static event events[EVENTS];

static void make_event(looped *self, event *made, void (*fire)(pipc__tag *, bool))
{
    made->tag.fire = fire;
    made->looped = self;
    PIPC__HANDED_OVER(&made->tag);
    grpc_channel_watch_connectivity_state(self->channel, GRPC_CHANNEL_IDLE,
                                          gpr_now(GPR_CLOCK_MONOTONIC),
                                          pipc__loop_queue(self->loop), &made->tag);
}

static void only_count(pipc__tag *tag, bool ok)
{
    looped *self = PIPC_CONTAINER_OF(tag, event, tag)->looped;

    (void)ok;
    looped_count_fired(self);
}

/* A handler that returns when `wait_for` of them have been inside at once. */
static void meet_others(pipc__tag *tag, bool ok)
{
    looped *self = PIPC_CONTAINER_OF(tag, event, tag)->looped;

    (void)ok;
    if (!pipc__loop_handler_begin(self->loop, &self->pace)) {
        pthread_mutex_lock(&self->mutex);
        self->refused++;
        pthread_mutex_unlock(&self->mutex);
        looped_count_fired(self);
        return;
    }
    looped_meet(self);
    pipc__loop_handler_end(self->loop, &self->pace);
    looped_count_fired(self);
}

/* Likewise, as a callback. */
static void meet_others_as_callback(pipc__tag *tag, bool ok)
{
    looped *self = PIPC_CONTAINER_OF(tag, event, tag)->looped;

    (void)ok;
    pipc__loop_callback_begin(self->loop, &self->pace);
    looped_meet(self);
    pipc__loop_callback_end(self->loop, &self->pace);
    looped_count_fired(self);
}

static void every_tag_fires_once(void **state)
{
    looped *self = *state;

    looped_start(self, 2, 10);
    for (int round = 1; round <= 20; round++) {
        for (int i = 0; i < EVENTS; i++)
            make_event(self, &events[i], only_count);
        looped_wait_until_fired(self, round * EVENTS);
    }
    pipc__loop_stop(self->loop);
    self->loop = NULL;
    assert_int_equal(self->fired, 20 * EVENTS);
}

/* Were the thread of a handler not replaced, the others would never come. */
static void handlers_that_wait_for_each_other_meet(void **state)
{
    looped *self = *state;

    looped_start(self, 1, EVENTS);
    self->wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(self, &events[i], meet_others);
    looped_wait_until_fired(self, EVENTS);
    assert_int_equal(self->inside_max, EVENTS);
    assert_int_equal(self->refused, 0);
}

static void they_meet_also_after_the_watcher_fell_asleep(void **state)
{
    looped *self = *state;

    handlers_that_wait_for_each_other_meet(state);
    pthread_mutex_lock(&self->mutex);
    pipc__condition_wait_until(&self->changed, &self->mutex,
                               pipc__deadline_ns(pipc__now_ns(), 200)); /* 100 looks */
    self->fired = 0;
    self->inside_max = 0;
    pthread_mutex_unlock(&self->mutex);
    for (int i = 0; i < EVENTS; i++)
        make_event(self, &events[i], meet_others);
    looped_wait_until_fired(self, EVENTS);
    assert_int_equal(self->inside_max, EVENTS);
}

static void a_slow_method_is_known_as_slow(void **state)
{
    looped *self = *state;

    looped_start(self, 1, EVENTS);
    self->wait_for = 2;
    make_event(self, &events[0], meet_others);
    make_event(self, &events[1], meet_others);
    looped_wait_until_fired(self, 2);
    assert_true(atomic_load(&self->pace.slow));
}

static void past_the_bound_handlers_are_refused(void **state)
{
    looped *self = *state;

    looped_start(self, 2, 3);
    self->wait_for = 4; /* which never are */
    for (int i = 0; i < 3; i++)
        make_event(self, &events[i], meet_others);
    pthread_mutex_lock(&self->mutex);
    while (self->inside < 3)
        pthread_cond_wait(&self->changed, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
    make_event(self, &events[3], meet_others);
    looped_wait_until_fired(self, 1);
    assert_int_equal(self->refused, 1);
    pthread_mutex_lock(&self->mutex);
    self->wait_for = 0;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->mutex);
    looped_wait_until_fired(self, 4);
}

static void callbacks_are_never_refused_and_meet_like_handlers(void **state)
{
    looped *self = *state;

    looped_start(self, 1, 1);
    self->wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(self, &events[i], meet_others_as_callback);
    looped_wait_until_fired(self, EVENTS);
    assert_int_equal(self->inside_max, EVENTS);
}

static void meet_in_a_new_loop(looped *self)
{
    looped_start(self, 2, EVENTS);
    self->fired = 0;
    self->inside_max = 0;
    self->wait_for = EVENTS;
    for (int i = 0; i < EVENTS; i++)
        make_event(self, &events[i], meet_others);
    looped_wait_until_fired(self, EVENTS);
    pipc__loop_stop(self->loop);
    self->loop = NULL;
}

/* The core has threads of its own, of which one may come or go meanwhile. */
static void a_loop_takes_all_its_threads_with_it(void **state)
{
    looped *self = *state;
    size_t before;

    meet_in_a_new_loop(self);
    before = count_threads();
    for (int round = 0; round < 50; round++)
        meet_in_a_new_loop(self);
    assert_in_range(count_threads(), 0, before + 2);
}

static void without_threads_it_does_not_start(void **state)
{
    looped *self = *state;
    const pipc__loop_options options = {.poller_max = 1, .handler_max = 1};

    for (int threads = 0; threads < 2; threads++) {
        pipc_error *error = NULL;

        threads_left = threads;
        assert_error(pipc__loop_start(&options, &self->loop, &error), error, PIPC_E_INTERNAL,
                     "NO_THREAD", "a thread is needed");
        threads_left = INT_MAX;
        assert_null(self->loop);
    }
    looped_start(self, 1, 1);
}

static void a_loop_may_be_stopped_before_anything_happened(void **state)
{
    looped *self = *state;

    for (int round = 0; round < 100; round++) {
        looped_start(self, 2, 1);
        pipc__loop_stop(self->loop);
        self->loop = NULL;
    }
    pipc__loop_stop(NULL);
}

static void a_loop_with_nothing_to_do_keeps_no_blocks(void **state)
{
    looped *self = *state;
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 30000);

    failing_allocator_install();
    looped_start(self, 1, 1);
    pipc__blocks_give_back(pipc__blocks_take(pipc__loop_blocks(self->loop), LARGE));
    make_event(self, &events[0], only_count);
    looped_wait_until_fired(self, 1);
    pthread_mutex_lock(&self->mutex);
    while (failing_allocator_live_bytes() >= LARGE && pipc__now_ns() < deadline_ns)
        pipc__condition_wait_until(&self->changed, &self->mutex,
                                   pipc__deadline_ns(pipc__now_ns(), 1));
    pthread_mutex_unlock(&self->mutex);
    assert_in_range(failing_allocator_live_bytes(), 1, LARGE);
    pipc__loop_stop(self->loop);
    self->loop = NULL;
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, looped_setup, looped_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(every_tag_fires_once),
        case_of(handlers_that_wait_for_each_other_meet),
        case_of(they_meet_also_after_the_watcher_fell_asleep),
        case_of(a_slow_method_is_known_as_slow),
        case_of(past_the_bound_handlers_are_refused),
        case_of(callbacks_are_never_refused_and_meet_like_handlers),
        case_of(a_loop_takes_all_its_threads_with_it),
        case_of(without_threads_it_does_not_start),
        case_of(a_loop_may_be_stopped_before_anything_happened),
        case_of(a_loop_with_nothing_to_do_keeps_no_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
