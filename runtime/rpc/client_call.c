#include "rpc/client_call.h"

#include <pipc/error.h>

#include "component/context.h"
#include "rpc/call.h"

/* --- what both forms share ------------------------------------------------------------------ */

int pipc__client_call_check(const pipc_grpc_method *method, pipc_error **error)
{
    if (method->kind == PIPC_GRPC_UNARY)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_UNARY", "%s is not a unary method",
                     method->path);
}

/* If it fails, `self->unary` is owed nothing. Ownership: takes `bytes`. */
static int address(pipc__client_call *self, grpc_byte_buffer *bytes, const char *correlation_id,
                   const pipc_metadata *metadata, pipc_error **error)
{
    const char *traceparent = pipc__observation_traceparent(&self->observation);
    int code = pipc__unary_call_init(&self->unary, bytes, correlation_id, metadata, error);

    if (code != PIPC_OK) {
        pipc__unary_call_dispose(&self->unary);
        return code;
    }
    self->unary.envelope.wait_for_ready = self->terms.wait_for_ready;
    pipc__envelope_compress(&self->unary.envelope, self->terms.compression);
    if (traceparent != NULL)
        pipc__envelope_trace(&self->unary.envelope, traceparent);
    if (self->seen != NULL)
        pipc__retries_address(&self->seen->retries, &self->unary.envelope);
    return PIPC_OK;
}

static void unaddress(pipc__client_call *self)
{
    if (self->seen == NULL)
        pipc__unary_call_dispose(&self->unary);
    pipc__attempts_free(self->seen);
}

/*
 * Behind the gate, where the channel stays open. Afterwards it is addressed, or `self->seen`; if it
 * fails, neither is owed anything.
 */
static void allow_retries(pipc__client_call *self, const pipc_grpc_method *method)
{
    const pipc__client_options *options = &self->visit.client->options;

    pipc__retries_init(&self->seen->retries,
                       &(pipc__retry_options){
                           .count = self->row->options.retries,
                           .backoff_min_ms = options->retry_backoff_min_ms,
                           .backoff_max_ms = options->retry_backoff_max_ms,
                           .may_repeat = method->idempotency != PIPC_GRPC_IDEMPOTENCY_UNKNOWN,
                           .channel = self->visit.client->channel,
                       });
}

int pipc__client_call_prepare(pipc__client_call *self, const pipc_grpc_service_desc *desc,
                              const pipc_grpc_method *method, const pipc_context *context,
                              const ProtobufCMessage *request, pipc_error **error)
{
    struct pipc__client *client = self->visit.client;
    grpc_byte_buffer *bytes = NULL;
    int code = pipc__codec_pack(request, &client->options.request_limit, NULL, &bytes, error);

    if (code != PIPC_OK)
        return code;
    self->row = &client->methods[method - desc->methods];
    self->terms = pipc__call_terms_of(client, self->row, method, context);
    self->seen = NULL;
    self->parent = pipc__call_as_parent(pipc__context_parent(context));
    self->call = NULL;
    if (pipc__attempts_are_seen(client) || self->row->options.retries > 0)
        code = pipc__attempts_new(client, &self->terms, context, bytes, &self->seen, error);
    else
        code = address(self, bytes, pipc_context_correlation_id(context),
                       pipc__context_metadata(context), error);
    if (code != PIPC_OK)
        return code;
    if (self->seen != NULL)
        allow_retries(self, method);
    code = pipc__client_visit_obey(&self->visit, self->terms.cancellation, self->terms.path, error);
    if (code != PIPC_OK)
        unaddress(self);
    return code;
}

/* Lets the interceptors begin, and addresses it with what they have added. */
int pipc__client_call_prepare_attempt(pipc__client_call *self, pipc_error **error)
{
    pipc_client_call *seen = self->seen;
    int code = pipc__attempts_begin(seen, error);

    if (code != PIPC_OK)
        return code;
    return address(self, pipc__attempts_copy_request(seen), seen->correlation_id, &seen->outgoing,
                   error);
}

void pipc__client_call_create(pipc__client_call *self, grpc_completion_queue *queue)
{
    self->call = pipc__channel_create_call(self->visit.client->channel, self->row->registered,
                                           self->parent, queue, self->terms.deadline);
    pipc__client_visit_show(&self->visit, self->call);
}

/* From now on nobody but its owner reaches it, or what it will be sent anew as. */
static pipc__call_fate part(pipc__client_call *self)
{
    if (self->seen == NULL)
        return pipc__client_visit_hide(&self->visit);
    return pipc__client_visit_part(&self->visit);
}

