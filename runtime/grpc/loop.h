/* The threads that take events from a completion queue and run what they find. */
#ifndef PIPC_RUNTIME_GRPC_LOOP_H_
#define PIPC_RUNTIME_GRPC_LOOP_H_

#include <grpc/grpc.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/blocks.h"
#include "grpc/event_queue.h"
#include "grpc/timers.h"

/*
 * One thread polls the queue and runs what is due, handlers included, with no hand-over: a lone
 * call costs one thread switch less than with a pool. A second one, the watcher, looks every two
 * milliseconds, while there is work, whether a poller is stuck in a handler; if so it polls itself
 * and another thread watches. It joins also when the pollers never find the queue empty, up to
 * `poller_max`; a poller that does find it empty, and is not the last, leaves. A method that was
 * found slow hands polling over before its handler runs, so that only its first call can delay
 * others, by two looks of the watcher at most.
 */
typedef struct pipc__loop pipc__loop;

/* What the core is given as tag of an operation: embed it. */
typedef struct pipc__tag pipc__tag;
struct pipc__tag {
    /* Called once per completed operation, on a thread of the loop. */
    void (*fire)(pipc__tag *tag, bool ok);
};

/* What is known of the time that the handlers of one method take. Zeroed: nothing. */
typedef struct pipc__pace {
    atomic_bool slow;  /* so much that another thread shall poll meanwhile */
    atomic_bool lasts; /* so that no reply before it shall wait for it */
} pipc__pace;

typedef struct pipc__loop_options {
    unsigned poller_max;  /* at least 1 */
    unsigned handler_max; /* handlers at once, at least 1 */
    /* Where the code of the program runs, if not on the loop's threads; borrowed, NULL: there. */
    pipc__event_queue *events;
} pipc__loop_options;

/*
 * Starts the threads. The core must be initialised.
 *
 * Errors: PIPC_E_NO_MEMORY; PIPC_E_INTERNAL NO_THREAD if the system has none to give.
 */
int pipc__loop_start(const pipc__loop_options *options, pipc__loop **out, pipc_error **error);

/* The queue, for operations whose tags are pipc__tag. */
grpc_completion_queue *pipc__loop_queue(pipc__loop *loop);

/* For the messages of its calls; what is kept of them is freed when there is nothing to do. */
pipc__blocks *pipc__loop_blocks(pipc__loop *loop);

/*
 * Runs `task`, which leads to code of the program: here, on a thread of the loop, or in the
 * program's own loop.
 */
void pipc__loop_run(pipc__loop *loop, pipc__task *task);

/*
 * Has `task` run as by pipc__loop_run() once pipc__now_ns() reaches `due_ns`, or soon after. A
 * timer is started again only when its task has run, or does. Cannot fail. Threads: any.
 */
void pipc__loop_start_timer(pipc__loop *loop, pipc__timer *timer, int64_t due_ns, pipc__task *task);

/* Has the task run now, unless it has run already, or is about to. Threads: any. */
void pipc__loop_hurry_timer(pipc__loop *loop, pipc__timer *timer);

/* The program's own loop; NULL: it has none. */
pipc__event_queue *pipc__loop_events(const pipc__loop *loop);

/* How many events were taken from the queue so far. Threads: any. */
unsigned long pipc__loop_events_taken(const pipc__loop *loop);

/* Whether it is known that none were for so long, or ever. Threads: any. */
bool pipc__loop_is_quiet(pipc__loop *loop, int64_t ms);

/*
 * Ends the threads and frees the loop; accepts NULL. No operation or timer may be outstanding or be
 * started. Not from a thread of the loop.
 */
void pipc__loop_stop(pipc__loop *loop);

/*
 * Whoever runs a handler calls these around it. False: options.handler_max handlers are
 * running already, and this one must not.
 */
bool pipc__loop_handler_begin(pipc__loop *loop, pipc__pace *pace);
void pipc__loop_handler_end(pipc__loop *loop, pipc__pace *pace);

/* Likewise around a callback, which is no handler: it is never refused, and does not count. */
void pipc__loop_callback_begin(pipc__loop *loop, pipc__pace *pace);
void pipc__loop_callback_end(pipc__loop *loop, pipc__pace *pace);

/*
 * Called before a handler sends a message of many, maybe: those of one that writes without a pause
 * leave together. When it pauses, the watcher sees to what is kept. Threads: any.
 */
void pipc__loop_handler_writes(void);

/* Called before a handler waits for an event of its loop: others shall poll. Threads: any. */
void pipc__loop_handler_waits(void);

#endif
