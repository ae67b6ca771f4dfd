#include "rpc/call.h"

#include <assert.h>
#include <string.h>

#include <pipc/error.h>

#include "base/arena.h"
#include "component/component.h"
#include "component/context.h"
#include "component/metadata.h"
#include "grpc/server_call.h"
#include "grpc/status.h"
#include "grpc/status_details.h"
#include "rpc/server_stream.h"
#include "rpc/service.h"

/* Of the memory that comes with the call, so that small messages need no other. */
enum { FIRST_CHUNK_BYTES = 1024 };

struct pipc_call {
    pipc__server_call server_call;
    pipc__list link; /* in the service's gate */
    pipc__service_method *method;
    pipc__arena arena;
    char *correlation_id;   /* made when asked for */
    char *peer;             /* likewise */
    pipc_metadata metadata; /* that came, likewise */
    bool has_metadata;
    char first_chunk[FIRST_CHUNK_BYTES];
};

/* --- what a handler asks of it -------------------------------------------------------------- */

void *pipc_call_alloc(pipc_call *call, size_t size)
{
    return pipc__arena_alloc(&call->arena, size);
}

char *pipc_call_strdup(pipc_call *call, const char *text)
{
    return text == NULL ? NULL : pipc__arena_strndup(&call->arena, text, strlen(text));
}

const char *pipc_call_correlation_id(pipc_call *call)
{
    const grpc_slice *value;

    if (call->correlation_id != NULL)
        return call->correlation_id;
    value = pipc__server_call_metadata(&call->server_call, "correlation_id");
    if (value == NULL)
        value = pipc__server_call_metadata(&call->server_call, "trace_id");
    if (value != NULL)
        call->correlation_id = pipc__arena_strndup(
            &call->arena, (const char *)GRPC_SLICE_START_PTR(*value), GRPC_SLICE_LENGTH(*value));
    return call->correlation_id;
}

const char *pipc_call_path(const pipc_call *call)
{
    return call->method->route.path;
}

const char *pipc_call_peer(pipc_call *call)
{
    if (call->peer == NULL)
        call->peer = pipc__server_call_peer(&call->server_call, &call->arena);
    return call->peer;
}

const pipc_metadata *pipc_call_metadata(pipc_call *call)
{
    if (!call->has_metadata &&
        pipc__server_call_read_metadata(&call->server_call, &call->metadata, NULL) != PIPC_OK) {
        pipc__metadata_clear(&call->metadata);
        return NULL;
    }
    call->has_metadata = true;
    return &call->metadata;
}

pipc_metadata *pipc_call_initial_metadata(pipc_call *call)
{
    return &call->server_call.initial_metadata;
}

pipc_metadata *pipc_call_trailing_metadata(pipc_call *call)
{
    return &call->server_call.trailing_metadata;
}

void pipc_call_set_compression(pipc_call *call, pipc_grpc_compression compression)
{
    call->server_call.compression = compression;
}

void pipc_call_compress_messages(pipc_call *call, bool compress)
{
    call->server_call.uncompressed = !compress;
}

static int pass_on(pipc_call *call, const char *key, pipc_context *context, pipc_error **error)
{
    const grpc_slice *value = pipc__server_call_metadata(&call->server_call, key);

    if (value == NULL)
        return PIPC_OK;
    return pipc_metadata_add_bytes(pipc_context_metadata(context), key,
                                   GRPC_SLICE_START_PTR(*value), GRPC_SLICE_LENGTH(*value), error);
}

int pipc_call_new_context(pipc_call *call, pipc_context **out, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_context_new(pipc_call_correlation_id(call), &context, error);

    if (code == PIPC_OK)
        code = pass_on(call, "traceparent", context, error);
    if (code != PIPC_OK) {
        pipc_context_free(context);
        return code;
    }
    pipc__context_set_parent(context, call);
    *out = context;
    return PIPC_OK;
}

grpc_call *pipc__call_core(const pipc_call *call)
{
    return call == NULL ? NULL : call->server_call.incoming.call;
}

int64_t pipc_call_time_left_ms(const pipc_call *call)
{
    return pipc__server_call_time_left_ms(&call->server_call);
}

bool pipc_call_is_cancelled(const pipc_call *call)
{
    return pipc__server_call_is_cancelled(&call->server_call);
}

bool pipc_call_wait_cancelled(pipc_call *call, int64_t timeout_ms)
{
    int64_t deadline_ns =
        timeout_ms < 0 ? INT64_MAX : pipc__deadline_ns(pipc__now_ns(), timeout_ms);

    return pipc__server_call_wait_cancelled(&call->server_call, deadline_ns);
}

int pipc_grpc_unimplemented(pipc_call *call, pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_UNIMPLEMENTED, "method %s is not implemented",
                          pipc_call_path(call));
}

/* --- its course ----------------------------------------------------------------------------- */

static int run_thunk(pipc_call *call, const ProtobufCMessage *request, ProtobufCMessage *response,
                     pipc_grpc_server_stream *stream, pipc_error **error)
{
    const pipc_grpc_method *method = call->method->method;
    pipc_grpc_service *service = call->method->all->service;

    switch (method->kind) {
    case PIPC_GRPC_SERVER_STREAMING:
        return method->server_streaming(service, call, request, stream, error);
    case PIPC_GRPC_CLIENT_STREAMING:
        return method->client_streaming(service, call, stream, response, error);
    case PIPC_GRPC_BIDI_STREAMING:
        return method->bidi_streaming(service, call, stream, error);
    case PIPC_GRPC_UNARY:
    default:
        return method->unary(service, call, request, response, error);
    }
}

