/* Unary calls: one batch each, which is complete when the call is over. */
#include "bench.pb-c.h"
#include "core/core.h"
#include "summator.pb-c.h"

/* In the memory of the call. */
typedef struct unary {
    core_tag replied;
    core_call incoming;
    grpc_byte_buffer *response;
    int cancelled;
} unary;

static void replied(core_tag *tag, bool ok)
{
    unary *self = CORE_CONTAINER_OF(tag, unary, replied);
    grpc_call *call = self->incoming.call;

    (void)ok; /* the call is over either way */
    grpc_metadata_array_destroy(&self->incoming.metadata);
    grpc_byte_buffer_destroy(self->incoming.payload);
    grpc_byte_buffer_destroy(self->response);
    grpc_call_unref(call);
}

/* `response`: NULL if the request was none. */
static void reply(const core_call *incoming, grpc_byte_buffer *response)
{
    unary *self = grpc_call_arena_alloc(incoming->call, sizeof *self);
    grpc_op ops[4];
    size_t count = 0;

    self->replied.fire = replied;
    self->incoming = *incoming;
    self->response = response;
    ops[count++] = core_op(GRPC_OP_SEND_INITIAL_METADATA);
    if (response != NULL)
        ops[count++] = core_op_send(response);
    ops[count++] = core_op_status(response != NULL ? GRPC_STATUS_OK : GRPC_STATUS_INTERNAL);
    ops[count] = core_op(GRPC_OP_RECV_CLOSE_ON_SERVER);
    ops[count++].data.recv_close_on_server.cancelled = &self->cancelled;
    core_start(incoming->call, ops, count, &self->replied);
}

static void sum(const core_call *call)
{
    core_memory memory;
    Number1 *request = core_read(call->payload, &number1__descriptor, &memory);
    Number2 response = NUMBER2__INIT;
    grpc_byte_buffer *bytes = NULL;

    if (request != NULL) {
        response.value = request->value1 + request->value2;
        bytes = core_write(&response.base);
    }
    core_memory_clear(&memory);
    reply(call, bytes);
}

static void echo(const core_call *call)
{
    core_memory memory;
    Bench__Payload *request = core_read(call->payload, &bench__payload__descriptor, &memory);
    Bench__Payload response = BENCH__PAYLOAD__INIT;
    grpc_byte_buffer *bytes = NULL;

    if (request != NULL) {
        response.data = request->data;
        bytes = core_write(&response.base);
    }
    core_memory_clear(&memory);
    reply(call, bytes);
}

const core_method core_unary_methods[] = {
    {"/Summator/sum", true, sum},
    {"/bench.Traffic/Echo", true, echo},
    {0},
};
