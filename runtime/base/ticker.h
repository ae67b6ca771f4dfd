/* A thread that does something every so often. */
#ifndef PIPC_RUNTIME_BASE_TICKER_H_
#define PIPC_RUNTIME_BASE_TICKER_H_

#include "base/sync.h"

/* Only while started; it does not move then. */
typedef struct pipc__ticker {
    int64_t interval_ms;
    void (*tick)(void *argument);
    void *argument;
    pthread_t thread;
    pipc__mutex mutex; /* guards the next */
    pipc__condition changed;
    bool hurried;
    bool stops;
} pipc__ticker;

/*
 * Has `tick` called on a thread of its own `interval_ms` from now, and as long after each time.
 * False if the system has no thread to give, and nothing is owed.
 */
bool pipc__ticker_start(pipc__ticker *self, int64_t interval_ms, void (*tick)(void *argument),
                        void *argument);

/* Has it called at once. Threads: any. */
void pipc__ticker_hurry(pipc__ticker *self);

/* Waits until it has returned if it runs; it does not run afterwards. Not from within it. */
void pipc__ticker_stop(pipc__ticker *self);

#endif