/* The call is over. */
int pipc__client_call_read_answer(pipc__client_call *self, ProtobufCMessage **response,
                                  pipc_error **error)
{
    pipc__message_origin origin = pipc__channel_origin(self->visit.client->channel, self->call);
    const pipc__envelope *envelope = &self->unary.envelope;
    pipc__call_fate fate = part(self);
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

void pipc__client_call_dispose(pipc__client_call *self)
{
    if (self->call == NULL)
        return;
    grpc_call_unref(self->call);
    self->call = NULL;
    pipc__unary_call_dispose(&self->unary);
}

/* An attempt is over, or did not begin. If it is sent anew, all that came of it goes. */
bool pipc__client_call_is_sent_anew(pipc__client_call *self, int code, ProtobufCMessage **response,
                                    pipc_error **error)
{
    const pipc__envelope *came = self->call == NULL ? NULL : &self->unary.envelope;
    pipc__call_fate fate = pipc__client_visit_part(&self->visit);

    if (!pipc__attempts_over(self->seen, came, fate, code, error))
        return false;
    pipc__client_call_dispose(self);
    if (*response != NULL)
        protobuf_c_message_free_unpacked(*response, NULL);
    pipc_error_free(*error);
    *response = NULL;
    *error = NULL;
    return true;
}

/* The last attempt is over. */
void pipc__client_call_dispose_attempts(pipc__client_call *self)
{
    pipc__client_call_dispose(self);
    pipc__client_visit_hide(&self->visit);
    pipc__attempts_free(self->seen);
}

/* --- one that is waited for ----------------------------------------------------------------- */

static int run(pipc__client_call *self, grpc_completion_queue *queue, ProtobufCMessage **response,
               pipc_error **error)
{
    pipc__client_call_create(self, queue);
    pipc__unary_call_run(&self->unary, self->call, queue);
    return pipc__client_call_read_answer(self, response, error);
}

static int run_attempt(pipc__client_call *self, grpc_completion_queue *queue,
                       ProtobufCMessage **response, pipc_error **error)
{
    int code = pipc__client_call_prepare_attempt(self, error);

    return code == PIPC_OK ? run(self, queue, response, error) : code;
}

static int run_attempts(pipc__client_call *self, grpc_completion_queue *queue,
                        ProtobufCMessage **response, pipc_error **error)
{
    ProtobufCMessage *answer = NULL;
    pipc_error *failure = NULL;
    int code;

    self->seen->is_single = false; /* whoever waits keeps what it needs */
    code = run_attempt(self, queue, &answer, &failure);
    while (pipc__client_call_is_sent_anew(self, code, &answer, &failure)) {
        pipc__call_fate fate = pipc__client_visit_wait(&self->visit, self->seen->resume_ns);

        code = pipc__call_fate_result(&self->terms, fate, &failure);
        if (code == PIPC_OK)
            code = run_attempt(self, queue, &answer, &failure);
    }
    pipc__client_call_dispose_attempts(self);
    if (code == PIPC_OK)
        *response = answer;
    else
        pipc__attempts_hand_over(failure, error);
    return code;
}

static int exchange(pipc__client_call *self, const pipc_grpc_service_desc *desc,
                    const pipc_grpc_method *method, const pipc_context *context,
                    const ProtobufCMessage *request, ProtobufCMessage **response,
                    pipc_error **error)
{
    pipc__channel *channel = self->visit.client->channel;
    pipc__pluck_queue *queue = pipc__channel_take_queue(channel);
    int code;

    if (queue == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__client_call_prepare(self, desc, method, context, request, error);
    if (code == PIPC_OK && self->seen != NULL) {
        code = run_attempts(self, queue->queue, response, error);
    } else if (code == PIPC_OK) {
        code = run(self, queue->queue, response, error);
        pipc__client_call_dispose(self);
    }
    pipc__channel_return_queue(channel, queue);
    return code;
}

int pipc_grpc_client_call(pipc_grpc_client *client, const pipc_grpc_method *method,
                          const pipc_context *context, const ProtobufCMessage *request,
                          ProtobufCMessage **response, pipc_error **error)
{
    pipc__client_call self;
    pipc_error *failure = NULL;
    int code = pipc__client_call_check(method, error);

    if (code != PIPC_OK)
        return code;
    if (!pipc__client_visit_enter(&self.visit, client->impl))
        return pipc__call_fail_closed(method->path, error);
    pipc__call_observe(&self.observation, client->impl,
                       &client->impl->methods[method - client->desc->methods], context);
    code = exchange(&self, client->desc, method, context, request, response, &failure);
    pipc__observation_end(&self.observation, code, failure);
    pipc__client_visit_leave(&self.visit);
    pipc__attempts_hand_over(failure, error);
    return code;
}
