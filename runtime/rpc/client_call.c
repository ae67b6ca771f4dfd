#include <pipc/context.h>
#include <pipc/error.h>

#include "grpc/unary_call.h"
#include "rpc/client.h"

/* A call that one thread waits for, on its stack. */
typedef struct client_call {
    pipc__client_visit visit;
    struct pipc__client *client;
    pipc__client_method *row;
    pipc__call_terms terms;
    grpc_call *call; /* this and the next guarded by the gate's mutex while the call runs */
    bool cancelled;  /* by the client's close */
    pipc__unary_call unary;
} client_call;

static void cancel_visit(pipc__client_visit *visit)
{
    client_call *self = PIPC_CONTAINER_OF(visit, client_call, visit);

    self->cancelled = true;
    if (self->call != NULL)
        grpc_call_cancel(self->call, NULL);
}

/* Lets the client's close reach the call, or, with NULL, no longer. Returns whether it has. */
static bool publish(client_call *self, grpc_call *call)
{
    bool cancelled;

    pipc__mutex_lock(&self->client->gate.mutex);
    self->call = call;
    cancelled = self->cancelled;
    if (call != NULL && cancelled)
        grpc_call_cancel(call, NULL);
    pipc__mutex_unlock(&self->client->gate.mutex);
    return cancelled;
}

static int read_answer(const client_call *self, bool cancelled, ProtobufCMessage **response,
                       pipc_error **error)
{
    int code = pipc__call_result(&self->terms, &self->unary.envelope, cancelled, error);

    if (code != PIPC_OK)
        return code;
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
    call = pipc__channel_create_call(channel, self->row->registered, queue->queue,
                                     self->terms.deadline);
    publish(self, call);
    pipc__unary_call_run(&self->unary, call, queue->queue);
    code = read_answer(self, publish(self, NULL), response, error);
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
    if (code == PIPC_OK)
        code = exchange(self, response, error);
    pipc__unary_call_dispose(&self->unary);
    return code;
}

int pipc_grpc_client_call(pipc_grpc_client *client, const pipc_grpc_method *method,
                          const pipc_context *context, const ProtobufCMessage *request,
                          ProtobufCMessage **response, pipc_error **error)
{
    client_call self = {.client = client->impl, .visit.cancel = cancel_visit};
    int code;

    if (method->kind != PIPC_GRPC_UNARY)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_UNARY", "%s is not a unary method",
                         method->path);
    if (self.client == NULL || !pipc__gate_enter(&self.client->gate, &self.visit.link))
        return pipc__call_fail_closed(method->path, error);
    self.row = &self.client->methods[method - client->desc->methods];
    self.terms = pipc__call_terms_of(self.client, method, context);
    code = call_inside(&self, context, request, response, error);
    pipc__gate_leave(&self.client->gate, &self.visit.link);
    return code;
}
