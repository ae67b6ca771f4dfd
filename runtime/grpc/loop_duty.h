/* Who of a loop's threads polls, who watches, and who stands by. */
#ifndef PIPC_RUNTIME_GRPC_LOOP_DUTY_H_
#define PIPC_RUNTIME_GRPC_LOOP_DUTY_H_

#include "base/list.h"
#include "base/sync.h"
#include "grpc/loop.h"
#include "grpc/round.h"

typedef struct pipc__worker {
    pipc__loop *loop;
    pipc__list link; /* in loop->workers, then in loop->departed, then in loop->spare */
    pthread_t thread;
    bool polls;             /* guarded by loop->mutex: counts among loop->pollers */
    atomic_bool relieved;   /* somebody else polls in its place */
    atomic_uint handling;   /* odd while it runs a handler */
    unsigned handling_seen; /* by the watcher, at its last look */
    pipc__round round;      /* told until the loop stops what is gone */
    int64_t started_ns;     /* when the handler began; of slow methods only */
    int64_t wrote_ns;       /* when the handler wrote last */
    unsigned in_a_row;      /* how often it did so without a pause */
    atomic_uint gathered;   /* how often what it wrote was to leave together, ever */
    unsigned gathered_seen; /* by the watcher, at its last look */
} pipc__worker;

struct pipc__loop {
    grpc_completion_queue *queue;
    pipc__loop_options options;
    pipc__blocks *blocks;
    bool announced; /* to the lookout */

    pipc__mutex mutex; /* guards all below but the atomics */
    pipc__condition watcher_wakes;
    pipc__condition standby_wakes;
    pipc__condition worker_left;
    pipc__list workers;
    pipc__list departed; /* ended, or about to, but not yet joined */
    pipc__list spare;    /* joined: their memory is that of the next */
    pipc__worker *watcher;
    unsigned standby_count; /* workers that do not poll and run no handler, the watcher included */
    int64_t next_look_ns;   /* when the watcher looks next */
    unsigned quiet_ticks;
    pipc__timers timers;
    unsigned timer_runners;    /* threads that run what is due */
    unsigned long timers_run;  /* ever */
    unsigned long timers_seen; /* of these, by the watcher, at its last look */
    bool timers_stuck;         /* none were run since */
    unsigned long events_seen;
    unsigned long empty_polls_seen;
    unsigned long events_at_rest; /* how many there were when the watcher last fell asleep */
    int64_t resting_since_ns;     /* when that was, for the first time with so many */
    bool stopping;

    atomic_uint pollers; /* written under the mutex */
    atomic_uint handlers;
    atomic_bool watcher_asleep;
    atomic_ulong events;      /* taken from the queue */
    atomic_ulong empty_polls; /* how often a poller found nothing to do */
};

/* With the mutex held: starts a thread that polls, or one that stands by. */
int pipc__loop_add_worker(pipc__loop *loop, bool polls, pipc_error **error);

/* Waits until `worker` shall poll; false: it shall leave, being surplus or as the loop stops. */
bool pipc__duty_wait(pipc__worker *worker);

/* Called by a poller that finds nothing to do: true if others poll and it no longer does. */
bool pipc__duty_leave_to_others(pipc__worker *worker);

/* Whether it is known that nothing was taken from the queue for so long. */
bool pipc__duty_rests(pipc__loop *loop, int64_t ms);

/* Called by a poller before it runs a handler that will take long: others shall poll. */
void pipc__duty_hand_over(pipc__worker *worker);

/* Wakes the watcher, should it sleep: a handler has begun. */
void pipc__duty_wake_watcher(pipc__loop *loop);

#endif
