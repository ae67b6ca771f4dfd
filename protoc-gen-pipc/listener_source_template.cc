#include "listener_source_template.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kServerMessage = R"(
static int $server_listener$_message(pipc_grpc_server_listener *listener,
                                     pipc_grpc_server_stream *stream,
                                     const ProtobufCMessage *message)
{
    $server_listener$ *self = PIPC_CONTAINER_OF(listener, $server_listener$, listener);

    if (self->message == NULL)
        return PIPC_OK;
    return self->message(self, ($server_stream$ *)stream, (const $request$ *)message);
}

static void $server_listener$_half_closed(pipc_grpc_server_listener *listener,
                                          pipc_grpc_server_stream *stream)
{
    $server_listener$ *self = PIPC_CONTAINER_OF(listener, $server_listener$, listener);

    if (self->half_closed != NULL)
        self->half_closed(self, ($server_stream$ *)stream);
}
)";

constexpr const char *kServerWritable = R"(
static void $server_listener$_writable(pipc_grpc_server_listener *listener,
                                       pipc_grpc_server_stream *stream)
{
    $server_listener$ *self = PIPC_CONTAINER_OF(listener, $server_listener$, listener);

    if (self->writable != NULL)
        self->writable(self, ($server_stream$ *)stream);
}
)";

constexpr const char *kServerCancelled = R"(
static void $server_listener$_cancelled(pipc_grpc_server_listener *listener,
                                        pipc_grpc_server_stream *stream)
{
    $server_listener$ *self = PIPC_CONTAINER_OF(listener, $server_listener$, listener);

    if (self->cancelled != NULL)
        self->cancelled(self, ($server_stream$ *)stream);
}

static const pipc_grpc_server_events $server_listener$_events = {
)";

constexpr const char *kServerReadEvents = R"(    .message = $server_listener$_message,
    .half_closed = $server_listener$_half_closed,
)";

constexpr const char *kServerWriteEvents = R"(    .writable = $server_listener$_writable,
)";

constexpr const char *kListen = R"(    .cancelled = $server_listener$_cancelled,
};

void $listen$($server_stream$ *$server_role$, $server_listener$ *listener)
{
    listener->listener.events = &$server_listener$_events;
    pipc_grpc_server_stream_listen((pipc_grpc_server_stream *)$server_role$, &listener->listener);
}
)";

constexpr const char *kServerResume = R"(
void $server_stream$_resume($server_stream$ *self)
{
    pipc_grpc_server_stream_resume((pipc_grpc_server_stream *)self);
}
)";

constexpr const char *kClientMessage = R"(
static int $client_listener$_message(pipc_grpc_client_listener *listener,
                                     pipc_grpc_client_stream *stream,
                                     const ProtobufCMessage *message)
{
    $client_listener$ *self = PIPC_CONTAINER_OF(listener, $client_listener$, listener);

    if (self->message == NULL)
        return PIPC_OK;
    return self->message(self, ($client_stream$ *)stream, (const $response$ *)message);
}
)";

constexpr const char *kClientWritable = R"(
static void $client_listener$_writable(pipc_grpc_client_listener *listener,
                                       pipc_grpc_client_stream *stream)
{
    $client_listener$ *self = PIPC_CONTAINER_OF(listener, $client_listener$, listener);

    if (self->writable != NULL)
        self->writable(self, ($client_stream$ *)stream);
}
)";

constexpr const char *kDoneWithResponse = R"(
static void $client_listener$_done(pipc_grpc_client_listener *listener, int code,
                                   ProtobufCMessage *response, pipc_error *error)
{
    $client_listener$ *self = PIPC_CONTAINER_OF(listener, $client_listener$, listener);

    if (self->done != NULL) {
        self->done(self, code, ($response$ *)response, error);
        return;
    }
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_error_free(error);
}
)";

