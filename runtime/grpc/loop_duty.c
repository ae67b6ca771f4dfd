#include "grpc/loop_duty.h"

enum {
    TICK_MS = 2,         /* how often the watcher looks */
    QUIET_TICKS_MAX = 25 /* then it sleeps until a handler begins */
};

/* With the mutex held: `worker` no longer counts as a poller, and nothing waits for it. */
static void relieve(pipc__worker *worker)
{
    worker->polls = false;
    atomic_store(&worker->relieved, true);
    pipc__round_stop(&worker->round);
    atomic_fetch_sub(&worker->loop->pollers, 1);
}

/* With the mutex held: whether its handler writes without a pause. What is kept of one that has
 * paused leaves now. */
static bool look_at_gathering(pipc__worker *worker)
{
    unsigned gathered = atomic_load(&worker->gathered);
    bool goes_on = gathered != worker->gathered_seen;

    if (!goes_on && gathered != 0)
        pipc__round_stop(&worker->round);
    worker->gathered_seen = gathered;
    return goes_on;
}

/* With the mutex held: looks at the pollers and relieves those stuck in a handler. The program's
 * own loop cannot be relieved, but nothing waits for it either. */
static void look_at_pollers(pipc__loop *loop, bool *any_handling)
{
    *any_handling = loop->options.events != NULL && pipc__event_queue_look(loop->options.events);
    for (pipc__list *link = loop->workers.next; link != &loop->workers; link = link->next) {
        pipc__worker *worker = PIPC_CONTAINER_OF(link, pipc__worker, link);
        unsigned handling = atomic_load(&worker->handling);
        bool handles = handling % 2 == 1;

        if (handles && worker->polls) {
            *any_handling = true;
            if (handling == worker->handling_seen)
                relieve(worker);
        }
        worker->handling_seen = handling;
        if (handles && look_at_gathering(worker))
            *any_handling = true;
    }
}

/* With the mutex held: the watcher's look. True: the pollers never came to an end since the last.
 */
static bool look(pipc__loop *loop)
{
    unsigned long events = atomic_load(&loop->events);
    unsigned long empty_polls = atomic_load(&loop->empty_polls);
    bool overloaded = events != loop->events_seen && empty_polls == loop->empty_polls_seen;
    bool any_handling;

    look_at_pollers(loop, &any_handling);
    loop->timers_stuck = loop->timer_runners > 0 && loop->timers_run == loop->timers_seen;
    if (events == loop->events_seen && !any_handling && loop->timer_runners == 0)
        loop->quiet_ticks++;
    else
        loop->quiet_ticks = 0;
    loop->timers_seen = loop->timers_run;
    loop->events_seen = events;
    loop->empty_polls_seen = empty_polls;
    return overloaded;
}

/* With the mutex held. */
static void note_rest(pipc__loop *loop)
{
    unsigned long events = atomic_load(&loop->events);

    if (events == loop->events_at_rest && loop->resting_since_ns != 0)
        return;
    loop->events_at_rest = events;
    loop->resting_since_ns = pipc__now_ns();
}

bool pipc__duty_rests(pipc__loop *loop, int64_t ms)
{
    bool rests;

    pipc__mutex_lock(&loop->mutex);
    rests = atomic_load(&loop->events) == loop->events_at_rest && loop->resting_since_ns != 0 &&
            pipc__now_ns() >= pipc__deadline_ns(loop->resting_since_ns, ms);
    pipc__mutex_unlock(&loop->mutex);
    return rests;
}

/* With the mutex held: waits until a handler begins, or a timer is due. */
static void sleep_as_watcher(pipc__loop *loop)
{
    bool any_handling;
    bool woken = true;

    note_rest(loop);
    pipc__blocks_trim(loop->blocks);
    /* A handler that begins from here on sees the flag; one that began before is seen here. */
    atomic_store(&loop->watcher_asleep, true);
    look_at_pollers(loop, &any_handling);
    if (!any_handling && atomic_load(&loop->pollers) > 0)
        woken = pipc__condition_wait_until(&loop->watcher_wakes, &loop->mutex,
                                           pipc__timers_due_ns(&loop->timers));
    atomic_store(&loop->watcher_asleep, false);
    if (woken)
        loop->quiet_ticks = 0;
}

/* With the mutex held: when the watcher looks, or sees to a timer that nobody else sees to. */
static int64_t next_wake_ns(const pipc__loop *loop)
{
    int64_t timer_due_ns = pipc__timers_due_ns(&loop->timers);

    if (loop->timer_runners == 0 && timer_due_ns < loop->next_look_ns)
        return timer_due_ns;
    return loop->next_look_ns;
}

/* With the mutex held: watches for one tick, or until woken. True: the watcher shall poll. */
static bool watch(pipc__loop *loop)
{
    bool overloaded = false;
    unsigned pollers;

    if (loop->quiet_ticks >= QUIET_TICKS_MAX)
        sleep_as_watcher(loop);
    else
        pipc__condition_wait_until(&loop->watcher_wakes, &loop->mutex, next_wake_ns(loop));
    /* Not sooner, or whoever wakes the watcher often would have quick handlers taken for stuck. */
    if (pipc__now_ns() >= loop->next_look_ns) {
        overloaded = look(loop);
        loop->next_look_ns = pipc__deadline_ns(pipc__now_ns(), TICK_MS);
    }
    pollers = atomic_load(&loop->pollers);
    return pollers == 0 || (overloaded && pollers < loop->options.poller_max);
}

