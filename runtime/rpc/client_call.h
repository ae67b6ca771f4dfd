/* A unary call of a client, as those make it who wait for it and those who are told of it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_CALL_H_
#define PIPC_RUNTIME_RPC_CLIENT_CALL_H_

#include "grpc/unary_call.h"
#include "rpc/attempts.h"
#include "rpc/client_visit.h"

/* A unary call: on the stack of the thread that waits for it, or allocated. */
typedef struct pipc__client_call {
    pipc__client_visit visit;
    pipc__client_method *row;
    pipc__observation observation;
    pipc__call_terms terms;
    pipc_client_call *seen;    /* NULL: it is sent once, and nobody wants to see that */
    pipc__server_call *parent; /* NULL: none */
    grpc_call *call;           /* NULL: there is none */
    pipc__unary_call unary;    /* while there is a call */

    /* Of those that nobody waits for: */
    pipc__loop *loop;
    pipc__task task; /* tells the listener */
    pipc_grpc_client_listener *listener;
} pipc__client_call;

/* Errors: PIPC_E_INVALID_STATE NOT_UNARY. */
int pipc__client_call_check(const pipc_grpc_method *method, pipc_error **error);

/*
 * Behind the gate, where the channel stays open. Afterwards it can be sent or, if it is `seen`, its
 * attempts can; if it fails, nothing is owed.
 *
 * Errors: what is known before anything is sent.
 */
int pipc__client_call_prepare(pipc__client_call *self, const pipc_grpc_service_desc *desc,
                              const pipc_grpc_method *method, const pipc_context *context,
                              const ProtobufCMessage *request, pipc_error **error);

/* Makes the core's call, which completes in `queue`, and which others may cancel from now on. */
void pipc__client_call_create(pipc__client_call *self, grpc_completion_queue *queue);

/* The call is over. *response is untouched if it did not end well. */
int pipc__client_call_read_answer(pipc__client_call *self, ProtobufCMessage **response,
                                  pipc_error **error);

/* Frees the call, if there is one, and what it was sent with. */
void pipc__client_call_dispose(pipc__client_call *self);

/* --- of those that are seen ----------------------------------------------------------------- */

/*
 * Lets the interceptors begin; then it can be sent with what they have added.
 *
 * Errors: theirs, and PIPC_E_NO_MEMORY. `error` is not NULL.
 */
int pipc__client_call_prepare_attempt(pipc__client_call *self, pipc_error **error);

/*
 * An attempt is over, or did not begin. True: there shall be another one, once
 * `self->seen->resume_ns` has come, and all that came of this one is gone.
 */
bool pipc__client_call_is_sent_anew(pipc__client_call *self, int code, ProtobufCMessage **response,
                                    pipc_error **error);

/* The last attempt is over. */
void pipc__client_call_dispose_attempts(pipc__client_call *self);

#endif
