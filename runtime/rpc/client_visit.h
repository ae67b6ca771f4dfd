/* A call inside its client's gate, where closing the client and a cancellation can reach it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_VISIT_H_
#define PIPC_RUNTIME_RPC_CLIENT_VISIT_H_

#include "component/cancellation.h"
#include "rpc/client.h"

/* For as long as it needs the client open. */
typedef struct pipc__client_visit pipc__client_visit;
struct pipc__client_visit {
    pipc__list link;
    struct pipc__client *client;
    /* Called with the gate's mutex held when the client closes; may be NULL. */
    void (*closed)(pipc__client_visit *self);
    pipc_cancellation *cancellation; /* that was added to; NULL: none */
    pipc__cancellable cancellable;
    grpc_call *call; /* NULL while there is none to cancel; guarded by the gate's mutex, as: */
    pipc__call_fate fate;
    pipc__condition *woken; /* of who waits between two attempts; NULL: nobody does */
    pipc__loop *loop;       /* of the timer that runs instead; NULL: none does */
    pipc__timer *timer;
};

/* False: the client (which may be NULL) is not open, and nothing is owed. Threads: any. */
bool pipc__client_visit_enter(pipc__client_visit *self, struct pipc__client *client);

/* As that, for what has no call, but is told when the client closes. */
bool pipc__client_visit_enter_told(pipc__client_visit *self, struct pipc__client *client,
                                   void (*closed)(pipc__client_visit *self));

void pipc__client_visit_leave(pipc__client_visit *self);

/*
 * From now on `cancellation`, NULL if none, ends the call.
 *
 * Errors: PIPC_E_FAILED_INVOCATION CANCELLED, naming `path`, if it was cancelled already.
 */
int pipc__client_visit_obey(pipc__client_visit *self, pipc_cancellation *cancellation,
                            const char *path, pipc_error **error);

/* Lets those who may cancel the call reach it, or cancels it if they came before. */
void pipc__client_visit_show(pipc__client_visit *self, grpc_call *call);

/* Nobody reaches the call any more, nor does the cancellation the visit. Returns what was done. */
pipc__call_fate pipc__client_visit_hide(pipc__client_visit *self);

/* As hide, but the cancellation goes on reaching the visit: for a call that may be sent anew. */
pipc__call_fate pipc__client_visit_part(pipc__client_visit *self);

/* Waits until `until_ns`, or until what ends the visit. Returns what was done. */
pipc__call_fate pipc__client_visit_wait(pipc__client_visit *self, int64_t until_ns);

/* Has `task` run at `due_ns`, or at what ends the visit. The first that it does is resume. */
void pipc__client_visit_pause(pipc__client_visit *self, pipc__loop *loop, pipc__timer *timer,
                              int64_t due_ns, pipc__task *task);
pipc__call_fate pipc__client_visit_resume(pipc__client_visit *self);

/* Cancels the call. Threads: any. */
void pipc__client_visit_cancel(pipc__client_visit *self);

/* For pipc__gate_close(): cancels, as the client is closed. */
void pipc__client_visit_close(pipc__list *link);

#endif
