#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "component/cancellation.h"
#include "component/context.h"
#include "grpc/unary_call.h"
#include "rpc/call.h"
#include "rpc/client.h"

/* A call that one thread waits for, on its stack. */
typedef struct client_call {
    pipc__client_visit visit;
    struct pipc__client *client;
    pipc__client_method *row;
    pipc__call_terms terms;
    pipc__cancellable cancellable;
    grpc_call *call; /* this and the next two guarded by the gate's mutex while the call runs */
    bool closed;     /* the client was closed */
    bool cancelled;  /* by that, or by the cancellation of its context */
    pipc__unary_call unary;
} client_call;

/* With the gate's mutex held. */
static void cancel(client_call *self)
{
    self->cancelled = true;
    if (self->call != NULL)
        grpc_call_cancel(self->call, NULL);
}

static void close_visit(pipc__client_visit *visit)
{
    client_call *self = PIPC_CONTAINER_OF(visit, client_call, visit);

    self->closed = true;
    cancel(self);
}

static void cancel_from_outside(pipc__cancellable *cancellable)
{
    client_call *self = PIPC_CONTAINER_OF(cancellable, client_call, cancellable);

    pipc__mutex_lock(&self->client->gate.mutex);
    cancel(self);
    pipc__mutex_unlock(&self->client->gate.mutex);
}

/* Lets those who may cancel the call reach it, or, with NULL, no longer. Returns `closed`. */
static bool publish(client_call *self, grpc_call *call)
{
    bool closed;

    pipc__mutex_lock(&self->client->gate.mutex);
    self->call = call;
    closed = self->closed;
    if (call != NULL && self->cancelled)
        grpc_call_cancel(call, NULL);
    pipc__mutex_unlock(&self->client->gate.mutex);
    return closed;
}

static int read_answer(const client_call *self, grpc_call *call, bool closed,
                       ProtobufCMessage **response, pipc_error **error)
{
    pipc__message_origin origin = pipc__channel_origin(self->client->channel, call);
    const pipc__envelope *envelope = &self->unary.envelope;
    int code = pipc__call_give_initial_metadata(&self->terms, envelope, error);

    if (code == PIPC_OK)
        code = pipc__call_give_trailing_metadata(&self->terms, envelope, error);
    if (code == PIPC_OK)
        code = pipc__call_result(&self->terms, envelope, closed, error);
    if (code != PIPC_OK)
        return code;
    return pipc__codec_unpack_for_user(&self->row->response, &origin, self->unary.response,
                                       response, error);
}

static int exchange(client_call *self, const pipc_context *context, ProtobufCMessage **response,
                    pipc_error **error)
{
    pipc__channel *channel = self->client->channel;
    pipc__pluck_queue *queue = NULL;
    grpc_call *call;
    int code = pipc__channel_take_queue(channel, &queue, error);

    if (code != PIPC_OK)
        return code;
    call = pipc__channel_create_call(channel, self->row->registered,
                                     pipc__call_core(pipc__context_parent(context)), queue->queue,
                                     self->terms.deadline);
    publish(self, call);
    pipc__unary_call_run(&self->unary, call, queue->queue);
    code = read_answer(self, call, publish(self, NULL), response, error);
    grpc_call_unref(call);
    pipc__channel_return_queue(channel, queue);
    return code;
}

static int exchange_or_cancel(client_call *self, const pipc_context *context,
                              ProtobufCMessage **response, pipc_error **error)
{
    int code;

    if (!pipc__cancellation_add(self->terms.cancellation, &self->cancellable))
        return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "the call to %s was cancelled",
                              self->terms.path);
    code = exchange(self, context, response, error);
    pipc__cancellation_remove(self->terms.cancellation, &self->cancellable);
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
    code = pipc__unary_call_init(&self->unary, bytes, pipc_context_correlation_id(context),
                                 pipc__context_metadata(context), error);
    if (code == PIPC_OK) {
        self->unary.envelope.wait_for_ready = pipc__context_wait_for_ready(context);
        pipc__envelope_compress(&self->unary.envelope, self->terms.compression);
        code = exchange_or_cancel(self, context, response, error);
    }
    pipc__unary_call_dispose(&self->unary);
    return code;
}

int pipc_grpc_client_call(pipc_grpc_client *client, const pipc_grpc_method *method,
                          const pipc_context *context, const ProtobufCMessage *request,
                          ProtobufCMessage **response, pipc_error **error)
{
    client_call self = {.client = client->impl,
                        .visit.cancel = close_visit,
                        .cancellable.cancel = cancel_from_outside};
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
