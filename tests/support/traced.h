/* A refusing service, whose client has interceptors that write down what they see. */
#ifndef PIPC_TESTS_SUPPORT_TRACED_H_
#define PIPC_TESTS_SUPPORT_TRACED_H_

#include <stdbool.h>

#include "base/sync.h"
#include "support/refusing.h"

enum { TRACED_INTERCEPTORS = 3, TRACED_BYTES = 512 };

typedef struct traced traced;

/* Writes down what it sees, in the trace that all share. */
typedef struct tracer {
    pipc_grpc_client_interceptor interceptor;
    traced *traced;
    int number;
    int refusals;     /* how many more calls it refuses */
    int retries;      /* how many more it wants */
    int64_t delay_ms; /* before them */
    bool was_allowed; /* the last */
    void (*on_end)(void);
} tracer;

struct traced {
    refusing refusing;
    told listener;
    pipc_context *context;
    tracer tracers[TRACED_INTERCEPTORS]; /* the first is the outermost */

    pipc__mutex mutex; /* guards the rest */
    char trace[TRACED_BYTES];
};

/* For cmocka: *state is a `traced`, whose interceptors are registered. */
int traced_setup(void **state);
int traced_open_setup(void **state); /* as that, and both are open */
int traced_teardown(void **state);

/*
 * What all of them saw since the last time: "+0.1 -0.1:0", a beginning and an end of the first one;
 * the attempt is after the dot, the code after the colon.
 */
void traced_expect(traced *self, const char *expected);

/* Makes a call of that kind, and either waits for its end or is told of it; returns how it ended.
 */
int traced_call(traced *self, int method, bool waits);

/* Checks all kinds of calls, in both forms. */
void traced_for_each_form(traced *self, void (*check)(traced *self, int method, bool waits));

#endif
