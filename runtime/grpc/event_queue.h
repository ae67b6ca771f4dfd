/* What waits to be run in a program's own loop, and the descriptor that tells it. */
#ifndef PIPC_RUNTIME_GRPC_EVENT_QUEUE_H_
#define PIPC_RUNTIME_GRPC_EVENT_QUEUE_H_

#include <stdbool.h>
#include <stdint.h>

#include <pipc/types.h>

typedef struct pipc__event_queue pipc__event_queue;

/* Something to run: embed it. It is in one queue at most, once at a time. */
typedef struct pipc__task pipc__task;
struct pipc__task {
    void (*run)(pipc__task *self);
    pipc__task *next; /* private */
};

/*
 * A queue with one reference.
 *
 * Errors: PIPC_E_INTERNAL NO_DESCRIPTOR; PIPC_E_NO_MEMORY.
 */
int pipc__event_queue_new(pipc__event_queue **out, pipc_error **error);

/* Both accept NULL. With the last reference the queue goes; it is empty then. Threads: any. */
void pipc__event_queue_reference(pipc__event_queue *self);
void pipc__event_queue_unreference(pipc__event_queue *self);

/* Readable while there is a task. */
int pipc__event_queue_fd(const pipc__event_queue *self);

/* Puts `task` behind all others. Threads: any. */
void pipc__event_queue_add(pipc__event_queue *self, pipc__task *task);

/*
 * Runs what is in the queue now and returns how much that was; 0 where a thread, maybe this one,
 * does so already. Threads: any.
 */
int pipc__event_queue_process(pipc__event_queue *self);

/*
 * Waits until `is_over`, running what is due meanwhile; false: the deadline came first. `is_over`
 * is asked again whenever a task was added or run, and after pipc__event_queue_notify(). Not from
 * inside a task.
 */
bool pipc__event_queue_process_until(pipc__event_queue *self, bool (*is_over)(void *),
                                     void *argument, int64_t deadline_ns);

/*
 * Called every now and then: no reply of an earlier task waits for one that runs since the last
 * look. Returns whether one runs. Threads: any.
 */
bool pipc__event_queue_look(pipc__event_queue *self);

/* Has those who wait look again. Accepts NULL. Threads: any. */
void pipc__event_queue_notify(pipc__event_queue *self);

#endif
