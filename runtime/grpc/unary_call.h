/* One unary call of a client, in the core's terms. */
#ifndef PIPC_RUNTIME_GRPC_UNARY_CALL_H_
#define PIPC_RUNTIME_GRPC_UNARY_CALL_H_

#include <grpc/grpc.h>
#include <stdbool.h>
#include <stdint.h>

#include <pipc/types.h>

/* What goes out and what came back. Zeroed it may be disposed. */
typedef struct pipc__unary_call {
    grpc_byte_buffer *request;  /* owned */
    grpc_byte_buffer *response; /* owned; NULL if none came */
    grpc_metadata sent[1];
    size_t sent_count;
    grpc_metadata_array initial_metadata;
    grpc_metadata_array trailing_metadata;
    grpc_status_code status;
    grpc_slice message;
} pipc__unary_call;

/*
 * Makes `self` ready to send `request`, which it takes, with a correlation id (NULL: none).
 *
 * Errors: PIPC_E_BAD_REQUEST BAD_CORRELATION_ID for one that metadata cannot hold. `request` is
 *         taken then too; `self` is to be disposed in any case.
 */
int pipc__unary_call_init(pipc__unary_call *self, grpc_byte_buffer *request,
                          const char *correlation_id, pipc_error **error);

/* Sends, and waits for the answer. Nothing else may be in `queue`, and nothing is afterwards. */
void pipc__unary_call_run(pipc__unary_call *self, grpc_call *call, grpc_completion_queue *queue);

/* The error that came back, and its category; PIPC_OK if the status is. */
int pipc__unary_call_result(const pipc__unary_call *self, pipc_error **error);

void pipc__unary_call_dispose(pipc__unary_call *self);

/* The moment `timeout_ms` from now; 0: never. */
gpr_timespec pipc__deadline_after_ms(int64_t timeout_ms);

/* Whether that moment has come. */
bool pipc__deadline_is_over(gpr_timespec deadline);

#endif
