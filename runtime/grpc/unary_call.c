#include "grpc/unary_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>

#include "base/sync.h"
#include "grpc/round.h"

int pipc__unary_call_init(pipc__unary_call *self, grpc_byte_buffer *request,
                          const char *correlation_id, const pipc_metadata *metadata,
                          pipc_error **error)
{
    self->request = request;
    self->response = NULL;
    return pipc__envelope_init(&self->envelope, correlation_id, metadata, error);
}

bool pipc__unary_call_start(pipc__unary_call *self, grpc_call *call)
{
    pipc__envelope *envelope = &self->envelope;
    grpc_op ops[] = {
        pipc__envelope_op(envelope, GRPC_OP_SEND_INITIAL_METADATA),
        pipc__envelope_op(envelope, GRPC_OP_SEND_MESSAGE),
        pipc__envelope_op(envelope, GRPC_OP_SEND_CLOSE_FROM_CLIENT),
        pipc__envelope_op(envelope, GRPC_OP_RECV_INITIAL_METADATA),
        pipc__envelope_op(envelope, GRPC_OP_RECV_MESSAGE),
        pipc__envelope_op(envelope, GRPC_OP_RECV_STATUS_ON_CLIENT),
    };
    grpc_call_error failure;

    ops[1].data.send_message.send_message = self->request;
    ops[4].data.recv_message.recv_message = &self->response;
    PIPC__HANDED_OVER(&self->tag);
    failure = grpc_call_start_batch(call, ops, PIPC_ARRAY_SIZE(ops), &self->tag, NULL);
    if (failure == GRPC_CALL_OK)
        return true;
    assert(false && "the core refused a batch");
    envelope->status = GRPC_STATUS_INTERNAL;
    envelope->message = grpc_slice_from_static_string(grpc_call_error_to_string(failure));
    return false;
}

void pipc__unary_call_run(pipc__unary_call *self, grpc_call *call, grpc_completion_queue *queue)
{
    pipc__round_waits();
    if (pipc__unary_call_start(self, call))
        grpc_completion_queue_pluck(queue, &self->tag, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
}

void pipc__unary_call_dispose(pipc__unary_call *self)
{
    grpc_byte_buffer_destroy(self->request);
    grpc_byte_buffer_destroy(self->response);
    pipc__envelope_dispose(&self->envelope);
}
