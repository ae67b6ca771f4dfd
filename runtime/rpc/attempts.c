#include "rpc/attempts.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "component/component.h"
#include "component/context.h"
#include "rpc/result.h"

bool pipc__attempts_are_seen(const struct pipc__client *client)
{
    return client->interceptors.count > 0;
}

/* --- new and free --------------------------------------------------------------------------- */

static void init(pipc_client_call *self, const pipc__call_terms *terms, const pipc_context *context,
                 grpc_byte_buffer *request)
{
    self->terms = terms;
    self->request = request;
    self->attempt = 1;
    self->is_single = pipc__context_parent(context) != NULL;
    self->initial_mark = pipc_metadata_count(terms->initial_metadata);
    self->trailing_mark = pipc_metadata_count(terms->trailing_metadata);
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->unsealed);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
}

static int copy_interceptors(pipc_client_call *self, const pipc__client_interceptors *interceptors,
                             pipc_error **error)
{
    size_t count = interceptors->count;

    if (count == 0)
        return PIPC_OK;
    self->interceptors = pipc__arena_alloc(&self->arena, count * sizeof *self->interceptors);
    self->marks = pipc__arena_alloc(&self->arena, count * sizeof *self->marks);
    if (self->interceptors == NULL || self->marks == NULL)
        return pipc_fail_no_memory(error);
    memcpy(self->interceptors, interceptors->list, count * sizeof *self->interceptors);
    self->interceptor_count = count;
    return PIPC_OK;
}

static int copy_context(pipc_client_call *self, const pipc_context *context, pipc_error **error)
{
    const char *correlation_id = pipc_context_correlation_id(context);

    if (correlation_id != NULL) {
        self->correlation_id =
            pipc__arena_strndup(&self->arena, correlation_id, strlen(correlation_id));
        if (self->correlation_id == NULL)
            return pipc_fail_no_memory(error);
    }
    return pipc__metadata_add_all(&self->outgoing, pipc__context_metadata(context), error);
}

int pipc__attempts_new(const struct pipc__client *client, const pipc__call_terms *terms,
                       const pipc_context *context, grpc_byte_buffer *request,
                       pipc_client_call **out, pipc_error **error)
{
    pipc_client_call *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL) {
        pipc__codec_free(request);
        return pipc_fail_no_memory(error);
    }
    init(self, terms, context, request);
    code = copy_interceptors(self, &client->interceptors, error);
    if (code == PIPC_OK)
        code = copy_context(self, context, error);
    if (code == PIPC_OK)
        *out = self;
    else
        pipc__attempts_free(self);
    return code;
}

static void forget_what_came(pipc_client_call *self)
{
    pipc_metadata_free(self->initial);
    pipc_metadata_free(self->trailing);
    self->initial = NULL;
    self->trailing = NULL;
    self->came = NULL;
}

void pipc__attempts_free(pipc_client_call *self)
{
    if (self == NULL)
        return;
    pipc__metadata_clear(&self->outgoing);
    pipc__codec_free(self->request);
    pipc__arena_dispose(&self->arena);
    pipc__condition_dispose(&self->unsealed);
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}

grpc_byte_buffer *pipc__attempts_copy_request(const pipc_client_call *self)
{
    return pipc__codec_copy(self->request);
}

void pipc__attempts_hand_over(pipc_error *failure, pipc_error **error)
{
    if (error == NULL)
        pipc_error_free(failure);
    else
        *error = failure;
}

/* --- begin and end -------------------------------------------------------------------------- */

static void enter_program(const pipc_client_call *self)
{
    if (self->loop == NULL || self->interceptor_count == 0)
        return;
    pipc__loop_callback_begin(self->loop, self->pace);
    pipc__handler_enter();
}

static void leave_program(const pipc_client_call *self)
{
    if (self->loop == NULL || self->interceptor_count == 0)
        return;
    pipc__handler_leave();
    pipc__loop_callback_end(self->loop, self->pace);
}

