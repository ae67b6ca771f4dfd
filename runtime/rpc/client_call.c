#include <pipc/error.h>

#include "base/alloc.h"
#include "component/component.h"
#include "component/context.h"
#include "grpc/unary_call.h"
#include "rpc/call.h"
#include "rpc/client_visit.h"

/* A unary call: on the stack of the thread that waits for it, or allocated. */
typedef struct client_call {
    pipc__client_visit visit;
    pipc__client_method *row;
    pipc__call_terms terms;
    grpc_call *call;
    pipc__unary_call unary;

    /* Of those that nobody waits for: */
    pipc__loop *loop;
    pipc__task task; /* tells the listener */
    pipc_grpc_client_listener *listener;
} client_call;

/* --- what both forms share ------------------------------------------------------------------ */

static int check_unary(const pipc_grpc_method *method, pipc_error **error)
{
    if (method->kind == PIPC_GRPC_UNARY)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_UNARY", "%s is not a unary method",
                     method->path);
}

/* Behind the gate, where the channel stays open. If it fails, `self->unary` is owed nothing. */
static int prepare(client_call *self, const pipc_grpc_service_desc *desc,
                   const pipc_grpc_method *method, const pipc_context *context,
                   const ProtobufCMessage *request, pipc_error **error)
{
    struct pipc__client *client = self->visit.client;
    grpc_byte_buffer *bytes = NULL;
    int code = pipc__codec_pack(request, &bytes, error);

    if (code != PIPC_OK)
        return code;
    self->row = &client->methods[method - desc->methods];
    self->terms = pipc__call_terms_of(client, method, context);
    code = pipc__unary_call_init(&self->unary, bytes, pipc_context_correlation_id(context),
                                 pipc__context_metadata(context), error);
    if (code == PIPC_OK) {
        self->unary.envelope.wait_for_ready = pipc__context_wait_for_ready(context);
        pipc__envelope_compress(&self->unary.envelope, self->terms.compression);
        code = pipc__client_visit_obey(&self->visit, self->terms.cancellation, self->terms.path,
                                       error);
    }
    if (code != PIPC_OK)
        pipc__unary_call_dispose(&self->unary);
    return code;
}

static void create_call(client_call *self, const pipc_context *context,
                        grpc_completion_queue *queue)
{
    self->call = pipc__channel_create_call(self->visit.client->channel, self->row->registered,
                                           pipc__call_as_parent(pipc__context_parent(context)),
                                           queue, self->terms.deadline);
    pipc__client_visit_show(&self->visit, self->call);
}

/* The call is over; from now on nobody but its owner reaches it. */
static int read_answer(client_call *self, ProtobufCMessage **response, pipc_error **error)
{
    pipc__message_origin origin = pipc__channel_origin(self->visit.client->channel, self->call);
    const pipc__envelope *envelope = &self->unary.envelope;
    pipc__call_fate fate = pipc__client_visit_hide(&self->visit);
    int code = pipc__call_give_initial_metadata(&self->terms, envelope, error);

    if (code == PIPC_OK)
        code = pipc__call_give_trailing_metadata(&self->terms, envelope, error);
    if (code == PIPC_OK)
        code = pipc__call_result(&self->terms, envelope, fate, error);
    if (code != PIPC_OK)
        return code;
    return pipc__codec_unpack_for_user(&self->row->response, &origin, self->unary.response,
                                       response, error);
}

static void dispose_call(client_call *self)
{
    grpc_call_unref(self->call);
    pipc__unary_call_dispose(&self->unary);
}

/* --- one that is waited for ----------------------------------------------------------------- */

static int exchange(client_call *self, const pipc_grpc_service_desc *desc,
                    const pipc_grpc_method *method, const pipc_context *context,
                    const ProtobufCMessage *request, ProtobufCMessage **response,
                    pipc_error **error)
{
    pipc__channel *channel = self->visit.client->channel;
    pipc__pluck_queue *queue = NULL;
    int code = pipc__channel_take_queue(channel, &queue, error);

    if (code != PIPC_OK)
        return code;
    code = prepare(self, desc, method, context, request, error);
    if (code == PIPC_OK) {
        create_call(self, context, queue->queue);
        pipc__unary_call_run(&self->unary, self->call, queue->queue);
        code = read_answer(self, response, error);
        dispose_call(self);
    }
    pipc__channel_return_queue(channel, queue);
    return code;
}

int pipc_grpc_client_call(pipc_grpc_client *client, const pipc_grpc_method *method,
                          const pipc_context *context, const ProtobufCMessage *request,
                          ProtobufCMessage **response, pipc_error **error)
{
    client_call self;
    int code = check_unary(method, error);

    if (code != PIPC_OK)
        return code;
    if (!pipc__client_visit_enter(&self.visit, client->impl))
        return pipc__call_fail_closed(method->path, error);
    code = exchange(&self, client->desc, method, context, request, response, error);
    pipc__client_visit_leave(&self.visit);
    return code;
}

/* --- one that nobody waits for -------------------------------------------------------------- */

/* The last of it; a client that is being closed goes on when the gate is left. */
static void free_call(client_call *self)
{
    pipc__client_visit_leave(&self->visit);
    pipc__free(self);
}

static void tell(pipc__task *task)
{
    client_call *self = PIPC_CONTAINER_OF(task, client_call, task);
    pipc_grpc_client_listener *listener = self->listener;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = read_answer(self, &response, &error);

    dispose_call(self);
    pipc__loop_callback_begin(self->loop, &self->row->pace);
    pipc__handler_enter();
    listener->events->done(listener, code, response, error);
    pipc__handler_leave();
    pipc__loop_callback_end(self->loop, &self->row->pace);
    free_call(self);
}

static void answer_came(pipc__tag *tag, bool ok)
{
    client_call *self = PIPC_CONTAINER_OF(tag, client_call, unary.tag);

    (void)ok; /* the status tells */
    pipc__loop_run(self->loop, &self->task);
}

static int start(client_call *self, const pipc_context *context, pipc_error **error)
{
    int code;

    self->unary.tag.fire = answer_came;
    self->task.run = tell;
    create_call(self, context, pipc__loop_queue(self->loop));
    if (pipc__unary_call_start(&self->unary, self->call))
        return PIPC_OK;                    /* `self` may be gone */
    code = read_answer(self, NULL, error); /* never PIPC_OK: the status says that it was refused */
    dispose_call(self);
    return code;
}

int pipc_grpc_client_call_async(pipc_grpc_client *client, const pipc_grpc_method *method,
                                const pipc_context *context, const ProtobufCMessage *request,
                                pipc_grpc_client_listener *listener, pipc_error **error)
{
    client_call *self;
    int code = check_unary(method, error);

    if (code != PIPC_OK)
        return code;
    self = pipc__alloc(sizeof *self);
    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->listener = listener;
    if (!pipc__client_visit_enter(&self->visit, client->impl)) {
        pipc__free(self);
        return pipc__call_fail_closed(method->path, error);
    }
    code = pipc__client_loop(self->visit.client, &self->loop, error);
    if (code == PIPC_OK)
        code = prepare(self, client->desc, method, context, request, error);
    if (code == PIPC_OK)
        code = start(self, context, error);
    if (code != PIPC_OK)
        free_call(self);
    return code;
}
