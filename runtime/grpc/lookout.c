#include "grpc/lookout.h"

#include <assert.h>
#include <stdlib.h>

#include <pipc/error.h>

#include "base/sync.h"

enum { STEP_ASIDE_MS = 100 };

/* The one of the process: the core's sockets are the process's too. */
static struct {
    pipc__mutex life;  /* held while a channel comes or goes */
    pipc__mutex mutex; /* guards what is not atomic below; taken after `life` */
    pipc__condition woken;
    pipc__condition changed; /* a state, or `left`, or a `cancelled` */
    pipc__list sights;
    pthread_t thread;
    grpc_completion_queue *queue;
    grpc_channel *lame;
    grpc_call *nudge; /* an empty batch of it wakes who waits in the queue */
    unsigned servers;
    unsigned waiters;   /* in pipc__lookout_wait() */
    bool any_reads_all; /* any thread that polls reads all sockets: the core's default way */
    bool running;       /* the thread, which takes this back as it ends */
    bool ending;
    atomic_bool polling;
} lookout = {.life = PTHREAD_MUTEX_INITIALIZER, .mutex = PTHREAD_MUTEX_INITIALIZER};

static char nudged; /* its address is the tag of a nudge */

/* --- waking --------------------------------------------------------------------------------- */

/* Makes the thread look again at what it should do, wherever it waits. */
static void nudge(void)
{
    if (atomic_exchange(&lookout.polling, false))
        grpc_call_start_batch(lookout.nudge, NULL, 0, &nudged, NULL);
}

/* With the mutex held. */
static void wake(void)
{
    if (!lookout.running)
        return;
    pipc__condition_signal(&lookout.woken);
    nudge();
}

void pipc__lookout_step_aside(pipc__sight *sight)
{
    if (!atomic_load_explicit(&sight->busy, memory_order_relaxed))
        atomic_store(&sight->busy, true);
    if (atomic_load(&lookout.polling) && atomic_load(&sight->ready))
        nudge();
}

/* --- the thread: with the mutex held, unless it waits --------------------------------------- */

static void watch(pipc__sight *sight)
{
    PIPC__HANDED_OVER(sight);
    grpc_channel_watch_connectivity_state(
        sight->channel, sight->state, gpr_inf_future(GPR_CLOCK_MONOTONIC), lookout.queue, sight);
}

static void see(pipc__sight *sight)
{
    PIPC__TAKEN_OVER(sight);
    if (sight->leaving) {
        sight->left = true;
    } else {
        sight->state = grpc_channel_check_connectivity_state(sight->channel, 0);
        atomic_store(&sight->ready, sight->state == GRPC_CHANNEL_READY);
        watch(sight);
    }
    pipc__condition_broadcast(&lookout.changed);
}

/* False: there was no event by `deadline`. */
static bool take_event(gpr_timespec deadline)
{
    grpc_event event;

    pipc__mutex_unlock(&lookout.mutex);
    event = grpc_completion_queue_next(lookout.queue, deadline, NULL);
    atomic_store(&lookout.polling, false);
    pipc__mutex_lock(&lookout.mutex);
    if (event.type == GRPC_OP_COMPLETE && event.tag != &nudged)
        see(event.tag);
    return event.type == GRPC_OP_COMPLETE;
}

/* Looks once whether calls come one after the other, and nothing else is to be seen. */
static bool is_in_the_way(void)
{
    bool busy = false;
    bool ready = true;

    for (pipc__list *link = lookout.sights.next; link != &lookout.sights; link = link->next) {
        pipc__sight *sight = PIPC_CONTAINER_OF(link, pipc__sight, link);

        busy = atomic_exchange(&sight->busy, false) || busy;
        ready = ready && sight->state == GRPC_CHANNEL_READY;
    }
    return busy && ready && lookout.waiters == 0;
}

static bool has_leaving(void)
{
    for (pipc__list *link = lookout.sights.next; link != &lookout.sights; link = link->next)
        if (PIPC_CONTAINER_OF(link, pipc__sight, link)->leaving)
            return true;
    return false;
}

static bool is_served(void)
{
    return lookout.servers > 0 && lookout.waiters == 0 && lookout.any_reads_all;
}

/* When to look again; < 0: the thread is to poll. */
static int64_t when_to_return_ns(void)
{
    if (has_leaving())
        return -1;
    if (is_served())
        return INT64_MAX;
    return is_in_the_way() ? pipc__deadline_ns(pipc__now_ns(), STEP_ASIDE_MS) : -1;
}

static void *run(void *ignored)
{
    pipc__mutex_lock(&lookout.mutex);
    while (!lookout.ending) {
        int64_t return_ns = when_to_return_ns();

        if (return_ns < 0) {
            atomic_store(&lookout.polling, true);
            take_event(gpr_inf_future(GPR_CLOCK_MONOTONIC));
        } else {
            pipc__condition_wait_until(&lookout.woken, &lookout.mutex, return_ns);
        }
        while (take_event(gpr_inf_past(GPR_CLOCK_MONOTONIC))) {
        }
    }
    lookout.running = false;
    pipc__mutex_unlock(&lookout.mutex);
    return ignored;
}

