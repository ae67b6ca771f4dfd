#include <stdatomic.h>

#include <pipc/context.h>
#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "grpc/unary_call.h"
#include "rpc/client.h"

/* A call that one thread waits for, on its stack. */
typedef struct client_call {
    pipc__list link; /* in the client's gate */
    struct pipc__client *client;
    const pipc_grpc_method *method;
    pipc__client_method *row;
    int64_t timeout_ms;
    gpr_timespec deadline;
    grpc_call *call;       /* guarded by the gate's mutex while the call runs */
    atomic_bool cancelled; /* by the client's close, which may come until the gate is left */
    pipc__unary_call unary;
} client_call;

/* With the gate's mutex held. */
void pipc__client_call_cancel(pipc__list *link)
{
    client_call *self = PIPC_CONTAINER_OF(link, client_call, link);

    atomic_store(&self->cancelled, true);
    if (self->call != NULL)
        grpc_call_cancel(self->call, NULL);
}

/* Lets the client's close reach the call, or, with NULL, no longer. */
static void publish(client_call *self, grpc_call *call)
{
    pipc__mutex_lock(&self->client->gate.mutex);
    self->call = call;
    if (call != NULL && atomic_load(&self->cancelled))
        grpc_call_cancel(call, NULL);
    pipc__mutex_unlock(&self->client->gate.mutex);
}

static int64_t timeout_of(const struct pipc__client *client, const pipc_context *context)
{
    int64_t timeout_ms = pipc_context_timeout_ms(context);

    return timeout_ms == PIPC_TIMEOUT_DEFAULT ? client->options.timeout_ms : timeout_ms;
}

static int fail_closed(const client_call *self, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_OPEN",
                     "the client is not open, %s cannot be called", self->method->path);
}

/* What the core says of a deadline is only that; we know whose it was and how long. */
static int explain(const client_call *self, pipc_error **error)
{
    if (atomic_load(&self->cancelled))
        return pipc_fail(error, PIPC_E_INVALID_STATE, "CLOSED",
                         "the client was closed while %s was called", self->method->path);
    if (self->unary.status == GRPC_STATUS_DEADLINE_EXCEEDED &&
        pipc__deadline_is_over(self->deadline))
        return pipc_fail_grpc(error, PIPC_GRPC_DEADLINE_EXCEEDED,
                              "no answer to %s from %s within %lld ms", self->method->path,
                              self->client->connection.uri, (long long)self->timeout_ms);
    return pipc__unary_call_result(&self->unary, error);
}

static int read_answer(const client_call *self, ProtobufCMessage **response, pipc_error **error)
{
    if (self->unary.status != GRPC_STATUS_OK)
        return explain(self, error);
    return pipc__codec_unpack_for_user(&self->row->response, self->unary.response, response, error);
}

static int exchange(client_call *self, ProtobufCMessage **response, pipc_error **error)
{
    pipc__channel *channel = self->client->channel;
    pipc__pluck_queue *queue = NULL;
    grpc_call *call;
    int code = pipc__channel_take_queue(channel, &queue, error);

    if (code != PIPC_OK)
        return code;
    call = pipc__channel_create_call(channel, self->row->registered, queue->queue, self->deadline);
    publish(self, call);
    pipc__unary_call_run(&self->unary, call, queue->queue);
    publish(self, NULL);
    code = read_answer(self, response, error);
    grpc_call_unref(call);
    pipc__channel_return_queue(channel, queue);
    return code;
}

/* Behind the gate, where the channel stays open. */
static int call_inside(client_call *self, const pipc_context *context,
                       const ProtobufCMessage *request, ProtobufCMessage **response,
                       pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    int code = pipc__codec_pack(request, &bytes, error);

    if (code != PIPC_OK)
        return code;
    code = pipc__unary_call_init(&self->unary, bytes, pipc_context_correlation_id(context), error);
    self->timeout_ms = timeout_of(self->client, context);
    self->deadline = pipc__deadline_after_ms(self->timeout_ms);
    if (code == PIPC_OK)
        code = exchange(self, response, error);
    pipc__unary_call_dispose(&self->unary);
    return code;
}

int pipc_grpc_client_call(pipc_grpc_client *client, const pipc_grpc_method *method,
                          const pipc_context *context, const ProtobufCMessage *request,
                          ProtobufCMessage **response, pipc_error **error)
{
    client_call self = {.client = client->impl, .method = method};
    int code;

    if (method->kind != PIPC_GRPC_UNARY)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_UNARY", "%s is not a unary method",
                         method->path);
    if (self.client == NULL || !pipc__gate_enter(&self.client->gate, &self.link))
        return fail_closed(&self, error);
    self.row = &self.client->methods[method - client->desc->methods];
    code = call_inside(&self, context, request, response, error);
    pipc__gate_leave(&self.client->gate, &self.link);
    return code;
}
