#include "source_template.h"

#include "embedded_files_template.h"
#include "line_breaker.h"
#include "stream_source_template.h"
#include "template_values.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kTop = R"(#include "$base$.pipc.h"
)";

constexpr const char *kThunk = R"(
static int $invoke$(pipc_grpc_service *service, pipc_call *call,
                    const ProtobufCMessage *request, ProtobufCMessage *response,
                    pipc_error **error)
{
    $service$ *self = PIPC_CONTAINER_OF(service, $service$, service);

    if (self->handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return self->handlers->$slot$(self, call, (const $request$ *)request,
                                  ($response$ *)response, error);
}
)";

constexpr const char *kTable = R"(
static const pipc_grpc_method $methods$[] = {
$rows$};
)";

constexpr const char *kRow = R"(    {
        .path = "$path$",
        .kind = $kind$,
$idempotency$        .request = &$request_descriptor$,
        .response = &$response_descriptor$,
        .$member$ = $invoke$,
    },
)";

constexpr const char *kIdempotencyMember = R"(        .idempotency = $level$,
)";

constexpr const char *kDesc = R"(
static const pipc_grpc_service_desc $desc$ = {
    .abi = PIPC_GENERATED_ABI,
    .name = "$full_name$",
    .method_count = PIPC_ARRAY_SIZE($methods$),
    .methods = $methods$,
    .file = &$file$,
};
)";

constexpr const char *kEmptyDesc = R"(
static const pipc_grpc_service_desc $desc$ = {
    .abi = PIPC_GENERATED_ABI,
    .name = "$full_name$",
    .method_count = 0,
    .methods = NULL,
    .file = &$file$,
};
)";

constexpr const char *kInits = R"(
void $service$_init($service$ *self, const $handlers$ *handlers)
{
    pipc_grpc_service_init(&self->service, &$desc$);
    self->handlers = handlers;
}

void $client$_init($client$ *self)
{
    pipc_grpc_client_init(&self->client, &$desc$);
}
)";

constexpr const char *kStub = R"(
int $stub$($client$ *self, const pipc_context *context, const $request$ *request,
           $response$ **response, pipc_error **error)
{
    ProtobufCMessage *message = NULL; /* not a cast of `response`: that would break aliasing */
    int code = pipc_grpc_client_call(&self->client, &$methods$[$row$], context,
                                     (const ProtobufCMessage *)request, &message, error);

    if (code == PIPC_OK)
        *response = ($response$ *)message;
    return code;
}
)";

// What a row of the table says of its kind: the constant, and the member that holds the thunk.
struct KindNames {
    const char *constant;
    const char *member;
};

KindNames NamesOf(MethodKind kind)
{
    switch (kind) {
    case MethodKind::kServerStreaming:
        return {"PIPC_GRPC_SERVER_STREAMING", "server_streaming"};
    case MethodKind::kClientStreaming:
        return {"PIPC_GRPC_CLIENT_STREAMING", "client_streaming"};
    case MethodKind::kBidiStreaming:
        return {"PIPC_GRPC_BIDI_STREAMING", "bidi_streaming"};
    case MethodKind::kUnary:
        break;
    }
    return {"PIPC_GRPC_UNARY", "unary"};
}

std::string RenderIdempotency(Idempotency level)
{
    if (level == Idempotency::kUnknown)
        return "";
    bool none = level == Idempotency::kNoSideEffects;
    return Substitute(kIdempotencyMember,
                      {{"level", none ? "PIPC_GRPC_NO_SIDE_EFFECTS" : "PIPC_GRPC_IDEMPOTENT"}});
}

std::string RenderRow(const Service &service, const Method &method)
{
    Values values = MethodValues(service, method);
    KindNames names = NamesOf(method.kind);
    values.emplace_back("kind", names.constant);
    values.emplace_back("member", names.member);
    values.emplace_back("idempotency", RenderIdempotency(method.idempotency));
    return Substitute(kRow, values);
}

std::string RenderTables(const Service &service, const std::string &file)
{
    Values values = ServiceValues(service);
    values.emplace_back("file", file);
    if (service.methods.empty())
        return Substitute(kEmptyDesc, values);
    std::string rows;
    for (const Method &method : service.methods)
        rows += RenderRow(service, method);
    values.emplace_back("rows", rows);
    return Substitute(kTable, values) + Substitute(kDesc, values);
}

std::string RenderThunk(const Service &service, const Method &method)
{
    if (method.kind == MethodKind::kUnary)
        return Substitute(kThunk, MethodValues(service, method));
    return RenderStreamThunk(service, method) + RenderServerStreamFunctions(service, method);
}

std::string RenderStub(const Service &service, const Method &method, size_t row)
{
    if (method.kind != MethodKind::kUnary)
        return RenderClientStreamFunctions(service, method, row);
    Values values = MethodValues(service, method);
    values.emplace_back("row", std::to_string(row));
    return Substitute(kStub, values);
}

std::string RenderService(const Service &service, const std::string &file)
{
    std::string thunks;
    std::string stubs;
    for (size_t row = 0; row < service.methods.size(); row++) {
        const Method &method = service.methods[row];
        thunks += RenderThunk(service, method);
        stubs += RenderStub(service, method, row);
    }
    std::string inits = Substitute(kInits, ServiceValues(service));
    return thunks + RenderTables(service, file) + inits + stubs;
}

} // namespace

std::string RenderSource(const File &file)
{
    std::string text = FileHeading(file) + Substitute(kTop, {{"base", file.base}});
    if (file.services.empty())
        return BreakLines(text);
    std::string services;
    std::string own_file = EmbeddedFileName(file.embedded.size() - 1);
    for (const Service &service : file.services)
        services += RenderService(service, own_file);
    return BreakLines(text) + RenderEmbeddedFiles(file.embedded) + BreakLines(services);
}

} // namespace pipc_gen