static int run_with_stream(pipc_call *call, const ProtobufCMessage *request,
                           ProtobufCMessage *response, pipc_error **error)
{
    pipc_grpc_server_stream stream;
    int code;

    if (call->method->method->kind == PIPC_GRPC_UNARY)
        return run_thunk(call, request, response, NULL, error);
    pipc__server_stream_init(&stream, &call->server_call, &call->method->request);
    code = run_thunk(call, request, response, &stream, error);
    pipc__server_stream_dispose(&stream);
    return code;
}

static int run_handler(pipc_call *call, const ProtobufCMessage *request, ProtobufCMessage *response,
                       pipc_error **error)
{
    int code;

    pipc__handler_enter();
    code = run_with_stream(call, request, response, error);
    pipc__handler_leave();
    if (code != PIPC_OK || error == NULL || *error == NULL)
        return code;
    /* A handler that says OK and makes an error all the same has answered: OK is what it returned.
     */
    assert(false && "a handler returned PIPC_OK and set *error");
    pipc_error_free(*error);
    *error = NULL;
    return code;
}

static int make_response(pipc_call *call, ProtobufCMessage **out, pipc_error **error)
{
    const ProtobufCMessageDescriptor *descriptor = call->method->method->response;
    ProtobufCMessage *response = pipc__arena_alloc(&call->arena, descriptor->sizeof_message);

    if (response == NULL)
        return pipc_fail_no_memory(error);
    protobuf_c_message_init(descriptor, response);
    *out = response;
    return PIPC_OK;
}

static bool has_one_response(const pipc_call *call)
{
    pipc_grpc_method_kind kind = call->method->method->kind;

    return kind == PIPC_GRPC_UNARY || kind == PIPC_GRPC_CLIENT_STREAMING;
}

/* What happens while the call is inside the gate and counts as a running handler. */
static int answer(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    pipc__message_origin origin = pipc__server_call_origin(&call->server_call);
    ProtobufCMessage *request = NULL;
    ProtobufCMessage *response = NULL;
    int code = PIPC_OK;

    if (call->method->route.reads_message)
        code =
            pipc__codec_unpack(&call->method->request, &origin, call->server_call.incoming.payload,
                               &call->arena, &request, error);
    if (code == PIPC_OK && has_one_response(call))
        code = make_response(call, &response, error);
    if (code == PIPC_OK)
        code = run_handler(call, request, response, error);
    if (code == PIPC_OK && response != NULL)
        code = pipc__codec_pack(response, out, error);
    return code;
}

static int answer_within_bounds(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    pipc__loop *loop = pipc__server_loop(call->server_call.incoming.server);
    int code;

    if (!pipc__loop_handler_begin(loop, &call->method->pace))
        return pipc_fail_grpc(error, PIPC_GRPC_RESOURCE_EXHAUSTED,
                              "options.max_handlers handlers are running already");
    code = answer(call, out, error);
    pipc__loop_handler_end(loop, &call->method->pace);
    return code;
}

static int serve(pipc_call *call, grpc_byte_buffer **out, pipc_error **error)
{
    pipc__service_methods *service = call->method->all;
    int code;

    if (!pipc__gate_enter(&service->gate, &call->link))
        return pipc_fail_grpc(error, PIPC_GRPC_UNAVAILABLE, "service %s is closed",
                              service->desc->name);
    code = answer_within_bounds(call, out, error);
    if (code != PIPC_OK)
        pipc__loggers_log(&service->loggers, PIPC_LOG_DEBUG, pipc_call_correlation_id(call), *error,
                          "%s failed", pipc_call_path(call));
    pipc__gate_leave(&service->gate, &call->link);
    return code;
}

/* A handler may return a code and make no error of it. */
static pipc_error *need_error(pipc_call *call, int code, pipc_error *error)
{
    if (error == NULL)
        pipc_fail(&error, code, NULL, "method %s failed", pipc_call_path(call));
    if (pipc_error_correlation_id(error) == NULL)
        pipc_error_set_correlation_id(error, pipc_call_correlation_id(call));
    return error;
}

static void reply_with_error(pipc_call *call, const pipc_error *error)
{
    pipc__server_reply reply = {
        .status = (grpc_status_code)pipc_error_grpc_status(error),
        .message = pipc__status_message(error),
        .details = pipc__status_details_pack(error),
    };

    pipc__server_call_reply(&call->server_call, &reply);
}

static void end(pipc__server_call *server_call)
{
    pipc_call *call = PIPC_CONTAINER_OF(server_call, pipc_call, server_call);

    pipc__metadata_clear(&call->metadata);
    pipc__arena_dispose(&call->arena);
}

void pipc__call_cancel(pipc__list *link)
{
    pipc__server_call_cancel(&PIPC_CONTAINER_OF(link, pipc_call, link)->server_call);
}

void pipc__call_accept(pipc__route *route, const pipc__incoming_call *incoming)
{
    pipc_call *call = pipc__server_call_memory(incoming, sizeof *call);
    pipc__server_reply reply = {.status = GRPC_STATUS_OK};
    pipc_error *error = NULL;
    int code;

    call->method = PIPC_CONTAINER_OF(route, pipc__service_method, route);
    call->correlation_id = NULL;
    call->peer = NULL;
    call->metadata = (pipc_metadata){.count = 0};
    call->has_metadata = false;
    pipc__arena_init(&call->arena, call->first_chunk, sizeof call->first_chunk);
    pipc__server_call_begin(&call->server_call, incoming, end);
    code = serve(call, &reply.response, &error);
    if (code == PIPC_OK) {
        reply.message = grpc_empty_slice();
        reply.details = grpc_empty_slice();
        pipc__server_call_reply(&call->server_call, &reply);
        return;
    }
    error = need_error(call, code, error);
    reply_with_error(call, error);
    pipc_error_free(error);
}
