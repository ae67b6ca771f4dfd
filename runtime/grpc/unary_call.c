#include "grpc/unary_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>
#include <grpc/support/time.h>
#include <string.h>

#include <pipc/error.h>

#include "grpc/status.h"
#include "grpc/status_details.h"

/* As gRPC over HTTP2 defines an ASCII value, of which the core's own check is the measure. */
static int check_correlation_id(grpc_slice value, const char *text, pipc_error **error)
{
    size_t at = 0;

    if (grpc_header_nonbin_value_is_legal(value))
        return PIPC_OK;
    while (text[at] >= 0x20 && text[at] <= 0x7e)
        at++;
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID",
                     "a correlation id cannot be sent: its byte %zu is 0x%02x, "
                     "expected printable ASCII only",
                     at + 1, (unsigned char)text[at]);
}

int pipc__unary_call_init(pipc__unary_call *self, grpc_byte_buffer *request,
                          const char *correlation_id, pipc_error **error)
{
    grpc_slice value;

    memset(self, 0, sizeof *self);
    self->request = request;
    self->message = grpc_empty_slice();
    grpc_metadata_array_init(&self->initial_metadata);
    grpc_metadata_array_init(&self->trailing_metadata);
    if (correlation_id == NULL || correlation_id[0] == '\0')
        return PIPC_OK;
    value = grpc_slice_from_copied_string(correlation_id);
    self->sent[0].key = grpc_slice_from_static_string("correlation_id");
    self->sent[0].value = value;
    self->sent_count = 1;
    return check_correlation_id(value, correlation_id, error);
}

static grpc_op *add_op(grpc_op *op, grpc_op_type type)
{
    memset(op, 0, sizeof *op);
    op->op = type;
    return op;
}

void pipc__unary_call_run(pipc__unary_call *self, grpc_call *call, grpc_completion_queue *queue)
{
    grpc_op ops[6];
    grpc_op *op = add_op(&ops[0], GRPC_OP_SEND_INITIAL_METADATA);
    grpc_call_error failure;

    op->data.send_initial_metadata.count = self->sent_count;
    op->data.send_initial_metadata.metadata = self->sent;
    op = add_op(&ops[1], GRPC_OP_SEND_MESSAGE);
    op->data.send_message.send_message = self->request;
    add_op(&ops[2], GRPC_OP_SEND_CLOSE_FROM_CLIENT);
    op = add_op(&ops[3], GRPC_OP_RECV_INITIAL_METADATA);
    op->data.recv_initial_metadata.recv_initial_metadata = &self->initial_metadata;
    op = add_op(&ops[4], GRPC_OP_RECV_MESSAGE);
    op->data.recv_message.recv_message = &self->response;
    op = add_op(&ops[5], GRPC_OP_RECV_STATUS_ON_CLIENT);
    op->data.recv_status_on_client.trailing_metadata = &self->trailing_metadata;
    op->data.recv_status_on_client.status = &self->status;
    op->data.recv_status_on_client.status_details = &self->message;
    failure = grpc_call_start_batch(call, ops, 6, self, NULL);
    if (failure == GRPC_CALL_OK) {
        grpc_completion_queue_pluck(queue, self, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        return;
    }
    assert(!"the core refused a batch");
    self->status = GRPC_STATUS_INTERNAL;
    self->message = grpc_slice_from_static_string(grpc_call_error_to_string(failure));
}

static bool find_details(const pipc__unary_call *self, grpc_slice *details)
{
    for (size_t i = 0; i < self->trailing_metadata.count; i++) {
        const grpc_metadata *entry = &self->trailing_metadata.metadata[i];

        *details = entry->value;
        if (grpc_slice_str_cmp(entry->key, "grpc-status-details-bin") == 0)
            return true;
    }
    return false;
}

int pipc__unary_call_result(const pipc__unary_call *self, pipc_error **error)
{
    grpc_slice details;
    int code;

    if (self->status == GRPC_STATUS_OK)
        return PIPC_OK;
    if (find_details(self, &details) && pipc__status_details_unpack(details, &code, error))
        return code;
    return pipc__fail_with_status(error, (int)self->status, self->message);
}

void pipc__unary_call_dispose(pipc__unary_call *self)
{
    grpc_byte_buffer_destroy(self->request);
    grpc_byte_buffer_destroy(self->response);
    for (size_t i = 0; i < self->sent_count; i++)
        grpc_slice_unref(self->sent[i].value);
    grpc_metadata_array_destroy(&self->initial_metadata);
    grpc_metadata_array_destroy(&self->trailing_metadata);
    grpc_slice_unref(self->message);
}

gpr_timespec pipc__deadline_after_ms(int64_t timeout_ms)
{
    if (timeout_ms == 0)
        return gpr_inf_future(GPR_CLOCK_MONOTONIC);
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
}

bool pipc__deadline_is_over(gpr_timespec deadline)
{
    return gpr_time_cmp(deadline, gpr_now(deadline.clock_type)) <= 0;
}
