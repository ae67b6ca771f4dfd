/* A tracer that keeps what it is told, for tests to ask. */
#ifndef PIPC_TESTS_SUPPORT_KEPT_TRACER_H_
#define PIPC_TESTS_SUPPORT_KEPT_TRACER_H_

#include <pthread.h>

#include <pipc/tracer.h>

enum { KEPT_TRACES = 64 };

typedef struct kept_trace {
    char text[200]; /* "<correlation id> <kind> <component>.<operation> <code>" */
    char trace_id[33];
    char span_id[17];
    char parent_span_id[17];
} kept_trace;

typedef struct kept_tracer {
    pipc_tracer tracer;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t told;
    size_t count;
    kept_trace traces[KEPT_TRACES];
} kept_tracer;

/* Cannot fail. Dispose it with pipc_dispose(). */
void kept_tracer_init(kept_tracer *self);

/* Waits until it was told of so many operations, and gives the last of them. Threads: any. */
kept_trace kept_tracer_wait_for(kept_tracer *self, size_t count);

#endif
