/* The course of a call up to where its handler has returned. */
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include <pipc/error.h>

#include "component/component.h"
#include "component/fork.h"
#include "grpc/status.h"
#include "rpc/call.h"
#include "rpc/call_pool.h"
#include "rpc/request.h"
#include "rpc/result.h"

static int run_thunk(pipc_call *call, const ProtobufCMessage *request, pipc_error **error)
{
    const pipc_grpc_method *method = call->method->method;
    pipc_grpc_service *service = call->method->all->service;

    switch (method->kind) {
    case PIPC_GRPC_SERVER_STREAMING:
        return method->server_streaming(service, call, request, &call->stream, error);
    case PIPC_GRPC_CLIENT_STREAMING:
        return method->client_streaming(service, call, &call->stream, call->response, error);
    case PIPC_GRPC_BIDI_STREAMING:
        return method->bidi_streaming(service, call, &call->stream, error);
    case PIPC_GRPC_UNARY:
    default:
        return method->unary(service, call, request, call->response, error);
    }
}

static int run_handler(pipc_call *call, const ProtobufCMessage *request, pipc_error **error)
{
    int code;

    code = run_thunk(call, request, error);
    if (code != PIPC_PENDING)
        return pipc__result_check(code, error);
    assert(*error == NULL && "a handler returned PIPC_PENDING and set *error");
    pipc_error_free(*error);
    *error = NULL;
    return PIPC_PENDING;
}

static int make_response(pipc_call *call, pipc_error **error)
{
    const ProtobufCMessageDescriptor *descriptor = call->method->method->response;
    ProtobufCMessage *response = pipc__arena_alloc(&call->arena, descriptor->sizeof_message);

    if (response == NULL)
        return pipc_fail_no_memory(error);
    protobuf_c_message_init(descriptor, response);
    call->response = response;
    return PIPC_OK;
}

static bool has_one_response(const pipc_call *call)
{
    pipc_grpc_method_kind kind = call->method->method->kind;

    return kind == PIPC_GRPC_UNARY || kind == PIPC_GRPC_CLIENT_STREAMING;
}

/* Of a method that takes one request. The core may have its bytes again before the handler runs. */
static int read_request(pipc_call *call, ProtobufCMessage **request, pipc_error **error)
{
    grpc_byte_buffer *payload = call->server_call.incoming.payload;
    int code;

    if (call->exceeds)
        return pipc_fail(error, PIPC_E_INTERNAL, "TOO_MANY_MESSAGES",
                         "more messages came where one was expected");
    if (payload != NULL && pipc__server_call_broke_off(&call->server_call))
        return pipc__server_stream_fail_cancelled(error);
    code = pipc__request_unpack(call, payload, &call->arena, request, error);
    pipc__codec_free(payload);
    call->server_call.incoming.payload = NULL;
    return code;
}

/* What happens when the interceptors have let the call go on. */
static int answer(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    ProtobufCMessage *request = NULL;
    int code = PIPC_OK;

    if (call->method->route.reads_message)
        code = read_request(call, &request, error);
    if (code == PIPC_OK && has_one_response(call))
        code = make_response(call, error);
    if (code == PIPC_OK)
        code = run_handler(call, request, error);
    if (code == PIPC_OK && call->response != NULL)
        code = pipc__call_pack(call, call->response, out, error);
    return code;
}

static int answer_within_bounds(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    pipc__loop *loop = pipc__server_loop(call->server_call.incoming.server);
    pipc__pace *pace = &call->method->pace;
    int code;

    if (!pipc__loop_handler_begin(loop, pace))
        return pipc_fail_grpc(error, PIPC_GRPC_RESOURCE_EXHAUSTED,
                              "options.max_handlers handlers are running already");
    pipc__handler_enter();
    code = pipc__interceptors_begin(&call->method->all->interceptors, call->method->method, call,
                                    &call->entered, error);
    if (code == PIPC_OK)
        code = answer(call, out, error);
    pipc__handler_leave();
    /* It forked and returned in the child, too, where nothing is left to return to. */
    if (pipc__fork_has_broken_core())
        _exit(EXIT_FAILURE);
    pipc__loop_handler_end(loop, pace);
    return code;
}

static void observe(pipc_call *call)
{
    const pipc__service_methods *service = call->method->all;
    const grpc_slice *traceparent = pipc__server_call_metadata(&call->server_call, "traceparent");
    pipc__observation_start start = {.method = (size_t)(call->method - service->methods),
                                     .correlation_id = pipc_call_correlation_id(call)};

    if (traceparent != NULL) {
        start.traceparent = (const char *)GRPC_SLICE_START_PTR(*traceparent);
        start.traceparent_length = GRPC_SLICE_LENGTH(*traceparent);
    }
    pipc__observation_begin(&call->observation, service->observers, &start);
}

static int serve(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    pipc__service_methods *service = call->method->all;

    call->is_inside = pipc__gate_enter(&service->gate, &call->link);
    if (!call->is_inside)
        return pipc_fail_grpc(error, PIPC_GRPC_UNAVAILABLE, "service %s is closed",
                              service->desc->name);
    if (service->observers != NULL)
        observe(call);
    return answer_within_bounds(call, out, error);
}

/* The next calls of the method will be watched from the beginning, as this one was wanted to be. */
static void note_watched(pipc_call *call)
{
    pipc__service_method *method = call->method;

    if (call->is_inside && pipc__server_call_is_watched(&call->server_call) &&
        !atomic_load(&method->is_watched))
        atomic_store(&method->is_watched, true);
}

