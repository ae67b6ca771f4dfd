#include "mock_source_template.h"

#include "line_breaker.h"
#include "template_values.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kTop = R"(#include "$base$.pipc-mock.h"
)";

constexpr const char *kUnaryHandle = R"(
static int $mock$_handle($service$ *service, pipc_call *call, const $request$ *request,
                         $response$ *response,
                         pipc_error **error)
{
    $service_mock$ *self = PIPC_CONTAINER_OF(service, $service_mock$, service);
    int code = PIPC_OK;
    const $handlers$ *handlers = pipc_grpc_mock_serve(&self->mock, $row$, call, (const ProtobufCMessage *)request,
                                                      NULL, (ProtobufCMessage *)response, &code, error);

    if (handlers == NULL)
        return code;
    if (handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return handlers->$slot$(service, call, request, response, error);
}
)";

constexpr const char *kServerStreamingHandle = R"(
static int $mock$_handle($service$ *service, pipc_call *call, const $request$ *request,
                         $server_stream$ *writer,
                         pipc_error **error)
{
    $service_mock$ *self = PIPC_CONTAINER_OF(service, $service_mock$, service);
    int code = PIPC_OK;
    const $handlers$ *handlers = pipc_grpc_mock_serve(&self->mock, $row$, call, (const ProtobufCMessage *)request,
                                                      (pipc_grpc_server_stream *)writer, NULL, &code, error);

    if (handlers == NULL)
        return code;
    if (handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return handlers->$slot$(service, call, request, writer, error);
}
)";

constexpr const char *kClientStreamingHandle = R"(
static int $mock$_handle($service$ *service, pipc_call *call, $server_stream$ *reader,
                         $response$ *response,
                         pipc_error **error)
{
    $service_mock$ *self = PIPC_CONTAINER_OF(service, $service_mock$, service);
    int code = PIPC_OK;
    const $handlers$ *handlers = pipc_grpc_mock_serve(&self->mock, $row$, call, NULL,
                                                      (pipc_grpc_server_stream *)reader, (ProtobufCMessage *)response, &code, error);

    if (handlers == NULL)
        return code;
    if (handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return handlers->$slot$(service, call, reader, response, error);
}
)";

constexpr const char *kBidiStreamingHandle = R"(
static int $mock$_handle($service$ *service, pipc_call *call, $server_stream$ *stream,
                         pipc_error **error)
{
    $service_mock$ *self = PIPC_CONTAINER_OF(service, $service_mock$, service);
    int code = PIPC_OK;
    const $handlers$ *handlers = pipc_grpc_mock_serve(&self->mock, $row$, call, NULL,
                                                      (pipc_grpc_server_stream *)stream, NULL, &code, error);

    if (handlers == NULL)
        return code;
    if (handlers->$slot$ == NULL)
        return pipc_grpc_unimplemented(call, error);
    return handlers->$slot$(service, call, stream, error);
}
)";

constexpr const char *kService = R"(
static const $handlers$ $service_mock$_slots = {
$slots$};

void $service_mock$_init($service_mock$ *self)
{
    $service$_init(&self->service, &$service_mock$_slots);
    pipc_grpc_mock_init(&self->mock, &self->service.service, &self->methods);
}

void $service_mock$_set_handlers($service_mock$ *self, const $handlers$ *handlers)
{
    pipc_grpc_mock_set_handlers(&self->mock, handlers);
}
)";

constexpr const char *kSlot = R"(    .$slot$ = $mock$_handle,
)";

constexpr const char *kReservedSlot = R"(    .reserved = NULL,
)";

constexpr const char *kRequest = R"(
const $request$ *$mock$_request($service_mock$ *self, size_t call)
{
    return pipc_grpc_mock_request(&self->mock, $row$, call, 0);
}
)";

constexpr const char *kMessage = R"(
const $request$ *$mock$_request($service_mock$ *self, size_t call, size_t message)
{
    return pipc_grpc_mock_request(&self->mock, $row$, call, message);
}
)";

constexpr const char *kAnswerOne = R"(
int $mock$_answer($service_mock$ *self, const $response$ *response, size_t times,
                  pipc_error **error)
{
    pipc_grpc_mock_answer answer = {.responses = &response, .count = response != NULL};

    return pipc_grpc_mock_set_answer(&self->mock, $row$, &answer, times, error);
}
)";

constexpr const char *kAnswerList = R"(
int $mock$_answer($service_mock$ *self, const $response$ *const *responses, size_t count,
                  pipc_error *failure, size_t times, pipc_error **error)
{
    pipc_grpc_mock_answer answer = {.responses = responses, .count = count, .failure = failure};

    return pipc_grpc_mock_set_answer(&self->mock, $row$, &answer, times, error);
}
)";

constexpr const char *kAnswerAtEnd = R"(
int $mock$_answer_at_end($service_mock$ *self, const $response$ *const *responses, size_t count,
                         pipc_error *failure, size_t times, pipc_error **error)
{
    pipc_grpc_mock_answer answer = {
        .responses = responses, .count = count, .failure = failure, .at_end = true};

    return pipc_grpc_mock_set_answer(&self->mock, $row$, &answer, times, error);
}
)";

const char *HandleTemplate(MethodKind kind)
{
    switch (kind) {
    case MethodKind::kServerStreaming:
        return kServerStreamingHandle;
    case MethodKind::kClientStreaming:
        return kClientStreamingHandle;
    case MethodKind::kBidiStreaming:
        return kBidiStreamingHandle;
    case MethodKind::kUnary:
        break;
    }
    return kUnaryHandle;
}

// The parts of a mock that have something of each method.
struct MockParts {
    std::string handles, slots, functions;
};

void RenderMethod(const Values &service_values, const Method &method, size_t row, MockParts *parts)
{
    Values values = MethodValues(service_values, method);
    values.Add("row", std::to_string(row));
    AddSubstituted(HandleTemplate(method.kind), values, &parts->handles);
    AddSubstituted(kSlot, values, &parts->slots);
    AddSubstituted(SendsStream(method.kind) ? kMessage : kRequest, values, &parts->functions);
    AddSubstituted(GetsStream(method.kind) ? kAnswerList : kAnswerOne, values, &parts->functions);
    if (method.kind == MethodKind::kBidiStreaming)
        AddSubstituted(kAnswerAtEnd, values, &parts->functions);
}

void AddService(const Service &service, std::string *text)
{
    Values values = ServiceValues(service);
    MockParts parts;
    for (size_t row = 0; row < service.methods.size(); row++)
        RenderMethod(values, service.methods[row], row, &parts);
    values.Add("slots", parts.slots.empty() ? kReservedSlot : parts.slots);
    text->append(parts.handles);
    AddSubstituted(kService, values, text);
    text->append(parts.functions);
}

} // namespace

std::string RenderMockSource(const File &file)
{
    std::string text = FileHeading(file) + Substitute(kTop, {{"base", file.base}});
    for (const Service &service : file.services)
        AddService(service, &text);
    return BreakLines(text);
}

} // namespace pipc_gen
