#include "scaffold_template.h"

#include <pipc/version.h>

#include "comments.h"
#include "line_breaker.h"
#include "naming.h"
#include "template_values.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kHandlersHeader = R"(#ifndef $STEM$_HANDLERS_H_
#define $STEM$_HANDLERS_H_

#include "$stem$_wiring.h"

/** The services, with what their handlers need besides. */
typedef struct $stem$_component {
    $stem$_wiring wiring;
    /* Your own state goes here. Handlers run concurrently: guard what they write. */
} $stem$_component;

/** Makes `self` ready to configure. Cannot fail. */
void $stem$_component_init($stem$_component *self);

#endif
)";

constexpr const char *kHandlersTop = R"(#include "$stem$_handlers.h"

void $stem$_component_init($stem$_component *self)
{
    $stem$_wiring_init(&self->wiring);
}
)";

constexpr const char *kHandler = R"(
$comment$int $handler$($service$ *service, pipc_call *call, $parameters$, pipc_error **error)
{
    $stem$_component *self = PIPC_CONTAINER_OF(service, $stem$_component, wiring.$member$);

$todo$    (void)self;
    (void)call;
$unused$    return pipc_fail_grpc(error, PIPC_GRPC_UNIMPLEMENTED, "%s is not written yet", __func__);
}
)";

constexpr const char *kUnused = R"(    (void)$name$;
)";

constexpr const char *kWiringHeader = R"(#ifndef $STEM$_WIRING_H_
#define $STEM$_WIRING_H_

#include "$base$.pipc.h"

/** The services. */
typedef struct $stem$_wiring {
$members$} $stem$_wiring;

/** Makes all services ready to configure. Cannot fail. */
void $stem$_wiring_init($stem$_wiring *self);

/** The component of a service, from index 0 on; NULL past the last one. */
pipc_component *$stem$_wiring_at($stem$_wiring *self, size_t index);
$prototypes$
#endif
)";

constexpr const char *kMember = R"(    $service$ $member$;
)";

constexpr const char *kPrototype =
    R"(int $handler$($service$ *service, pipc_call *call, $parameters$, pipc_error **error);
)";

constexpr const char *kWiringSource = R"(#include "$stem$_wiring.h"
$tables$
void $stem$_wiring_init($stem$_wiring *self)
{
$inits$}

pipc_component *$stem$_wiring_at($stem$_wiring *self, size_t index)
{
    switch (index) {
$cases$    default:
        return NULL;
    }
}
)";

constexpr const char *kTable = R"(
static const $handlers$ $prefix$_slots = {
$slots$};
)";

constexpr const char *kSlot = R"(    .$slot$ = $handler$,
)";

constexpr const char *kReservedSlot = R"(    .reserved = NULL,
)";

constexpr const char *kInit = R"(    $service$_init(&self->$member$, &$prefix$_slots);
)";

constexpr const char *kCase = R"(    case $index$:
        return &self->$member$.service.component;
)";

constexpr const char *kChecksumStart = "/* Checksum: ";
constexpr const char *kChecksumEnd = " */\n";

// What the parameters of a handler between `call` and `error` are, and what is left to be done.
struct Shape {
    std::string parameters;
    std::vector<std::string> names;
    std::string todo;
};

Shape ShapeOf(const Method &method)
{
    std::string request = "const " + method.request.type + " *request";
    std::string response = method.response.type + " *response";
    switch (method.kind) {
    case MethodKind::kServerStreaming:
        return {request + ", " + method.server_stream + " *writer",
                {"request", "writer"},
                "write the responses"};
    case MethodKind::kClientStreaming:
        return {method.server_stream + " *reader, " + response,
                {"reader", "response"},
                "read the requests, fill in `response`"};
    case MethodKind::kBidiStreaming:
        return {method.server_stream + " *stream",
                {"stream"},
                "read the requests, write the responses"};
    case MethodKind::kUnary:
        break;
    }
    return {request + ", " + response, {"request", "response"}, "fill in `response`"};
}

Values UnitValues(const ScaffoldUnit &unit)
{
    Values values;
    values.Borrow("stem", unit.stem);
    values.Add("STEM", ToUpper(unit.stem));
    values.Borrow("base", unit.file->base);
    return values;
}

Values WithService(const ScaffoldUnit &unit, const Service &service)
{
    Values values = UnitValues(unit);
    values.Add("service", service.prefix + "_service");
    values.Add("handlers", service.prefix + "_handlers");
    values.Borrow("prefix", service.prefix);
    values.Add("member", WiringMember(service));
    return values;
}