/* --- life: with `life` held ----------------------------------------------------------------- */

static void start_core_parts(void)
{
    lookout.queue = grpc_completion_queue_create_for_next(NULL);
    lookout.lame = grpc_lame_client_channel_create("lookout", GRPC_STATUS_UNAVAILABLE, "");
    lookout.nudge = grpc_channel_create_call(lookout.lame, NULL, GRPC_PROPAGATE_DEFAULTS,
                                             lookout.queue, grpc_slice_from_static_string("/"),
                                             NULL, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
}

static void destroy_core_parts(void)
{
    grpc_event event;

    grpc_call_unref(lookout.nudge);
    grpc_channel_destroy(lookout.lame);
    grpc_completion_queue_shutdown(lookout.queue);
    do
        event =
            grpc_completion_queue_next(lookout.queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    while (event.type != GRPC_QUEUE_SHUTDOWN);
    grpc_completion_queue_destroy(lookout.queue);
    pipc__condition_dispose(&lookout.woken);
    pipc__condition_dispose(&lookout.changed);
}

static int start_thread(pipc_error **error)
{
    start_core_parts();
    pipc__condition_init(&lookout.woken);
    pipc__condition_init(&lookout.changed);
    lookout.any_reads_all = getenv("GRPC_POLL_STRATEGY") == NULL;
    lookout.ending = false;
    lookout.running = pipc__thread_start(&lookout.thread, run, NULL);
    if (lookout.running)
        return PIPC_OK;
    destroy_core_parts();
    return pipc_fail(error, PIPC_E_INTERNAL, "NO_THREAD",
                     "a thread is needed to watch connections, and the system has none to give");
}

static void end_thread(void)
{
    pipc__mutex_lock(&lookout.mutex);
    lookout.ending = true;
    wake();
    pipc__mutex_unlock(&lookout.mutex);
    pthread_join(lookout.thread, NULL);
    destroy_core_parts();
}

int pipc__lookout_add(pipc__sight *sight, grpc_channel *channel, pipc_error **error)
{
    int code = PIPC_OK;

    *sight = (pipc__sight){.channel = channel, .state = GRPC_CHANNEL_IDLE};
    pipc__mutex_lock(&lookout.life);
    pipc__mutex_lock(&lookout.mutex);
    if (lookout.sights.next == NULL)
        pipc__list_init(&lookout.sights);
    if (pipc__list_is_empty(&lookout.sights))
        code = start_thread(error);
    if (code == PIPC_OK) {
        pipc__list_add(&lookout.sights, &sight->link);
        watch(sight);
    }
    pipc__mutex_unlock(&lookout.mutex);
    pipc__mutex_unlock(&lookout.life);
    return code;
}

void pipc__lookout_destroy(pipc__sight *sight)
{
    bool was_last;

    pipc__mutex_lock(&lookout.life);
    pipc__mutex_lock(&lookout.mutex);
    sight->leaving = true;
    wake();
    pipc__mutex_unlock(&lookout.mutex);
    grpc_channel_destroy(sight->channel); /* which ends the watch */
    pipc__mutex_lock(&lookout.mutex);
    while (!sight->left)
        pipc__condition_wait(&lookout.changed, &lookout.mutex);
    pipc__list_remove(&sight->link);
    was_last = pipc__list_is_empty(&lookout.sights);
    pipc__mutex_unlock(&lookout.mutex);
    if (was_last)
        end_thread();
    pipc__mutex_unlock(&lookout.life);
}

/* --- servers -------------------------------------------------------------------------------- */

void pipc__lookout_server_begins(void)
{
    pipc__mutex_lock(&lookout.mutex);
    lookout.servers++;
    wake();
    pipc__mutex_unlock(&lookout.mutex);
}

void pipc__lookout_server_ends(void)
{
    pipc__mutex_lock(&lookout.mutex);
    lookout.servers--;
    wake();
    pipc__mutex_unlock(&lookout.mutex);
}

/* --- waiting for a state -------------------------------------------------------------------- */

grpc_connectivity_state pipc__lookout_wait(pipc__sight *sight, grpc_connectivity_state state,
                                           int64_t deadline_ns, const bool *cancelled)
{
    grpc_connectivity_state seen;
    bool in_time = true;

    pipc__mutex_lock(&lookout.mutex);
    lookout.waiters++;
    wake();
    for (;;) {
        seen = grpc_channel_check_connectivity_state(sight->channel, state == GRPC_CHANNEL_READY);
        if (seen == state || !in_time || *cancelled)
            break;
        in_time = pipc__condition_wait_until(&lookout.changed, &lookout.mutex, deadline_ns);
    }
    lookout.waiters--;
    pipc__mutex_unlock(&lookout.mutex);
    return seen;
}

void pipc__lookout_cancel(bool *cancelled)
{
    pipc__mutex_lock(&lookout.mutex);
    *cancelled = true;
    pipc__condition_broadcast(&lookout.changed);
    pipc__mutex_unlock(&lookout.mutex);
}
