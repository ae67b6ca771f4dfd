#include "support/cmocka.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/sync.h"
#include "grpc/event_queue.h"

enum { TASKS = 4 };

typedef struct note {
    pipc__task task;
    int number;
} note;

static pipc__event_queue *queue;
static note notes[TASKS];
static int order[2 * TASKS];
static int count;

static void write_down(pipc__task *task)
{
    order[count++] = PIPC_CONTAINER_OF(task, note, task)->number;
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__event_queue_new(&queue, &error), error);
    count = 0;
    for (int i = 0; i < TASKS; i++)
        notes[i] = (note){.task.run = write_down, .number = i};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc__event_queue_unreference(queue);
    return 0;
}

static bool is_readable(void)
{
    struct pollfd descriptor = {.fd = pipc__event_queue_fd(queue), .events = POLLIN};

    return poll(&descriptor, 1, 0) == 1;
}

static void tasks_run_in_order_and_the_descriptor_tells(void **state)
{
    (void)state;
    assert_false(is_readable());
    for (int i = 0; i < TASKS; i++)
        pipc__event_queue_add(queue, &notes[i].task);
    assert_true(is_readable());
    assert_int_equal(pipc__event_queue_process(queue), TASKS);
    assert_false(is_readable());
    for (int i = 0; i < TASKS; i++)
        assert_int_equal(order[i], i);
    assert_int_equal(pipc__event_queue_process(queue), 0);
}

static void add_itself_once(pipc__task *task)
{
    write_down(task);
    if (count == 1)
        pipc__event_queue_add(queue, task);
}

static void what_is_added_meanwhile_is_left_for_the_next_time(void **state)
{
    (void)state;
    notes[0].task.run = add_itself_once;
    pipc__event_queue_add(queue, &notes[0].task);
    assert_int_equal(pipc__event_queue_process(queue), 1);
    assert_true(is_readable());
    assert_int_equal(pipc__event_queue_process(queue), 1);
    assert_false(is_readable());
    assert_int_equal(count, 2);
}

static void process_again(pipc__task *task)
{
    write_down(task);
    pipc__event_queue_add(queue, &notes[1].task);
    assert_int_equal(pipc__event_queue_process(queue), 0);
}

static void nothing_runs_inside_a_task(void **state)
{
    (void)state;
    notes[0].task.run = process_again;
    pipc__event_queue_add(queue, &notes[0].task);
    assert_int_equal(pipc__event_queue_process(queue), 1);
    assert_int_equal(count, 1);
    assert_int_equal(pipc__event_queue_process(queue), 1);
}

static bool has_edge(int epoll)
{
    struct epoll_event event;

    return epoll_wait(epoll, &event, 1, 0) == 1;
}

static int watch_edges(void)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    int epoll = epoll_create1(EPOLL_CLOEXEC);

    assert_int_not_equal(epoll, -1);
    assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_ADD, pipc__event_queue_fd(queue), &event), 0);
    return epoll;
}

static int edges;

/* As another thread would that is told of the task, and cannot run it as this one is at it. */
static void look_for_an_edge(pipc__task *task)
{
    write_down(task);
    pipc__event_queue_add(queue, &notes[1].task);
    assert_true(has_edge(edges));
    assert_int_equal(pipc__event_queue_process(queue), 0);
    assert_false(has_edge(edges));
}

static void whoever_polls_for_edges_is_told_of_what_it_could_not_run(void **state)
{
    (void)state;
    edges = watch_edges();
    notes[0].task.run = look_for_an_edge;
    pipc__event_queue_add(queue, &notes[0].task);
    assert_true(has_edge(edges));
    assert_int_equal(pipc__event_queue_process(queue), 1);
    assert_true(has_edge(edges));
    assert_int_equal(pipc__event_queue_process(queue), 1);
    assert_false(has_edge(edges));
    close(edges);
}

static bool are_all_run(void *argument)
{
    (void)argument;
    return count == TASKS;
}

static void *add_all(void *argument)
{
    (void)argument;
    for (int i = 0; i < TASKS; i++)
        pipc__event_queue_add(queue, &notes[i].task);
    return NULL;
}

static void whoever_waits_runs_what_comes(void **state)
{
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, add_all, NULL), 0);
    assert_true(pipc__event_queue_process_until(queue, are_all_run, NULL, INT64_MAX));
    pthread_join(thread, NULL);
}

static void waiting_ends_at_the_deadline(void **state)
{
    int64_t start_ns = pipc__now_ns();

    (void)state;
    assert_false(
        pipc__event_queue_process_until(queue, are_all_run, NULL, pipc__deadline_ns(start_ns, 20)));
    assert_true(pipc__now_ns() - start_ns >= 20 * 1000000);
}

typedef struct switched {
    pipc__mutex mutex; /* guards the flag */
    bool on;
} switched;

static bool is_on(void *argument)
{
    switched *self = argument;
    bool on;

    pipc__mutex_lock(&self->mutex);
    on = self->on;
    pipc__mutex_unlock(&self->mutex);
    return on;
}

static void *switch_on(void *argument)
{
    switched *self = argument;

    pipc__mutex_lock(&self->mutex);
    self->on = true;
    pipc__mutex_unlock(&self->mutex);
    pipc__event_queue_notify(queue);
    return NULL;
}

static void whoever_waits_is_told_to_look_again(void **state)
{
    switched self = {.on = false};
    pthread_t thread;

    (void)state;
    pipc__mutex_init(&self.mutex);
    assert_int_equal(pthread_create(&thread, NULL, switch_on, &self), 0);
    assert_true(pipc__event_queue_process_until(queue, is_on, &self, INT64_MAX));
    pthread_join(thread, NULL);
    pipc__mutex_dispose(&self.mutex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tasks_run_in_order_and_the_descriptor_tells, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_added_meanwhile_is_left_for_the_next_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_runs_inside_a_task, setup, teardown),
        cmocka_unit_test_setup_teardown(whoever_polls_for_edges_is_told_of_what_it_could_not_run,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(whoever_waits_runs_what_comes, setup, teardown),
        cmocka_unit_test_setup_teardown(waiting_ends_at_the_deadline, setup, teardown),
        cmocka_unit_test_setup_teardown(whoever_waits_is_told_to_look_again, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
