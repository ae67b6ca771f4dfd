/* Who is told of the calls of a service, or of a client: its loggers, counters and tracers. */
#ifndef PIPC_RUNTIME_RPC_OBSERVERS_H_
#define PIPC_RUNTIME_RPC_OBSERVERS_H_

#include <pipc/generated.h>
#include <pipc/tracer.h>

#include "base/list.h"
#include "base/sync.h"
#include "component/log.h"

/* What is called how on which side of a call. */
typedef struct pipc__side {
    pipc_trace_kind kind;
    const char *count; /* of counters, behind the name of the method */
    const char *time;
    const char *errors;
    const char *begins; /* of messages, before the name of the method */
    const char *fails;
} pipc__side;

extern const pipc__side pipc__server_side;
extern const pipc__side pipc__client_side;

/* One row of the generated table, as it is observed. */
typedef struct pipc__observed_method {
    char *name; /* "acme.Summator.sum"; one block with the next */
    const char *count;
    const char *time;
    const char *errors;
    const char *operation; /* "sum": the end of the path */
} pipc__observed_method;

/*
 * Calls have it by a pointer, which is NULL where references hold nobody: that is all that a call
 * costs then.
 */
typedef struct pipc__observers {
    const pipc__side *side;
    const pipc_grpc_service_desc *desc;
    pipc__loggers loggers;
    pipc__listeners counters;
    pipc__listeners tracers;
    unsigned references; /* guarded by the mutex, which is held while those of `calls` end */
    pipc__mutex mutex;
    pipc__list calls; /* that may outlive the client, of pipc__observation */
    pipc__observed_method methods[];
} pipc__observers;

/*
 * Takes all loggers, counters and tracers of `references` (may be NULL) in place of those it had;
 * *self is NULL if there are none.
 *
 * Errors: PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__observers_set_references(pipc__observers **self, const pipc__side *side,
                                   const pipc_grpc_service_desc *desc,
                                   const pipc_references *references, pipc_error **error);

/* Forgets them; *self is NULL then. */
void pipc__observers_drop(pipc__observers **self);

/* One of those that `references` counts goes. */
void pipc__observers_unreference(pipc__observers *self);

#endif
