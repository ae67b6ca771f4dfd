/* Unary calls of a client whose listener is told the answer. */
#include <pipc/error.h>

#include "base/alloc.h"
#include "component/component.h"
#include "rpc/client_call.h"

/* The last of it; a client that is being closed goes on when the gate is left. */
static void free_call(pipc__client_call *self)
{
    pipc__client_visit_leave(&self->visit);
    pipc__free(self);
}

/* `response` and `error` are given to the listener. */
static void tell(pipc__client_call *self, int code, ProtobufCMessage *response, pipc_error *error)
{
    pipc_grpc_client_listener *listener = self->listener;

    pipc__observation_end(&self->observation, code, error);
    pipc__loop_callback_begin(self->loop, &self->row->pace);
    pipc__handler_enter();
    listener->events->done(listener, code, response, error);
    pipc__handler_leave();
    pipc__loop_callback_end(self->loop, &self->row->pace);
    free_call(self);
}

static void pause(pipc__client_call *self)
{
    pipc_client_call *seen = self->seen;

    pipc__client_visit_pause(&self->visit, self->loop, &seen->timer, seen->resume_ns,
                             &seen->resume);
}

/* An attempt is over, or did not begin, and this is its result. */
static void conclude(pipc__client_call *self, int code, ProtobufCMessage *response,
                     pipc_error *error)
{
    if (pipc__client_call_is_sent_anew(self, code, &response, &error)) {
        pause(self);
        return;
    }
    pipc__client_call_dispose_attempts(self);
    tell(self, code, response, error);
}

static void take_answer(pipc__task *task)
{
    pipc__client_call *self = PIPC_CONTAINER_OF(task, pipc__client_call, task);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = pipc__client_call_read_answer(self, &response, &error);

    if (self->seen != NULL) {
        conclude(self, code, response, error);
        return;
    }
    pipc__client_call_dispose(self);
    tell(self, code, response, error);
}

static void answer_came(pipc__tag *tag, bool ok)
{
    pipc__client_call *self = PIPC_CONTAINER_OF(tag, pipc__client_call, unary.tag);

    (void)ok; /* the status tells */
    if (self->seen != NULL) {
        self->seen->loop = self->loop;
        self->seen->pace = &self->row->pace;
    }
    pipc__loop_run(self->loop, &self->task);
}

/* If it succeeds `self` may be gone. */
static int start(pipc__client_call *self, pipc_error **error)
{
    self->unary.tag.fire = answer_came;
    self->task.run = take_answer;
    pipc__client_call_create(self, pipc__loop_queue(self->loop));
    if (pipc__unary_call_start(&self->unary, self->call))
        return PIPC_OK;
    return pipc__client_call_read_answer(self, NULL,
                                         error); /* never PIPC_OK: the status says it was refused */
}

static int start_attempt(pipc__client_call *self, pipc_error **error)
{
    int code = pipc__client_call_prepare_attempt(self, error);

    return code == PIPC_OK ? start(self, error) : code;
}

static void start_anew(pipc__task *task)
{
    pipc_client_call *seen = PIPC_CONTAINER_OF(task, pipc_client_call, resume);
    pipc__client_call *self = seen->owner;
    pipc_error *error = NULL;
    int code =
        pipc__call_fate_result(&self->terms, pipc__client_visit_resume(&self->visit), &error);

    seen->loop = self->loop;
    seen->pace = &self->row->pace;
    if (code == PIPC_OK)
        code = start_attempt(self, &error);
    if (code != PIPC_OK)
        conclude(self, code, NULL, error);
}

/* Likewise; what comes later is told to the listener. */
static int start_attempts(pipc__client_call *self, pipc_error **error)
{
    ProtobufCMessage *response = NULL;
    pipc_error *failure = NULL;
    int code;

    self->seen->owner = self;
    self->seen->resume.run = start_anew;
    code = start_attempt(self, &failure);
    if (code == PIPC_OK)
        return PIPC_OK;
    if (pipc__client_call_is_sent_anew(self, code, &response, &failure)) {
        pause(self);
        return PIPC_OK;
    }
    pipc__client_call_dispose_attempts(self);
    pipc__attempts_hand_over(failure, error);
    return code;
}

/* Likewise. */
static int start_prepared(pipc__client_call *self, pipc_error **error)
{
    int code;

    if (self->seen != NULL)
        return start_attempts(self, error);
    code = start(self, error);
    if (code != PIPC_OK)
        pipc__client_call_dispose(self);
    return code;
}

/* Behind the gate. If it succeeds `self` may be gone. */
static int begin(pipc__client_call *self, const pipc_grpc_service_desc *desc,
                 const pipc_grpc_method *method, const pipc_context *context,
                 const ProtobufCMessage *request, pipc_error **error)
{
    struct pipc__client *client = self->visit.client;
    pipc_error *failure = NULL;
    int code;

    pipc__call_observe(&self->observation, client, &client->methods[method - desc->methods],
                       context);
    code = pipc__client_loop(client, &self->loop, &failure);
    if (code == PIPC_OK)
        code = pipc__client_call_prepare(self, desc, method, context, request, &failure);
    if (code == PIPC_OK)
        code = start_prepared(self, &failure);
    if (code == PIPC_OK)
        return PIPC_OK;
    pipc__observation_end(&self->observation, code, failure);
    free_call(self);
    pipc__attempts_hand_over(failure, error);
    return code;
}

int pipc_grpc_client_call_async(pipc_grpc_client *client, const pipc_grpc_method *method,
                                const pipc_context *context, const ProtobufCMessage *request,
                                pipc_grpc_client_listener *listener, pipc_error **error)
{
    pipc__client_call *self;
    int code = pipc__client_call_check(method, error);

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
    return begin(self, client->desc, method, context, request, error);
}
