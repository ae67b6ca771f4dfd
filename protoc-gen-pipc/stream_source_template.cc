#include "stream_source_template.h"

#include "listener_source_template.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kServerStreamingThunk = R"(
static int $invoke$(pipc_grpc_service *service, pipc_call *call,
                    const ProtobufCMessage *request, pipc_grpc_server_stream *stream,
                    pipc_error **error)
{
    $service$ *self = PIPC_CONTAINER_OF(service, $service$, service);

    if (self->handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return self->handlers->$slot$(self, call, (const $request$ *)request,
                                  ($server_stream$ *)stream, error);
}
)";

constexpr const char *kClientStreamingThunk = R"(
static int $invoke$(pipc_grpc_service *service, pipc_call *call,
                    pipc_grpc_server_stream *stream, ProtobufCMessage *response,
                    pipc_error **error)
{
    $service$ *self = PIPC_CONTAINER_OF(service, $service$, service);

    if (self->handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return self->handlers->$slot$(self, call, ($server_stream$ *)stream,
                                  ($response$ *)response, error);
}
)";

constexpr const char *kBidiStreamingThunk = R"(
static int $invoke$(pipc_grpc_service *service, pipc_call *call,
                    pipc_grpc_server_stream *stream, pipc_error **error)
{
    $service$ *self = PIPC_CONTAINER_OF(service, $service$, service);

    if (self->handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return self->handlers->$slot$(self, call, ($server_stream$ *)stream, error);
}
)";

constexpr const char *kServerRead = R"(
int $server_stream$_read($server_stream$ *self, const $request$ **message, pipc_error **error)
{
    const ProtobufCMessage *next = NULL; /* not a cast of `message`: that would break aliasing */
    int code = pipc_grpc_server_stream_read((pipc_grpc_server_stream *)self, &next, error);

    if (code == 1)
        *message = (const $request$ *)next;
    return code;
}
)";

constexpr const char *kServerWrite = R"(
int $server_stream$_write($server_stream$ *self, const $response$ *message, pipc_error **error)
{
    return pipc_grpc_server_stream_write((pipc_grpc_server_stream *)self,
                                         (const ProtobufCMessage *)message, error);
}
)";

constexpr const char *kOpenReader = R"(
int $stub$($client$ *self, const pipc_context *context, const $request$ *request,
           $client_stream$ **reader, pipc_error **error)
{
    pipc_grpc_client_stream *stream = NULL; /* not a cast: that would break aliasing */
    int code = pipc_grpc_client_stream_open(&self->client, &$methods$[$row$], context,
                                            (const ProtobufCMessage *)request, &stream, error);

    if (code == PIPC_OK)
        *reader = ($client_stream$ *)stream;
    return code;
}
)";

constexpr const char *kOpenOther = R"(
int $stub$($client$ *self, const pipc_context *context, $client_stream$ **$client_role$,
           pipc_error **error)
{
    pipc_grpc_client_stream *opened = NULL; /* not a cast: that would break aliasing */
    int code = pipc_grpc_client_stream_open(&self->client, &$methods$[$row$], context,
                                            NULL, &opened, error);

    if (code == PIPC_OK)
        *$client_role$ = ($client_stream$ *)opened;
    return code;
}
)";

constexpr const char *kClientRead = R"(
int $client_stream$_read($client_stream$ *self, const $response$ **message, pipc_error **error)
{
    const ProtobufCMessage *next = NULL; /* not a cast of `message`: that would break aliasing */
    int code = pipc_grpc_client_stream_read((pipc_grpc_client_stream *)self, &next, error);

    if (code == 1)
        *message = (const $response$ *)next;
    return code;
}
)";

constexpr const char *kClientWrite = R"(
int $client_stream$_write($client_stream$ *self, const $request$ *message, pipc_error **error)
{
    return pipc_grpc_client_stream_write((pipc_grpc_client_stream *)self,
                                         (const ProtobufCMessage *)message, error);
}

int $client_stream$_writes_done($client_stream$ *self, pipc_error **error)
{
    return pipc_grpc_client_stream_writes_done((pipc_grpc_client_stream *)self, error);
}
)";

constexpr const char *kFinish = R"(
int $client_stream$_finish($client_stream$ *self, $response$ **response, pipc_error **error)
{
    ProtobufCMessage *message = NULL; /* not a cast of `response`: that would break aliasing */
    int code = pipc_grpc_client_stream_finish((pipc_grpc_client_stream *)self, &message, error);

    if (code == PIPC_OK)
        *response = ($response$ *)message;
    return code;
}
)";

constexpr const char *kCancelAndFree = R"(
void $client_stream$_cancel($client_stream$ *self)
{
    pipc_grpc_client_stream_cancel((pipc_grpc_client_stream *)self);
}

void $client_stream$_free($client_stream$ *self)
{
    pipc_grpc_client_stream_free((pipc_grpc_client_stream *)self);
}
)";

} // namespace

void AddStreamThunk(const Method &method, const Values &values, std::string *out)
{
    if (method.kind == MethodKind::kServerStreaming)
        AddSubstituted(kServerStreamingThunk, values, out);
    else if (method.kind == MethodKind::kClientStreaming)
        AddSubstituted(kClientStreamingThunk, values, out);
    else
        AddSubstituted(kBidiStreamingThunk, values, out);
}

void AddServerStreamFunctions(const Method &method, const Values &values, std::string *out)
{
    if (SendsStream(method.kind))
        AddSubstituted(kServerRead, values, out);
    if (GetsStream(method.kind))
        AddSubstituted(kServerWrite, values, out);
    AddServerListenerFunctions(method, values, out);
}

void AddClientStreamFunctions(const Method &method, const Values &values, std::string *out)
{
    bool reads = GetsStream(method.kind);
    bool writes = SendsStream(method.kind);
    AddSubstituted(writes ? kOpenOther : kOpenReader, values, out);
    if (reads)
        AddSubstituted(kClientRead, values, out);
    if (writes)
        AddSubstituted(kClientWrite, values, out);
    if (!reads)
        AddSubstituted(kFinish, values, out);
    AddSubstituted(kCancelAndFree, values, out);
}

} // namespace pipc_gen