Values WithMethod(const ScaffoldUnit &unit, const Service &service, const Method &method)
{
    Values values = WithService(unit, service);
    Shape shape = ShapeOf(method);
    values.Borrow("slot", method.slot);
    values.Add("handler", HandlerName(service, method));
    values.Add("parameters", shape.parameters);
    return values;
}

std::string Heading(const std::string &text)
{
    return PlainComment(CleanComment(text), 0);
}

std::string RenderHandler(const ScaffoldUnit &unit, const Service &service, const Method &method)
{
    std::string unused;
    Shape shape = ShapeOf(method);
    for (const std::string &name : shape.names)
        unused += Substitute(kUnused, {{"name", name}});
    Values values = WithMethod(unit, service, method);
    values.Add("comment", DocComment(JoinParagraphs({method.signature}, method.comment), 0));
    values.Add("unused", unused);
    values.Add("todo", PlainComment({"TODO: " + shape.todo +
                                     ", and return PIPC_OK. "
                                     "Until then callers are told UNIMPLEMENTED."},
                                    4));
    return BreakLines(Substitute(kHandler, values));
}

std::string RenderTable(const ScaffoldUnit &unit, const Service &service)
{
    std::string slots;
    for (const Method &method : service.methods)
        slots += Substitute(kSlot, WithMethod(unit, service, method));
    Values values = WithService(unit, service);
    values.Add("slots", slots.empty() ? kReservedSlot : slots);
    return Substitute(kTable, values);
}

// FNV-1a over all but white space: who formats the file or changes its line ends has not edited it.
std::string Checksum(const std::string &text)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    constexpr char kHex[] = "0123456789abcdef";
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4)
        digits += kHex[hash >> shift & 15];
    return digits;
}

std::string WithChecksum(const ScaffoldUnit &unit, const std::string &body)
{
    std::string top =
        Heading("Generated by protoc-gen-pipc " PIPC_VERSION " from " + unit.file->path +
                " (--pipc_opt=scaffold). Do not edit: it is "
                "written anew when the .proto changes.");
    std::string rest = BreakLines(body);
    return top + kChecksumStart + Checksum(top + rest) + kChecksumEnd + rest;
}

} // namespace

std::string RenderHandlersHeader(const ScaffoldUnit &unit)
{
    return Heading("The services of " + unit.file->path + ". This file is yours.") +
           BreakLines(Substitute(kHandlersHeader, UnitValues(unit)));
}

std::string RenderHandlersTop(const ScaffoldUnit &unit)
{
    return Heading("The handlers of " + unit.file->path +
                   ". This file is yours: what "
                   "protoc-gen-pipc adds when the .proto gains rpcs goes to its end.") +
           BreakLines(Substitute(kHandlersTop, UnitValues(unit)));
}

std::string RenderHandlers(const ScaffoldUnit &unit, const std::set<std::string> &defined)
{
    std::string text;
    for (const Service &service : unit.file->services) {
        for (const Method &method : service.methods) {
            if (defined.count(HandlerName(service, method)) == 0)
                text += RenderHandler(unit, service, method);
        }
    }
    return text;
}

std::string RenderWiringHeader(const ScaffoldUnit &unit)
{
    std::string members;
    std::string prototypes;
    for (const Service &service : unit.file->services) {
        members += Substitute(kMember, WithService(unit, service));
        for (const Method &method : service.methods)
            prototypes += Substitute(kPrototype, WithMethod(unit, service, method));
    }
    Values values = UnitValues(unit);
    values.Add("members", members);
    if (!prototypes.empty())
        prototypes = "\n/* The handlers, which are yours. */\n" + prototypes;
    values.Add("prototypes", prototypes);
    return WithChecksum(unit, Substitute(kWiringHeader, values));
}

std::string RenderWiringSource(const ScaffoldUnit &unit)
{
    std::string tables;
    std::string inits;
    std::string cases;
    size_t index = 0;
    for (const Service &service : unit.file->services) {
        Values values = WithService(unit, service);
        values.Add("index", std::to_string(index++));
        tables += RenderTable(unit, service);
        inits += Substitute(kInit, values);
        cases += Substitute(kCase, values);
    }
    Values values = UnitValues(unit);
    values.Borrow("tables", tables);
    values.Borrow("inits", inits);
    values.Borrow("cases", cases);
    return WithChecksum(unit, Substitute(kWiringSource, values));
}

bool IsWiringIntact(const std::string &text)
{
    std::string start = kChecksumStart;
    size_t at = text.find(start);
    if (at == std::string::npos || text.size() < at + start.size() + 16)
        return false;
    std::string digits = text.substr(at + start.size(), 16);
    size_t end = text.find("*/", at);
    return end != std::string::npos &&
           Checksum(text.substr(0, at) + text.substr(end + 2)) == digits;
}

} // namespace pipc_gen