/* With the mutex held: another standby watches from now on; a new one if there is none. */
static void replace_watcher(pipc__loop *loop)
{
    loop->watcher = NULL;
    if (loop->standby_count > 0)
        pipc__condition_signal(&loop->standby_wakes);
    else
        pipc__loop_add_worker(loop, false, NULL); /* if it fails, stuck handlers delay others */
}

/* --- timers ---------------------------------------------------------------------------------- */

/* With the mutex held. Only the watcher waits for timers. */
static void add_timer(pipc__loop *loop, pipc__timer *timer, int64_t due_ns)
{
    timer->due_ns = due_ns;
    pipc__timers_add(&loop->timers, timer);
    if (loop->timers.first == timer)
        pipc__condition_signal(&loop->watcher_wakes);
}

void pipc__loop_start_timer(pipc__loop *loop, pipc__timer *timer, int64_t due_ns, pipc__task *task)
{
    pipc__mutex_lock(&loop->mutex);
    timer->task = task;
    add_timer(loop, timer, due_ns);
    pipc__mutex_unlock(&loop->mutex);
}

void pipc__loop_hurry_timer(pipc__loop *loop, pipc__timer *timer)
{
    pipc__mutex_lock(&loop->mutex);
    if (timer->pending) {
        pipc__timers_remove(&loop->timers, timer);
        add_timer(loop, timer, 0);
    }
    pipc__mutex_unlock(&loop->mutex);
}

/* With the mutex held. One thread sees to all that is due, and another one if that is stuck. */
static bool timers_wait(const pipc__loop *loop)
{
    return (loop->timer_runners == 0 || loop->timers_stuck) &&
           pipc__timers_due_ns(&loop->timers) <= pipc__now_ns();
}

/*
 * With the mutex held: the watcher runs what is due, while another one watches. True: there are
 * enough threads without it.
 */
static bool run_timers(pipc__loop *loop)
{
    pipc__task *task;

    loop->quiet_ticks = 0;
    loop->timer_runners++;
    loop->standby_count--;
    if (loop->options.events == NULL)
        replace_watcher(loop);
    while ((task = pipc__timers_take(&loop->timers, pipc__now_ns())) != NULL) {
        loop->timers_run++;
        loop->timers_stuck = false;
        pipc__mutex_unlock(&loop->mutex);
        pipc__loop_run(loop, task);
        pipc__mutex_lock(&loop->mutex);
    }
    loop->timer_runners--;
    loop->standby_count++;
    return loop->standby_count > loop->options.poller_max + 1;
}

/*
 * With the mutex held. A worker without duty waits here until it shall poll; one of them watches.
 * False: it shall leave.
 */
static bool stand_by(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;
    bool surplus = false;
    bool wanted = false;

    loop->standby_count++;
    while (!loop->stopping && !surplus && !wanted) {
        if (loop->watcher == NULL)
            loop->watcher = worker;
        if (loop->watcher != worker)
            pipc__condition_wait(&loop->standby_wakes, &loop->mutex);
        else if (timers_wait(loop))
            surplus = run_timers(loop);
        else
            wanted = watch(loop);
    }
    loop->standby_count--;
    if (loop->stopping || !wanted)
        return false;
    worker->polls = true;
    atomic_store(&worker->relieved, false);
    atomic_fetch_add(&loop->pollers, 1);
    replace_watcher(loop);
    return true;
}

bool pipc__duty_wait(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;
    bool duty = true;

    pipc__mutex_lock(&loop->mutex);
    if (!worker->polls)
        duty = loop->standby_count <= loop->options.poller_max && stand_by(worker);
    pipc__mutex_unlock(&loop->mutex);
    return duty;
}

bool pipc__duty_leave_to_others(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;
    bool left = false;

    if (atomic_load(&loop->pollers) < 2)
        return false;
    pipc__mutex_lock(&loop->mutex);
    if (worker->polls && atomic_load(&loop->pollers) > 1 && !loop->stopping) {
        relieve(worker);
        left = true;
    }
    pipc__mutex_unlock(&loop->mutex);
    return left;
}

void pipc__duty_wake_watcher(pipc__loop *loop)
{
    pipc__mutex_lock(&loop->mutex);
    pipc__condition_signal(&loop->watcher_wakes);
    pipc__mutex_unlock(&loop->mutex);
}

void pipc__duty_hand_over(pipc__worker *worker)
{
    pipc__loop *loop = worker->loop;

    pipc__mutex_lock(&loop->mutex);
    if (worker->polls)
        relieve(worker);
    if (atomic_load(&loop->pollers) == 0)
        pipc__condition_signal(&loop->watcher_wakes);
    pipc__mutex_unlock(&loop->mutex);
}
