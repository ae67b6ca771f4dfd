/* Loggers, counters and tracers of one side of calls, for tests to ask. */
#ifndef PIPC_TESTS_SUPPORT_OBSERVERS_H_
#define PIPC_TESTS_SUPPORT_OBSERVERS_H_

#include <pipc/references.h>

#include "support/capturing_logger.h"
#include "support/kept_counters.h"
#include "support/kept_tracer.h"

typedef struct observers {
    capturing_logger logger;
    kept_counters counters;
    kept_tracer tracer;
    pipc_references *references; /* hold all of them */
} observers;

void observers_init(observers *self);

/* What has found them is disposed already. */
void observers_dispose(observers *self);

/* Closes `component` and opens it again with them. */
void observers_link(observers *self, pipc_component *component);

/*
 * `side` is "exec" or "call": `method` was begun, and timed, so often, and so many of these failed.
 */
void observers_expect(observers *self, const char *method, const char *side, int calls,
                      int failures);

#endif
