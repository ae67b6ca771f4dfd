#include "source_template.h"

#include <utility>

#include "embedded_files_template.h"
#include "json_names.h"
#include "line_breaker.h"
#include "listener_source_template.h"
#include "stream_source_template.h"
#include "template_values.h"
#include "validation_template.h"

namespace pipc_gen
{
namespace
{

// About what an rpc takes.
constexpr size_t kRowRoom = 512;
constexpr size_t kThunkRoom = 1024;
constexpr size_t kStubRoom = 2048;

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
$rules$    },
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

// The parts of a service that have something of each method.
struct MethodParts {
    std::string thunks, rows, stubs;
};

void RenderMethod(const Values &service_values, const Method &method, size_t row,
                  MethodParts *parts)
{
    KindNames names = NamesOf(method.kind);
    Values values = MethodValues(service_values, method);
    values.Add("kind", names.constant);
    values.Add("member", names.member);
    values.Add("idempotency", RenderIdempotency(method.idempotency));
    values.Add("rules", RenderRulesMember(method.rules));
    values.Add("row", std::to_string(row));
    AddSubstituted(kRow, values, &parts->rows);
    if (method.kind == MethodKind::kUnary) {
        AddSubstituted(kThunk, values, &parts->thunks);
        AddSubstituted(kStub, values, &parts->stubs);
    } else {
        AddStreamThunk(method, values, &parts->thunks);
        AddServerStreamFunctions(method, values, &parts->thunks);
        AddClientStreamFunctions(method, values, &parts->stubs);
    }
    AddClientListenerFunctions(method, values, &parts->stubs);
}

void AddService(const Service &service, const std::string &file, std::string *text)
{
    Values values = ServiceValues(service);
    MethodParts parts;
    parts.rows.reserve(kRowRoom * service.methods.size());
    parts.thunks.reserve(kThunkRoom * service.methods.size());
    parts.stubs.reserve(kStubRoom * service.methods.size());
    for (size_t row = 0; row < service.methods.size(); row++)
        RenderMethod(values, service.methods[row], row, &parts);
    values.Add("file", file);
    values.Borrow("rows", parts.rows);
    text->reserve(text->size() + parts.thunks.size() + 2 * parts.rows.size() + parts.stubs.size());
    text->append(parts.thunks);
    if (service.methods.empty()) {
        AddSubstituted(kEmptyDesc, values, text);
    } else {
        AddSubstituted(kTable, values, text);
        AddSubstituted(kDesc, values, text);
    }
    AddSubstituted(kInits, values, text);
    text->append(parts.stubs);
}

} // namespace

std::string RenderSource(const File &file)
{
    std::string text = FileHeading(file) + Substitute(kTop, {{"base", file.base}});
    text += RenderJsonNames(file);
    if (file.services.empty())
        return BreakLines(text);
    std::string source = BreakLines(text);
    AddEmbeddedFiles(file.embedded, &source);
    std::string services = RenderRules(file.rules);
    std::string own_file = EmbeddedFileName(file.embedded.size() - 1);
    for (const Service &service : file.services)
        AddService(service, own_file, &services);
    AddBrokenLines(services, &source);
    return source;
}

} // namespace pipc_gen