static int begin(pipc_client_call *self, pipc_error **error)
{
    for (; self->entered < self->interceptor_count; self->entered++) {
        pipc_grpc_client_interceptor *interceptor = self->interceptors[self->entered];
        int code = PIPC_OK;

        self->marks[self->entered] = self->outgoing.count;
        if (interceptor->begin != NULL)
            code = pipc__result_check(interceptor->begin(interceptor, self, error), error);
        if (code != PIPC_OK)
            return code;
    }
    return PIPC_OK;
}

int pipc__attempts_begin(pipc_client_call *self, pipc_error **error)
{
    int code;

    enter_program(self);
    code = begin(self, error);
    leave_program(self);
    return code;
}

static void end(pipc_client_call *self, int code, const pipc_error *error)
{
    self->ending = true;
    while (self->entered > 0 && !self->again) {
        pipc_grpc_client_interceptor *interceptor = self->interceptors[--self->entered];

        if (interceptor->end != NULL)
            interceptor->end(interceptor, self, code, error);
    }
    self->ending = false;
}

/* By options.retries, which interceptors do not see. */
static bool is_retried(pipc_client_call *self)
{
    int64_t delay_ms = 0;

    if (self->came == NULL || self->fate != PIPC__CALL_RAN || self->is_single)
        return false;
    self->again = pipc__retries_want(&self->retries, self->came,
                                     pipc_client_call_time_left_ms(self), &delay_ms);
    if (self->again)
        self->resume_ns = pipc__deadline_ns(pipc__now_ns(), delay_ms);
    return self->again;
}

static void tell(pipc_client_call *self, int code, const pipc_error *error)
{
    enter_program(self);
    end(self, code, error);
    leave_program(self);
    if (!self->again)
        return;
    self->attempt++;
    pipc__metadata_truncate(&self->outgoing, self->marks[self->entered]);
    pipc__retries_init(&self->retries, &self->retries.options);
}

/* As it was before the call. */
static void take_back(pipc_client_call *self)
{
    if (self->terms->initial_metadata != NULL)
        pipc__metadata_truncate(self->terms->initial_metadata, self->initial_mark);
    if (self->terms->trailing_metadata != NULL)
        pipc__metadata_truncate(self->terms->trailing_metadata, self->trailing_mark);
}

bool pipc__attempts_over(pipc_client_call *self, const pipc__envelope *came, pipc__call_fate fate,
                         int code, pipc_error **error)
{
    if (code != PIPC_OK && *error == NULL)
        pipc_fail(error, code, NULL, "%s failed", self->terms->path);
    self->came = came;
    self->fate = fate;
    self->again = false;
    if (!is_retried(self))
        tell(self, code, *error);
    forget_what_came(self);
    if (self->again)
        take_back(self);
    return self->again;
}

/* --- messages of streams -------------------------------------------------------------------- */

bool pipc__attempts_use(pipc_client_call *self)
{
    bool may;

    pipc__mutex_lock(&self->mutex);
    may = !self->sealed;
    self->used = self->used || may;
    pipc__mutex_unlock(&self->mutex);
    return may;
}

bool pipc__attempts_are_sealed(pipc_client_call *self)
{
    bool sealed;

    pipc__mutex_lock(&self->mutex);
    sealed = self->sealed;
    pipc__mutex_unlock(&self->mutex);
    return sealed;
}

void pipc__attempts_use_later(pipc_client_call *self)
{
    pipc__mutex_lock(&self->mutex);
    while (self->sealed)
        pipc__condition_wait(&self->unsealed, &self->mutex);
    self->used = true;
    pipc__mutex_unlock(&self->mutex);
}

void pipc__attempts_unseal(pipc_client_call *self)
{
    pipc__mutex_lock(&self->mutex);
    self->sealed = false;
    pipc__condition_broadcast(&self->unsealed);
    pipc__mutex_unlock(&self->mutex);
}
