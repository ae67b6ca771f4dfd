#include "grpc/loop.h"

#include <assert.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/lookout.h"
#include "grpc/loop_duty.h"

/* A slow method that was faster than this is no longer slow. */
static const int64_t fast_ns = 500000;

/* A handler that writes so often in a row, with no more time in between, will do so again. */
enum { WRITES_IN_A_ROW = 8 };
static const int64_t pause_ns = 50000;

/* Which worker this thread is: a handler's begin and end come from deep below poll(). */
static _Thread_local pipc__worker *current_worker;

static void *run_worker(void *argument);

/* With the mutex held. One that was another before has that one's round. */
static pipc__worker *new_worker(pipc__loop *loop)
{
    pipc__list *spare = pipc__list_take_first(&loop->spare);
    pipc__worker *worker = spare == NULL ? pipc__alloc_zeroed(sizeof *worker)
                                         : PIPC_CONTAINER_OF(spare, pipc__worker, link);

    if (worker != NULL)
        worker->loop = loop;
    return worker;
}

int pipc__loop_add_worker(pipc__loop *loop, bool polls, pipc_error **error)
{
    pipc__worker *worker = new_worker(loop);

    if (worker == NULL)
        return pipc_fail_no_memory(error);
    worker->polls = polls;
    atomic_store(&worker->relieved, false);
    pipc__list_add(&loop->workers, &worker->link);
    if (!pipc__thread_start(&worker->thread, run_worker, worker)) {
        pipc__list_remove(&worker->link);
        pipc__list_add(&loop->spare, &worker->link);
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_THREAD",
                         "a thread is needed to poll, and the system has none to give");
    }
    if (polls)
        atomic_fetch_add(&loop->pollers, 1);
    return PIPC_OK;
}

static void join_all(const pipc__list *departed)
{
    for (pipc__list *link = departed->next; link != departed; link = link->next)
        pthread_join(PIPC_CONTAINER_OF(link, pipc__worker, link)->thread, NULL);
}

static void free_all(pipc__list *workers)
{
    for (pipc__list *link; (link = pipc__list_take_first(workers)) != NULL;)
        pipc__free(PIPC_CONTAINER_OF(link, pipc__worker, link));
}

static void move_all(pipc__list *from, pipc__list *to)
{
    for (pipc__list *link; (link = pipc__list_take_first(from)) != NULL;)
        pipc__list_add(to, link);
}

/* The last thing a worker does: it joins those that left before it, and is joined by the next. */
static void leave(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;
    pipc__list before;

    pipc__list_init(&before);
    pipc__mutex_lock(&loop->mutex);
    move_all(&loop->departed, &before);
    pipc__mutex_unlock(&loop->mutex);
    join_all(&before);
    pipc__mutex_lock(&loop->mutex);
    move_all(&before, &loop->spare);
    pipc__list_remove(&worker->link);
    pipc__list_add(&loop->departed, &worker->link);
    if (pipc__list_is_empty(&loop->workers))
        pipc__condition_broadcast(&loop->worker_left);
    pipc__mutex_unlock(&loop->mutex);
}

/* --- polling -------------------------------------------------------------------------------- */

