/* One unary call of a client, in the core's terms. */
#ifndef PIPC_RUNTIME_GRPC_UNARY_CALL_H_
#define PIPC_RUNTIME_GRPC_UNARY_CALL_H_

#include "grpc/envelope.h"
#include "grpc/loop.h"

/* What goes out and what came back. */
typedef struct pipc__unary_call {
    grpc_byte_buffer *request;  /* owned */
    grpc_byte_buffer *response; /* owned; NULL if none came */
    pipc__envelope envelope;
    pipc__tag tag; /* the core's; what it fires is for queues of a loop only */
} pipc__unary_call;

/*
 * Makes `self` ready to send `request`, which it takes, with a correlation id and
 * metadata.
 *
 * Errors: those of pipc__envelope_init(). `self` is to be disposed in any case.
 */
int pipc__unary_call_init(pipc__unary_call *self, grpc_byte_buffer *request,
                          const char *correlation_id, const pipc_metadata *metadata,
                          pipc_error **error);

/*
 * Sends; `tag` completes when the answer is there, and another thread may then have freed `self`.
 * False: the core refused, which is asserted, and nothing will complete.
 */
bool pipc__unary_call_start(pipc__unary_call *self, grpc_call *call);

/* Sends, and waits for the answer. Nothing else may be in `queue`, and nothing is afterwards. */
void pipc__unary_call_run(pipc__unary_call *self, grpc_call *call, grpc_completion_queue *queue);

void pipc__unary_call_dispose(pipc__unary_call *self);

#endif
