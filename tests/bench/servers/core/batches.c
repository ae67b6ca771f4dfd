#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/core.h"

grpc_op core_op(grpc_op_type type)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = type;
    return op;
}

grpc_op core_op_send(grpc_byte_buffer *message)
{
    grpc_op op = core_op(GRPC_OP_SEND_MESSAGE);

    op.data.send_message.send_message = message;
    return op;
}

grpc_op core_op_status(grpc_status_code status)
{
    grpc_op op = core_op(GRPC_OP_SEND_STATUS_FROM_SERVER);

    op.data.send_status_from_server.status = status;
    return op;
}

void core_start(grpc_call *call, const grpc_op *ops, size_t count, core_tag *tag)
{
    if (grpc_call_start_batch(call, ops, count, tag, NULL) == GRPC_CALL_OK)
        return;
    fputs("bench_core_server: the core refused a batch\n", stderr);
    abort();
}
