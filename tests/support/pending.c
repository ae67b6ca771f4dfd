#include "support/pending.h"

#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "support/cmocka.h"
#include "support/echo.h"

enum { CALLS_MAX = 256, PATIENCE_MS = 20000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards all of these */
static pthread_cond_t changed;                            /* of the monotonic clock */
static bool changed_is_made;
static pending_seen seen;
static pending_call *calls[CALLS_MAX];

static void note(int *counter, const char *text)
{
    pthread_mutex_lock(&mutex);
    (*counter)++;
    if (text != NULL)
        snprintf(seen.last_text, sizeof seen.last_text, "%s", text);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void pending_note_call(pending_call *self)
{
    pthread_mutex_lock(&mutex);
    calls[seen.calls++ % CALLS_MAX] = self;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

pending_seen pending_look(void)
{
    pending_seen copy;

    pthread_mutex_lock(&mutex);
    copy = seen;
    pthread_mutex_unlock(&mutex);
    return copy;
}

pending_call *pending_get(int index)
{
    pending_call *call;

    pthread_mutex_lock(&mutex);
    call = calls[index % CALLS_MAX];
    pthread_mutex_unlock(&mutex);
    return call;
}

/* With the mutex held. */
static int seen_at(size_t offset)
{
    return *(const int *)((const char *)&seen + offset);
}

void pending_await_at(size_t offset, int count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&mutex);
    while (seen_at(offset) < count && in_time)
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
}

void pending_await_either_at(size_t offset, size_t other)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&mutex);
    while (seen_at(offset) == 0 && seen_at(other) == 0 && in_time)
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
}

/* --- callbacks ------------------------------------------------------------------------------ */

static void enter(pending_call *self)
{
    if (atomic_fetch_add(&self->inside, 1) > 0)
        note(&seen.overlaps, NULL);
    if (self->stream != NULL && !atomic_load(&self->handler_returned))
        note(&seen.early, NULL);
}

static void leave(pending_call *self)
{
    atomic_fetch_sub(&self->inside, 1);
}

static const pending_plan *plan_of(const pending_call *self);

static pending_call *of_stream(pipc_grpc_server_listener *listener)
{
    return PIPC_CONTAINER_OF(listener, pending_call, stream_listener);
}

static int message(pipc_grpc_server_listener *listener, pipc_grpc_server_stream *stream,
                   const ProtobufCMessage *message)
{
    pending_call *self = of_stream(listener);
    const pending_plan *plan = plan_of(self);
    const char *text = ((const Tests__Text *)message)->text;
    int code = PIPC_OK;

    (void)stream;
    enter(self);
    note(&seen.messages, text);
    if (plan->message != NULL)
        code = plan->message(self, text);
    leave(self);
    return code;
}

/* Counts, and does what is planned. */
static void tell(pending_call *self, int *counter, void (*planned)(pending_call *self))
{
    enter(self);
    note(counter, NULL);
    if (planned != NULL)
        planned(self);
    leave(self);
}

static void half_closed(pipc_grpc_server_listener *listener, pipc_grpc_server_stream *stream)
{
    (void)stream;
    tell(of_stream(listener), &seen.half_closes, plan_of(of_stream(listener))->half_closed);
}

static void writable(pipc_grpc_server_listener *listener, pipc_grpc_server_stream *stream)
{
    (void)stream;
    if (of_stream(listener)->refused[0] != '\0')
        pending_say_refused(of_stream(listener));
    tell(of_stream(listener), &seen.writables, plan_of(of_stream(listener))->writable);
}

static void cancelled(pipc_grpc_server_listener *listener, pipc_grpc_server_stream *stream)
{
    (void)stream;
    tell(of_stream(listener), &seen.cancels, plan_of(of_stream(listener))->cancelled);
}

static const pipc_grpc_server_events events = {
    .message = message,
    .half_closed = half_closed,
    .writable = writable,
    .cancelled = cancelled,
};

static void call_cancelled(pipc_call_listener *listener, pipc_call *call)
{
    pending_call *self = PIPC_CONTAINER_OF(listener, pending_call, call_listener);

    (void)call;
    if (atomic_fetch_add(&self->inside, 1) > 0)
        note(&seen.overlaps, NULL);
    note(&seen.call_cancels, NULL);
    if (self->stream == NULL && plan_of(self)->cancelled != NULL)
        plan_of(self)->cancelled(self);
    atomic_fetch_sub(&self->inside, 1);
}

/* --- handlers ------------------------------------------------------------------------------- */

static pending *the_pending;

static const pending_plan *plan_of(const pending_call *self)
{
    (void)self;
    return &the_pending->plan;
}