/* The handler has returned. Somebody else may have finished the call already. */
static void settle(pipc_call *call, int code, grpc_byte_buffer *bytes, pipc_error *error)
{
    int state = PIPC__CALL_RUNS;
    int next = code == PIPC_PENDING ? PIPC__CALL_PENDING : PIPC__CALL_FINISHED;

    if (code == PIPC_PENDING)
        pipc__server_call_watch(&call->server_call);
    note_watched(call);
    if (atomic_compare_exchange_strong(&call->state, &state, next)) {
        if (next == PIPC__CALL_FINISHED)
            pipc__call_conclude(call, code, bytes, error);
        else if (call->streams)
            pipc__server_stream_go_on(&call->stream);
        return;
    }
    if (code != PIPC_PENDING)
        pipc__call_complain(call, "pipc_call_finish() was called, but the handler did not return "
                                  "PIPC_PENDING");
    pipc__codec_free(bytes);
    pipc_error_free(error);
}

static void cancelled(pipc__server_call *server_call)
{
    pipc_call *call = PIPC_CONTAINER_OF(server_call, pipc_call, server_call);

    if (pipc__call_add_cancelled(call))
        pipc__call_take_turns(call);
}

static void ended(pipc__server_call *server_call)
{
    pipc_call *call = PIPC_CONTAINER_OF(server_call, pipc_call, server_call);
    int state = PIPC__CALL_ABANDONED;

    if (!atomic_compare_exchange_strong(&call->state, &state, PIPC__CALL_ORPHANED))
        pipc__call_release(call);
}

static const pipc__server_call_events events = {.cancelled = cancelled, .ended = ended};

/* The call's part in the loop, or in the program's own. */
static void run(pipc__task *task)
{
    pipc_call *call = PIPC_CONTAINER_OF(task, pipc_call, serving);
    grpc_byte_buffer *bytes = NULL;
    pipc_error *error = NULL;
    int code = serve(call, &bytes, &error);

    settle(call, code, bytes, error);
    pipc__call_leave(call);
}

static void start(pipc_call *call)
{
    pipc__loop_run(pipc__server_loop(call->server_call.incoming.server), &call->serving);
}

static void note_request_end(pipc_call *call)
{
    call->exceeds = call->excess != NULL;
    pipc__codec_free(call->excess);
}

static void request_ended(pipc__tag *tag, bool ok)
{
    pipc_call *call = PIPC_CONTAINER_OF(tag, pipc_call, request_ended);

    (void)ok; /* a call that broke off is asked for that */
    note_request_end(call);
    start(call);
    pipc__server_call_let_go(&call->server_call);
}

static void init(pipc_call *call, pipc__service_method *method)
{
    atomic_store(&call->state, PIPC__CALL_RUNS);
    call->is_inside = false;
    call->streams = method->method->kind != PIPC_GRPC_UNARY;
    atomic_init(&call->stays, 2);
    atomic_init(&call->is_answered, false);
    call->method = method;
    call->path = method->route.path;
    call->response = NULL;
    call->message_compression = PIPC_GRPC_COMPRESSION_NONE;
    call->request_ended.fire = request_ended;
    call->exceeds = false;
    call->serving.run = run;
    call->entered = 0;
    call->observation.observers = NULL;
    pipc__turns_init(&call->turns);
    call->callbacks.run = pipc__call_run_turns;
    atomic_init(&call->cancelled_is_due, false);
    call->turn.fire = pipc__call_turn_fired;
    atomic_init(&call->listener, NULL);
    pipc__arena_init(&call->arena, call->first_chunk, sizeof call->first_chunk);
    call->correlation_id = NULL;
    call->peer = NULL;
    call->metadata = (pipc_metadata){.count = 0};
    call->has_metadata = false;
    call->values = (pipc__values){.first = NULL};
    if (call->streams)
        pipc__server_stream_init(&call->stream, &call->server_call,
                                 method->route.reads_message ? NULL : &method->request);
}

static bool is_to_be_watched(const pipc_call *call)
{
    const pipc__service_method *method = call->method;

    return call->streams || atomic_load(&method->is_watched) || atomic_load(&method->pace.slow);
}

/*
 * The core gives a message and does not say whether it was the last, as it must be where one is
 * due. That is worth another operation: a handler that has run cannot be undone.
 */
static bool awaits_request_end(pipc_call *call)
{
    const pipc__incoming_call *incoming = &call->server_call.incoming;

    if (!call->method->route.reads_message || incoming->payload == NULL ||
        !pipc__server_checks_cardinality(incoming->server))
        return false;
    call->excess = NULL;
    if (pipc__server_call_receive(&call->server_call, &call->excess, &call->request_ended, true) ==
        PIPC__UNDER_WAY)
        return true;
    note_request_end(call);
    return false;
}

void pipc__call_accept(pipc__route *route, const pipc__incoming_call *incoming)
{
    pipc__service_method *method = PIPC_CONTAINER_OF(route, pipc__service_method, route);
    pipc_call *call = pipc__call_pool_take(method->all->calls);

    if (call == NULL) {
        pipc__server_call_refuse(incoming, GRPC_STATUS_RESOURCE_EXHAUSTED,
                                 "there is no memory for the call");
        return;
    }
    init(call, method);
    pipc__server_call_begin(&call->server_call, incoming, &events, is_to_be_watched(call));
    if (!awaits_request_end(call))
        start(call);
}
