/* What a handler asks of its call. */
#include "rpc/call.h"

#include <string.h>

#include <pipc/error.h>

#include "component/context.h"
#include "component/metadata.h"

pipc__server_call *pipc__call_hold(const pipc_call *call)
{
    pipc__server_call *server_call = &((pipc_call *)call)->server_call;

    return pipc__server_call_hold(server_call) ? server_call : NULL;
}

void *pipc_call_alloc(pipc_call *call, size_t size)
{
    return pipc__arena_alloc(&call->arena, size);
}

char *pipc_call_strdup(pipc_call *call, const char *text)
{
    return text == NULL ? NULL : pipc__arena_strndup(&call->arena, text, strlen(text));
}

void *pipc_call_value(const pipc_call *call, const void *key)
{
    return pipc__values_get(&call->values, key);
}

int pipc_call_set_value(pipc_call *call, const void *key, void *value, pipc_error **error)
{
    return pipc__values_put(&call->values, &call->arena, key, value, error);
}

char *pipc__call_read_correlation_id(const pipc_call *call, pipc__arena *arena)
{
    const grpc_slice *value = pipc__server_call_metadata(&call->server_call, "correlation_id");

    if (value == NULL)
        value = pipc__server_call_metadata(&call->server_call, "trace_id");
    if (value == NULL)
        return NULL;
    return pipc__arena_strndup(arena, (const char *)GRPC_SLICE_START_PTR(*value),
                               GRPC_SLICE_LENGTH(*value));
}

const char *pipc_call_correlation_id(pipc_call *call)
{
    pipc__server_call *held = call->correlation_id == NULL ? pipc__call_hold(call) : NULL;

    if (held == NULL)
        return call->correlation_id;
    call->correlation_id = pipc__call_read_correlation_id(call, &call->arena);
    pipc__server_call_let_go(held);
    return call->correlation_id;
}

const char *pipc_call_path(const pipc_call *call)
{
    return call->path;
}

const char *pipc_call_peer(pipc_call *call)
{
    pipc__server_call *held = call->peer == NULL ? pipc__call_hold(call) : NULL;

    if (held == NULL)
        return call->peer;
    call->peer = pipc__server_call_peer(held, &call->arena);
    pipc__server_call_let_go(held);
    return call->peer;
}

static bool read_metadata(pipc_call *call)
{
    pipc__server_call *held = pipc__call_hold(call);
    int code;

    if (held == NULL)
        return false;
    code = pipc__server_call_read_metadata(held, &call->metadata, NULL);
    pipc__server_call_let_go(held);
    if (code != PIPC_OK)
        pipc__metadata_clear(&call->metadata);
    return code == PIPC_OK;
}

const pipc_metadata *pipc_call_metadata(pipc_call *call)
{
    if (!call->has_metadata)
        call->has_metadata = read_metadata(call);
    return call->has_metadata ? &call->metadata : NULL;
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

pipc_grpc_compression pipc_call_message_compression(const pipc_call *call)
{
    return call->message_compression;
}

/* A call is watched when somebody is interested, as that costs. */
static void watch(const pipc_call *call)
{
    pipc__server_call *held =
        pipc__server_call_is_watched(&call->server_call) ? NULL : pipc__call_hold(call);

    if (held == NULL)
        return;
    pipc__server_call_watch(held);
    pipc__server_call_let_go(held);
}

static int pass_on(const pipc__server_call *held, const char *key, pipc_context *context,
                   pipc_error **error)
{
    const grpc_slice *value = pipc__server_call_metadata(held, key);

    if (value == NULL)
        return PIPC_OK;
    return pipc_metadata_add_bytes(pipc_context_metadata(context), key,
                                   GRPC_SLICE_START_PTR(*value), GRPC_SLICE_LENGTH(*value), error);
}

static bool has_traceparent(const pipc__server_call *held)
{
    const grpc_slice *value = pipc__server_call_metadata(held, "traceparent");
    pipc__span span;

    return value != NULL && pipc__traceparent_read((const char *)GRPC_SLICE_START_PTR(*value),
                                                   GRPC_SLICE_LENGTH(*value), &span);
}

/* What W3C Trace Context has: one that is malformed is dropped, and its tracestate with it. */
static int pass_trace_on(pipc_call *call, pipc_context *context, pipc_error **error)
{
    const char *own = pipc__observation_traceparent(&call->observation);
    pipc__server_call *held = pipc__call_hold(call);
    bool has_parent = held != NULL && has_traceparent(held);
    int code = PIPC_OK;

    if (own != NULL)
        code = pipc_metadata_add(pipc_context_metadata(context), "traceparent", own, error);
    else if (has_parent)
        code = pass_on(held, "traceparent", context, error);
    if (code == PIPC_OK && has_parent)
        code = pass_on(held, "tracestate", context, error);
    if (held != NULL)
        pipc__server_call_let_go(held);
    return code;
}

int pipc__call_new_context(pipc_call *call, const char *correlation_id, pipc_context **out,
                           pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_context_new(correlation_id, &context, error);

    if (code == PIPC_OK)
        code = pass_trace_on(call, context, error);
    if (code != PIPC_OK) {
        pipc_context_free(context);
        return code;
    }
    watch(call); /* or else what is called in its course would not be cancelled with it */
    pipc__context_set_parent(context, call);
    *out = context;
    return PIPC_OK;
}

int pipc_call_new_context(pipc_call *call, pipc_context **out, pipc_error **error)
{
    return pipc__call_new_context(call, pipc_call_correlation_id(call), out, error);
}

pipc__server_call *pipc__call_as_parent(pipc_call *call)
{
    return call == NULL ? NULL : &call->server_call;
}

int64_t pipc_call_time_left_ms(const pipc_call *call)
{
    return pipc__server_call_time_left_ms(&call->server_call);
}

bool pipc_call_is_cancelled(const pipc_call *call)
{
    watch(call);
    return pipc__server_call_is_cancelled(&call->server_call);
}

bool pipc_call_wait_cancelled(pipc_call *call, int64_t timeout_ms)
{
    int64_t deadline_ns =
        timeout_ms < 0 ? INT64_MAX : pipc__deadline_ns(pipc__now_ns(), timeout_ms);
    pipc__server_call *held = pipc__call_hold(call);
    bool cancelled;

    if (held == NULL)
        return true;
    pipc__server_call_watch(held);
    if (timeout_ms != 0 && !pipc__server_call_is_cancelled(held))
        pipc__loop_handler_waits();
    cancelled = pipc__server_call_wait_cancelled(held, deadline_ns);
    pipc__server_call_let_go(held);
    return cancelled;
}

void pipc_call_listen(pipc_call *call, pipc_call_listener *listener)
{
    pipc__server_call *held = pipc__call_hold(call);

    if (held == NULL)
        return;
    pipc__server_call_watch(held);
    if (listener == NULL)
        pipc__turns_close(&call->turns, PIPC__TURN_CALL_CANCELLED);
    atomic_store(&call->listener, listener);
    if (listener != NULL && pipc__turns_open(&call->turns, PIPC__TURN_CALL_CANCELLED))
        pipc__call_fire_turns(call);
    pipc__server_call_let_go(held);
}

int pipc_grpc_unimplemented(pipc_call *call, pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_UNIMPLEMENTED, "method %s is not implemented",
                          pipc_call_path(call));
}