static int keep(pipc_call *call, pipc_grpc_server_stream *stream, ProtobufCMessage *response,
                pipc_error **error)
{
    pending_call *self = pipc_call_alloc(call, sizeof *self);
    int code = PIPC_PENDING;

    if (self == NULL)
        return pipc_fail(error, PIPC_E_NO_MEMORY, "NO_MEMORY", "no memory");
    memset(self, 0, sizeof *self);
    self->call = call;
    self->stream = stream;
    self->response = response;
    self->call_listener.cancelled = call_cancelled;
    self->stream_listener.events = &events;
    pending_look(); /* what was planned before the call is seen after this */
    if (the_pending->plan.listens_to_call)
        pipc_call_listen(call, &self->call_listener);
    if (the_pending->plan.listens_to_stream)
        pipc_grpc_server_stream_listen(stream, &self->stream_listener);
    if (the_pending->plan.handle != NULL)
        code = the_pending->plan.handle(self, error);
    else
        atomic_store(&self->handler_returned, true);
    pending_note_call(self);
    return code;
}

static int pend(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
                ProtobufCMessage *response, pipc_error **error)
{
    (void)service;
    (void)request;
    return keep(call, NULL, response, error);
}

static int pend_server_streaming(pipc_grpc_service *service, pipc_call *call,
                                 const ProtobufCMessage *request, pipc_grpc_server_stream *stream,
                                 pipc_error **error)
{
    (void)service;
    (void)request;
    return keep(call, stream, NULL, error);
}

static int pend_client_streaming(pipc_grpc_service *service, pipc_call *call,
                                 pipc_grpc_server_stream *stream, ProtobufCMessage *response,
                                 pipc_error **error)
{
    (void)service;
    return keep(call, stream, response, error);
}

static int pend_bidi(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                     pipc_error **error)
{
    (void)service;
    return keep(call, stream, NULL, error);
}

const pipc_grpc_method pending_methods[] = {
    [PEND] = {.path = "/tests.Pending/Pend",
              .kind = PIPC_GRPC_UNARY,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .unary = pend},
    [PEND_SERVER_STREAMING] = {.path = "/tests.Pending/PendServerStreaming",
                               .kind = PIPC_GRPC_SERVER_STREAMING,
                               .request = &tests__text__descriptor,
                               .response = &tests__text__descriptor,
                               .server_streaming = pend_server_streaming},
    [PEND_CLIENT_STREAMING] = {.path = "/tests.Pending/PendClientStreaming",
                               .kind = PIPC_GRPC_CLIENT_STREAMING,
                               .request = &tests__text__descriptor,
                               .response = &tests__text__descriptor,
                               .client_streaming = pend_client_streaming},
    [PEND_BIDI] = {.path = "/tests.Pending/PendBidi",
                   .kind = PIPC_GRPC_BIDI_STREAMING,
                   .request = &tests__text__descriptor,
                   .response = &tests__text__descriptor,
                   .bidi_streaming = pend_bidi},
};

const pipc_grpc_service_desc pending_desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Pending",
    .method_count = PIPC_ARRAY_SIZE(pending_methods),
    .methods = pending_methods,
};

/* --- life ----------------------------------------------------------------------------------- */

void pending_open(pending *self, const char *service_more, const char *client_more)
{
    char config[256];
    pipc_error *error = NULL;

    pipc_grpc_service_init(&self->service, &pending_desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", service_more);
    configure_component(&self->service.component, config);
    if (self->references != NULL)
        assert_ok(pipc_set_references(&self->service.component, self->references, &error), error);
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    pipc_grpc_client_init(&self->client, &pending_desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), client_more);
    configure_component(&self->client.component, config);
    if (self->client_references != NULL)
        assert_ok(pipc_set_references(&self->client.component, self->client_references, &error),
                  error);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

void pending_prepare(pending *self)
{
    if (!changed_is_made)
        pipc__condition_init(&changed);
    changed_is_made = true;
    memset(&seen, 0, sizeof seen);
    memset(self, 0, sizeof *self);
    the_pending = self;
}

int pending_setup(void **state)
{
    static pending self;

    pending_prepare(&self);
    pending_open(&self, ";options.shutdown_timeout=100", "");
    *state = &self;
    return 0;
}

int pending_listening_setup(void **state)
{
    int code = pending_setup(state);

    the_pending->plan.listens_to_stream = true;
    return code;
}

int pending_teardown(void **state)
{
    pending *self = *state;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    assert_int_equal(seen.overlaps, 0);
    assert_int_equal(seen.early, 0);
    return 0;
}
