/* What is due at a time: a heap of timers, which carry their own links. */
#ifndef PIPC_RUNTIME_GRPC_TIMERS_H_
#define PIPC_RUNTIME_GRPC_TIMERS_H_

#include <stdbool.h>
#include <stdint.h>

#include "grpc/event_queue.h"

/* Embed it. All is private. */
typedef struct pipc__timer pipc__timer;
struct pipc__timer {
    int64_t due_ns;
    pipc__task *task;
    bool pending;
    pipc__timer *child;      /* the first of those that are due no sooner than it */
    pipc__timer *sibling;    /* the next child of the same parent */
    pipc__timer **reference; /* what points to it */
};

/* The one that is due first, and so down. Zeroed: none. */
typedef struct pipc__timers {
    pipc__timer *first;
} pipc__timers;

/* `timer` is in no heap. Cannot fail. */
void pipc__timers_add(pipc__timers *self, pipc__timer *timer);

/* It is in the heap. */
void pipc__timers_remove(pipc__timers *self, pipc__timer *timer);

/* When the first one is due; INT64_MAX: there is none. */
int64_t pipc__timers_due_ns(const pipc__timers *self);

/* Removes the first one and returns its task, if it is due at `now_ns`; else NULL. */
pipc__task *pipc__timers_take(pipc__timers *self, int64_t now_ns);

#endif
