#include "support/cmocka.h"

#include <poll.h>

#include "base/sync.h"
#include "support/looped.h"
#include "support/process.h"

enum { CLOCKS = 16 };

typedef struct clock_task {
    pipc__timer timer;
    pipc__task task;
    looped *looped;
    int64_t due_ns;
    int64_t ran_ns;
    pipc__pace pace;
} clock_task;

static clock_task clocks[CLOCKS];

static void note_time(pipc__task *task)
{
    clock_task *clock = PIPC_CONTAINER_OF(task, clock_task, task);

    clock->ran_ns = pipc__now_ns();
    looped_count_fired(clock->looped);
}

static void meet_others_on_time(pipc__task *task)
{
    clock_task *clock = PIPC_CONTAINER_OF(task, clock_task, task);
    looped *self = clock->looped;

    pipc__loop_callback_begin(self->loop, &clock->pace);
    looped_meet(self);
    pipc__loop_callback_end(self->loop, &clock->pace);
    looped_count_fired(self);
}

static void start_clock(looped *self, int index, int64_t ms, void (*run)(pipc__task *))
{
    clock_task *clock = &clocks[index];

    clock->task.run = run;
    clock->looped = self;
    clock->due_ns = pipc__deadline_ns(pipc__now_ns(), ms);
    pipc__loop_start_timer(self->loop, &clock->timer, clock->due_ns, &clock->task);
}

static void timers_run_when_they_are_due(void **state)
{
    looped *self = *state;

    looped_start(self, 1, 1);
    for (int i = 0; i < CLOCKS; i++)
        start_clock(self, i, (i * 7) % CLOCKS * 10, note_time);
    looped_wait_until_fired(self, CLOCKS);
    for (int i = 0; i < CLOCKS; i++)
        assert_true(clocks[i].ran_ns >= clocks[i].due_ns);
}

static void a_sleeping_watcher_wakes_for_a_timer_and_another_that_is_sooner(void **state)
{
    looped *self = *state;

    looped_start(self, 1, 1);
    start_clock(self, 0, 200, note_time); /* the watcher sleeps after 50 */
    looped_wait_until_fired(self, 1);
    start_clock(self, 1, 3600 * 1000, note_time);
    start_clock(self, 2, 300, note_time);
    looped_wait_until_fired(self, 2);
    pipc__loop_hurry_timer(self->loop, &clocks[1].timer);
    looped_wait_until_fired(self, 3);
    assert_true(clocks[1].ran_ns < clocks[1].due_ns);
    pipc__loop_hurry_timer(self->loop, &clocks[1].timer); /* it has run */
}

static void a_timer_that_blocks_delays_no_other(void **state)
{
    looped *self = *state;

    looped_start(self, 1, 1);
    self->wait_for = 4;
    for (int i = 0; i < 4; i++)
        start_clock(self, i, 1, meet_others_on_time);
    looped_wait_until_fired(self, 4);
    assert_int_equal(self->inside_max, 4);
}

static void many_timers_at_once_need_few_threads(void **state)
{
    looped *self = *state;
    size_t before;

    looped_start(self, 1, 1);
    start_clock(self, 0, 0, note_time);
    looped_wait_until_fired(self, 1);
    before = count_own_threads();
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < CLOCKS; i++)
            start_clock(self, i, 0, note_time);
        looped_wait_until_fired(self, 1 + (round + 1) * CLOCKS);
    }
    assert_in_range(count_own_threads(), 0, before + 2);
}

static void timers_run_in_the_loop_of_the_program(void **state)
{
    looped *self = *state;
    pipc__loop_options options = {.poller_max = 1, .handler_max = 1};
    pipc_error *error = NULL;

    assert_ok(pipc__event_queue_new(&options.events, &error), error);
    assert_ok(pipc__loop_start(&options, &self->loop, &error), error);
    start_clock(self, 0, 1, note_time);
    while (pipc__event_queue_process(options.events) == 0) {
        struct pollfd wait = {.fd = pipc__event_queue_fd(options.events), .events = POLLIN};

        assert_int_equal(poll(&wait, 1, 30000), 1);
    }
    assert_int_equal(self->fired, 1);
    pipc__loop_stop(self->loop);
    self->loop = NULL;
    pipc__event_queue_unreference(options.events);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, looped_setup, looped_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(timers_run_when_they_are_due),
        case_of(a_sleeping_watcher_wakes_for_a_timer_and_another_that_is_sooner),
        case_of(a_timer_that_blocks_delays_no_other),
        case_of(many_timers_at_once_need_few_threads),
        case_of(timers_run_in_the_loop_of_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