constexpr const char *kDone = R"(
static void $client_listener$_done(pipc_grpc_client_listener *listener, int code,
                                   ProtobufCMessage *response, pipc_error *error)
{
    $client_listener$ *self = PIPC_CONTAINER_OF(listener, $client_listener$, listener);

    (void)response;
    if (self->done != NULL)
        self->done(self, code, error);
    else
        pipc_error_free(error);
}
)";

constexpr const char *kClientEvents = R"(
static const pipc_grpc_client_events $client_listener$_events = {
)";

constexpr const char *kReadEvents = R"(    .message = $client_listener$_message,
)";

constexpr const char *kWriteEvents = R"(    .writable = $client_listener$_writable,
)";

constexpr const char *kEventsEnd = R"(    .done = $client_listener$_done,
};
)";

constexpr const char *kAsyncUnary = R"(
int $async$($client$ *self, const pipc_context *context, const $request$ *request,
            $client_listener$ *listener, pipc_error **error)
{
    listener->listener.events = &$client_listener$_events;
    return pipc_grpc_client_call_async(&self->client, &$methods$[$row$], context,
                                       (const ProtobufCMessage *)request, &listener->listener,
                                       error);
}
)";

constexpr const char *kAsyncReader = R"(
int $async$($client$ *self, const pipc_context *context, const $request$ *request,
            $client_listener$ *listener, $client_stream$ **reader, pipc_error **error)
{
    listener->listener.events = &$client_listener$_events;
    return pipc_grpc_client_stream_open_async(&self->client, &$methods$[$row$], context,
                                              (const ProtobufCMessage *)request,
                                              &listener->listener,
                                              (pipc_grpc_client_stream **)reader, error);
}
)";

constexpr const char *kAsyncOther = R"(
int $async$($client$ *self, const pipc_context *context, $client_listener$ *listener,
            $client_stream$ **$client_role$, pipc_error **error)
{
    listener->listener.events = &$client_listener$_events;
    return pipc_grpc_client_stream_open_async(&self->client, &$methods$[$row$], context, NULL,
                                              &listener->listener,
                                              (pipc_grpc_client_stream **)$client_role$, error);
}
)";

constexpr const char *kClientResume = R"(
void $client_stream$_resume($client_stream$ *self)
{
    pipc_grpc_client_stream_resume((pipc_grpc_client_stream *)self);
}
)";

const char *AsyncTemplate(MethodKind kind)
{
    if (kind == MethodKind::kUnary)
        return kAsyncUnary;
    return kind == MethodKind::kServerStreaming ? kAsyncReader : kAsyncOther;
}

} // namespace

void AddServerListenerFunctions(const Method &method, const Values &values, std::string *out)
{
    bool reads = SendsStream(method.kind);
    bool writes = GetsStream(method.kind);
    if (reads)
        AddSubstituted(kServerMessage, values, out);
    if (writes)
        AddSubstituted(kServerWritable, values, out);
    AddSubstituted(kServerCancelled, values, out);
    if (reads)
        AddSubstituted(kServerReadEvents, values, out);
    if (writes)
        AddSubstituted(kServerWriteEvents, values, out);
    AddSubstituted(kListen, values, out);
    if (reads)
        AddSubstituted(kServerResume, values, out);
}

void AddClientListenerFunctions(const Method &method, const Values &values, std::string *out)
{
    bool reads = GetsStream(method.kind);
    bool writes = SendsStream(method.kind);
    if (reads)
        AddSubstituted(kClientMessage, values, out);
    if (writes)
        AddSubstituted(kClientWritable, values, out);
    AddSubstituted(reads ? kDone : kDoneWithResponse, values, out);
    AddSubstituted(kClientEvents, values, out);
    if (reads)
        AddSubstituted(kReadEvents, values, out);
    if (writes)
        AddSubstituted(kWriteEvents, values, out);
    AddSubstituted(kEventsEnd, values, out);
    AddSubstituted(AsyncTemplate(method.kind), values, out);
    if (reads)
        AddSubstituted(kClientResume, values, out);
}

} // namespace pipc_gen