static grpc_event next_event(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;
    grpc_event event =
        grpc_completion_queue_next(loop->queue, gpr_inf_past(GPR_CLOCK_MONOTONIC), NULL);

    if (event.type != GRPC_QUEUE_TIMEOUT) {
        pipc__round_go_on(&worker->round);
        return event;
    }
    pipc__round_end(&worker->round);
    if (!pipc__duty_leave_to_others(worker)) {
        atomic_fetch_add(&loop->empty_polls, 1);
        event = grpc_completion_queue_next(loop->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    }
    return event;
}

/* Until somebody else does; false: the queue is shut down. */
static bool poll_in_rounds(pipc__worker *worker)
{
    while (!atomic_load(&worker->relieved)) {
        grpc_event event = next_event(worker);
        pipc__tag *tag = event.tag;

        if (event.type == GRPC_QUEUE_SHUTDOWN)
            return false;
        if (event.type != GRPC_OP_COMPLETE)
            continue;
        atomic_fetch_add(&worker->loop->events, 1);
        PIPC__TAKEN_OVER(tag);
        tag->fire(tag, event.success != 0);
    }
    return true;
}

static bool poll(pipc__worker *worker)
{
    bool goes_on;

    pipc__round_begin(&worker->round);
    pipc__round_enter(&worker->round);
    goes_on = poll_in_rounds(worker);
    pipc__round_end(&worker->round);
    pipc__round_enter(NULL);
    return goes_on;
}

static void *run_worker(void *argument)
{
    pipc__worker *worker = argument;

    current_worker = worker;
    while (pipc__duty_wait(worker) && poll(worker)) {
    }
    leave(worker);
    return NULL;
}

/* --- handlers and callbacks ----------------------------------------------------------------- */

/* In the program's own loop there is nobody to hand polling over. */
static bool is_worker_of(const pipc__worker *worker, const pipc__loop *loop)
{
    assert(loop->options.events != NULL || (worker != NULL && worker->loop == loop));
    return worker != NULL && worker->loop == loop;
}

static void begin_on_worker(pipc__worker *worker, bool slow)
{
    atomic_fetch_add(&worker->handling, 1);
    if (slow) {
        worker->started_ns = pipc__now_ns();
        pipc__duty_hand_over(worker);
    } else if (atomic_load(&worker->loop->watcher_asleep)) {
        pipc__duty_wake_watcher(worker->loop);
    }
}

void pipc__loop_callback_begin(pipc__loop *loop, pipc__pace *pace)
{
    pipc__worker *worker = current_worker;
    bool slow = atomic_load(&pace->slow);

    pipc__round_handler_begins(slow || atomic_load(&pace->lasts));
    if (is_worker_of(worker, loop))
        begin_on_worker(worker, slow);
    else if (atomic_load(&loop->watcher_asleep))
        pipc__duty_wake_watcher(loop);
}

/* What many threads read is not written for nothing. */
static void note_lasting(pipc__pace *pace)
{
    bool lasted = atomic_load(&pace->lasts);
    bool lasts = pipc__round_handler_ended(lasted);

    if (lasts != lasted)
        atomic_store(&pace->lasts, lasts);
}

void pipc__loop_callback_end(pipc__loop *loop, pipc__pace *pace)
{
    pipc__worker *worker = current_worker;

    note_lasting(pace);
    if (!is_worker_of(worker, loop))
        return;
    if (worker->started_ns != 0) {
        if (pipc__now_ns() - worker->started_ns < fast_ns)
            atomic_store(&pace->slow, false);
        worker->started_ns = 0;
    } else if (atomic_load(&worker->relieved)) {
        atomic_store(&pace->slow, true);
    }
    atomic_fetch_add(&worker->handling, 1);
}

bool pipc__loop_handler_begin(pipc__loop *loop, pipc__pace *pace)
{
    if (atomic_fetch_add(&loop->handlers, 1) >= loop->options.handler_max) {
        atomic_fetch_sub(&loop->handlers, 1);
        return false;
    }
    pipc__loop_callback_begin(loop, pace);
    if (current_worker != NULL)
        current_worker->wrote_ns = 0; /* what the one before wrote is no row with this one's */
    return true;
}

void pipc__loop_handler_end(pipc__loop *loop, pipc__pace *pace)
{
    pipc__loop_callback_end(loop, pace);
    atomic_fetch_sub(&loop->handlers, 1);
}

void pipc__loop_handler_writes(void)
{
    pipc__worker *worker = current_worker;
    int64_t now_ns;

    if (worker == NULL)
        return;
    now_ns = pipc__now_ns();
    worker->in_a_row = now_ns - worker->wrote_ns < pause_ns ? worker->in_a_row + 1 : 0;
    worker->wrote_ns = now_ns;
    if (worker->in_a_row < WRITES_IN_A_ROW)
        return;
    pipc__round_expect_more(&worker->round);
    atomic_fetch_add(&worker->gathered, 1);
    if (atomic_load(&worker->loop->watcher_asleep))
        pipc__duty_wake_watcher(worker->loop);
}

void pipc__loop_handler_waits(void)
{
    pipc__worker *worker = current_worker;

    pipc__round_waits();
    if (worker == NULL)
        return;
    worker->wrote_ns = 0;
    if (!atomic_load(&worker->relieved))
        pipc__duty_hand_over(worker);
}

/* --- life ----------------------------------------------------------------------------------- */

static pipc__loop *new_loop(const pipc__loop_options *options)
{
    pipc__loop *loop = pipc__alloc_zeroed(sizeof *loop);

    if (loop == NULL)
        return NULL;
    loop->blocks = pipc__blocks_new();
    if (loop->blocks == NULL) {
        pipc__free(loop);
        return NULL;
    }
    loop->options = *options;
    loop->queue = grpc_completion_queue_create_for_next(NULL);
    pipc__mutex_init(&loop->mutex);
    pipc__condition_init(&loop->watcher_wakes);
    pipc__condition_init(&loop->standby_wakes);
    pipc__condition_init(&loop->worker_left);
    pipc__list_init(&loop->workers);
    pipc__list_init(&loop->departed);
    pipc__list_init(&loop->spare);
    return loop;
}

int pipc__loop_start(const pipc__loop_options *options, pipc__loop **out, pipc_error **error)
{
    pipc__loop *loop = new_loop(options);
    int code;

    assert(options->poller_max > 0 && options->handler_max > 0);
    if (loop == NULL)
        return pipc_fail_no_memory(error);
    pipc__mutex_lock(&loop->mutex);
    code = pipc__loop_add_worker(loop, true, error);
    if (code == PIPC_OK)
        code = pipc__loop_add_worker(loop, false, error);
    pipc__mutex_unlock(&loop->mutex);
    if (code != PIPC_OK) {
        pipc__loop_stop(loop);
        return code;
    }
    loop->announced = true;
    pipc__lookout_server_begins();
    *out = loop;
    return PIPC_OK;
}

void pipc__loop_run(pipc__loop *loop, pipc__task *task)
{
    if (loop->options.events == NULL)
        task->run(task);
    else
        pipc__event_queue_add(loop->options.events, task);
}

pipc__event_queue *pipc__loop_events(const pipc__loop *loop)
{
    return loop->options.events;
}

grpc_completion_queue *pipc__loop_queue(pipc__loop *loop)
{
    return loop->queue;
}

pipc__blocks *pipc__loop_blocks(pipc__loop *loop)
{
    return loop->blocks;
}

unsigned long pipc__loop_events_taken(const pipc__loop *loop)
{
    return atomic_load(&loop->events);
}

bool pipc__loop_is_quiet(pipc__loop *loop, int64_t ms)
{
    return pipc__loop_events_taken(loop) == 0 || pipc__duty_rests(loop, ms);
}

static void drain(grpc_completion_queue *queue)
{
    grpc_event event;

    do {
        event = grpc_completion_queue_next(queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        assert(event.type == GRPC_QUEUE_SHUTDOWN);
    } while (event.type != GRPC_QUEUE_SHUTDOWN);
}

void pipc__loop_stop(pipc__loop *loop)
{
    if (loop == NULL)
        return;
    if (loop->announced)
        pipc__lookout_server_ends();
    grpc_completion_queue_shutdown(loop->queue);
    pipc__mutex_lock(&loop->mutex);
    assert(loop->timers.first == NULL);
    loop->stopping = true;
    pipc__condition_broadcast(&loop->watcher_wakes);
    pipc__condition_broadcast(&loop->standby_wakes);
    while (!pipc__list_is_empty(&loop->workers))
        pipc__condition_wait(&loop->worker_left, &loop->mutex);
    pipc__mutex_unlock(&loop->mutex);
    join_all(&loop->departed);
    free_all(&loop->departed);
    free_all(&loop->spare);
    drain(loop->queue);
    grpc_completion_queue_destroy(loop->queue);
    pipc__condition_dispose(&loop->worker_left);
    pipc__condition_dispose(&loop->standby_wakes);
    pipc__condition_dispose(&loop->watcher_wakes);
    pipc__mutex_dispose(&loop->mutex);
    pipc__blocks_leave(loop->blocks);
    pipc__free(loop);
}
