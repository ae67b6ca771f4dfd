/* What is told of one call: that it was begun, how long it took, and how it ended. */
#ifndef PIPC_RUNTIME_RPC_OBSERVATION_H_
#define PIPC_RUNTIME_RPC_OBSERVATION_H_

#include "component/traceparent.h"
#include "rpc/observers.h"

/* Only `observers` is there while that is NULL. One thread at a time. */
typedef struct pipc__observation {
    pipc__observers *observers; /* NULL: nobody listens, or it was told already */
    const pipc__observed_method *method;
    const char *correlation_id; /* NULL: none; borrowed, or: */
    char *kept_correlation_id;
    pipc__list link; /* in the observers' calls, if it is `lasting` */
    bool is_lasting;
    int64_t begun_ns;
    int64_t begun_ms;
    /* If there are tracers: */
    pipc__span span;
    char traceparent[PIPC__TRACEPARENT_LENGTH + 1]; /* of what is called in its course */
} pipc__observation;

/* What a call is begun with. */
typedef struct pipc__observation_start {
    size_t method; /* its place in the generated table */
    const char *correlation_id;
    const char *traceparent; /* that came with it; NULL: none. Not ended by a 0: */
    size_t traceparent_length;
} pipc__observation_start;

/*
 * Begins, unless `observers` is NULL. Cannot fail.
 *
 * Ownership: the correlation id is borrowed until the end.
 */
void pipc__observation_begin(pipc__observation *self, pipc__observers *observers,
                             const pipc__observation_start *start);

/* As that, of a call that may go on when its correlation id is gone. */
void pipc__observation_begin_keeping(pipc__observation *self, pipc__observers *observers,
                                     const pipc__observation_start *start);

/*
 * From now on it may go on when the client has been closed, which ends it. It does not move, and
 * pipc__observation_end() is owed.
 */
void pipc__observation_let_last(pipc__observation *self);

/* The call is over. A second time it does nothing. `error` may be NULL. */
void pipc__observation_end(pipc__observation *self, int code, const pipc_error *error);

/* The client is closed: all that last end. `observers` may be NULL. */
void pipc__observations_end(pipc__observers *observers);

/* What is sent as `traceparent` with the call; NULL: what its metadata say. */
const char *pipc__observation_traceparent(const pipc__observation *self);

#endif
