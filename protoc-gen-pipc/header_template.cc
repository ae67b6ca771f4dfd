#include "header_template.h"

#include <utility>

#include "comments.h"
#include "json_names.h"
#include "line_breaker.h"
#include "listener_header_template.h"
#include "stream_header_template.h"
#include "template_values.h"

namespace pipc_gen
{
namespace
{

constexpr int kMemberIndent = 4;

// About what an rpc takes.
constexpr size_t kSlotRoom = 512;
constexpr size_t kStubRoom = 1536;

constexpr const char *kTop = R"(#ifndef $guard$
#define $guard$

#include <pipc/generated.h>
$json_names_include$$includes$
#if PIPC_GENERATED_ABI != 2
#error "this file needs pipc ABI 2: regenerate it with the protoc-gen-pipc of this libpipc"
#endif

#ifdef __cplusplus
extern "C" {
#endif
)";

constexpr const char *kBottom = R"(
#ifdef __cplusplus
}
#endif

#endif
)";

constexpr const char *kInclude = R"(#include "$header$"
)";

constexpr const char *kNameMacro = R"(#define $name_macro$ "$full_name$"
)";

constexpr const char *kPathMacro = R"(#define $path_macro$ "$path$"
)";

constexpr const char *kService = R"(
$heading$$macros$
typedef struct $service$ $service$;
$streams$
/**
 * One slot per rpc, in .proto order. An empty slot answers UNIMPLEMENTED. A handler that cannot
 * answer at once returns PIPC_PENDING, and pipc_call_finish() is called later.
 */
typedef struct $handlers$ {
$slots$} $handlers$;

/** Server side. Embed it in your own struct to add state. */
struct $service$ {
    pipc_grpc_service service;
    const $handlers$ *handlers;
};

/** Makes `self` ready to configure. Cannot fail. `handlers` is borrowed until dispose. */
void $service$_init($service$ *self, const $handlers$ *handlers);

$client_comment$typedef struct $client$ {
    pipc_grpc_client client;
} $client$;

/** Makes `self` ready to configure. Cannot fail. */
void $client$_init($client$ *self);
$stubs$)";

constexpr const char *kClientComment = R"(/**
 * Client side. Each rpc has a function that waits and one, ..._async(), that does not but tells a
 * listener: embed that in what lives as long as the call.
 *
 * Errors:    of ..._async(): what is known before anything is sent; `done` is not called then.
 *            Otherwise it is called exactly once, and last.
 * Ownership: the listener is borrowed until `done` is called. A stream that has one is read, ended
 *            and freed by nobody else.
 * Threads:   slots are called on a thread of the client, of one call one at a time, and may start
 *            calls; in pipc_event_loop_process() if the client has an event loop.
 */
)";

constexpr const char *kBareClientComment = R"(/** Client side. */
)";

constexpr const char *kUnarySlot =
    R"($slot_comment$    int (*$slot$)($service$ *self, pipc_call *call, const $request$ *request,
                  $response$ *response, pipc_error **error);
)";

constexpr const char *kServerStreamingSlot =
    R"($slot_comment$    int (*$slot$)($service$ *self, pipc_call *call, const $request$ *request,
                  $server_stream$ *writer, pipc_error **error);
)";

constexpr const char *kClientStreamingSlot =
    R"($slot_comment$    int (*$slot$)($service$ *self, pipc_call *call, $server_stream$ *reader,
                  $response$ *response, pipc_error **error);
)";

constexpr const char *kBidiStreamingSlot =
    R"($slot_comment$    int (*$slot$)($service$ *self, pipc_call *call, $server_stream$ *stream,
                  pipc_error **error);
)";

constexpr const char *kReservedSlot = R"(    void *reserved; /**< C has no empty structs */
)";

constexpr const char *kStub = R"(
$stub_comment$$attributes$int $stub$($client$ *self, const pipc_context *context,
                               const $request$ *request, $response$ **response,
                               pipc_error **error);
)";

std::string RenderIncludes(const File &file)
{
    std::string includes;
    for (const std::string &header : file.message_headers)
        includes += Substitute(kInclude, {{"header", header}});
    return includes.empty() ? "" : "\n" + includes;
}

std::string RenderHeading(const Service &service)
{
    return PlainComment(JoinParagraphs({"=== service " + service.name + " ==="}, service.comment),
                        0);
}

const char *SlotTemplate(MethodKind kind)
{
    switch (kind) {
    case MethodKind::kServerStreaming:
        return kServerStreamingSlot;
    case MethodKind::kClientStreaming:
        return kClientStreamingSlot;
    case MethodKind::kBidiStreaming:
        return kBidiStreamingSlot;
    case MethodKind::kUnary:
        break;
    }
    return kUnarySlot;
}

std::string StubComment(const Method &method, CommentLines comment)
{
    return DocComment(JoinParagraphs(std::move(comment),
                                     {"Ownership: on success *response is yours; free it with " +
                                      method.response.free_function + "()."}),
                      0);
}

// The parts of a service that have something of each method.
struct MethodParts {
    std::string macros, streams, slots, stubs;
};

void RenderMethod(const Values &service_values, const Method &method, MethodParts *parts)
{
    Values values = MethodValues(service_values, method);
    CommentLines comment = JoinParagraphs({method.signature}, method.comment);
    values.Add("slot_comment", DocComment(comment, kMemberIndent));
    AddSubstituted(kPathMacro, values, &parts->macros);
    AddSubstituted(SlotTemplate(method.kind), values, &parts->slots);
    values.Add("attributes", StubAttributes(method));
    if (method.kind == MethodKind::kUnary) {
        values.Add("stub_comment", StubComment(method, std::move(comment)));
        AddSubstituted(kStub, values, &parts->stubs);
    } else {
        AddServerStream(method, values, &parts->streams);
        AddClientStream(method, values, &parts->stubs);
    }
    AddClientListener(method, values, &parts->stubs);
}

void AddService(const Service &service, std::string *text)
{
    Values values = ServiceValues(service);
    MethodParts parts;
    parts.slots.reserve(kSlotRoom * service.methods.size());
    parts.stubs.reserve(kStubRoom * service.methods.size());
    parts.macros = Substitute(kNameMacro, values);
    for (const Method &method : service.methods)
        RenderMethod(values, method, &parts);
    values.Add("heading", RenderHeading(service));
    values.Borrow("macros", parts.macros);
    values.Borrow("streams", parts.streams);
    values.Borrow("slots", service.methods.empty() ? std::string_view(kReservedSlot) : parts.slots);
    values.Borrow("client_comment", parts.stubs.empty() ? kBareClientComment : kClientComment);
    values.Borrow("stubs", parts.stubs);
    text->reserve(text->size() + 2 * parts.stubs.size());
    AddSubstituted(kService, values, text);
}

} // namespace

std::string RenderHeader(const File &file)
{
    std::string text = FileHeading(file);
    text += Substitute(kTop, {{"guard", file.guard},
                              {"json_names_include", RenderJsonNamesInclude(file)},
                              {"includes", RenderIncludes(file)}});
    text += RenderJsonNamesDeclaration(file);
    for (const Service &service : file.services)
        AddService(service, &text);
    text += kBottom;
    return BreakLines(text);
}

} // namespace pipc_gen
