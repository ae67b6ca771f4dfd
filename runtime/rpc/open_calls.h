/* Calls that handlers have left open, each to be finished by whoever is first. */
#ifndef PIPC_RUNTIME_RPC_OPEN_CALLS_H_
#define PIPC_RUNTIME_RPC_OPEN_CALLS_H_

#include <stdbool.h>

#include <pipc/call.h>

#include "base/list.h"
#include "base/sync.h"

/* Embedded in memory of the call. */
typedef struct pipc__open_call {
    pipc__list link;
    pipc_call *call;
    bool is_listed;
} pipc__open_call;

typedef struct pipc__open_calls {
    pipc__mutex mutex; /* guards the rest, and what its owner says */
    pipc__list all;
    bool is_open; /* false: its owner takes no more */
} pipc__open_calls;

/* It is not open yet. */
void pipc__open_calls_init(pipc__open_calls *self);
void pipc__open_calls_set_open(pipc__open_calls *self, bool is_open);
void pipc__open_calls_dispose(pipc__open_calls *self);

/* With the mutex held: */
void pipc__open_calls_add(pipc__open_calls *self, pipc__open_call *call);
bool pipc__open_call_is_listed(const pipc__open_call *call);
/* The caller owes pipc__open_calls_finish(), without the mutex. */
void pipc__open_call_move(pipc__open_call *call, pipc__list *to);
void pipc__open_calls_move_all(pipc__open_calls *self, pipc__list *to);

/* Finishes with an error of that category, as below. */
void pipc__open_calls_finish(pipc__list *calls, int code);

/*
 * Finishes one, unless somebody else does: with PIPC_OK, PIPC_E_NO_MEMORY,
 * PIPC_E_FAILED_INVOCATION, as it is cancelled, or PIPC_E_NO_RESPONSE, as the endpoint closes.
 */
void pipc__open_calls_end(pipc__open_calls *self, pipc__open_call *call, int code);

/* PIPC_E_NO_RESPONSE UNAVAILABLE: the endpoint closes. */
int pipc__open_calls_fail_closing(pipc_error **error);

#endif
