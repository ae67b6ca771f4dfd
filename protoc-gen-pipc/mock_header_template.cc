#include "mock_header_template.h"

#include "comments.h"
#include "line_breaker.h"
#include "template_values.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kTop = R"(#ifndef $guard$
#define $guard$

#include <pipc/generated_mock.h>

#include "$base$.pipc.h"

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

constexpr const char *kService = R"(
$heading$
$comment$typedef struct $service_mock$ {
    $service$ service;
    pipc_grpc_mock mock;
    struct {
$members$    } methods;
} $service_mock$;

/** Makes `self` ready to configure. Cannot fail. pipc_grpc_mock_dispose(&self->mock) is owed. */
void $service_mock$_init($service_mock$ *self);

/** Has `handlers`, borrowed, answer calls for which no answer is set; NULL: none. */
void $service_mock$_set_handlers($service_mock$ *self, const $handlers$ *handlers);
$functions$)";

constexpr const char *kMember = R"(        pipc_grpc_mock_method $slot$;
)";

constexpr const char *kReservedMember = R"(        void *reserved; /**< C has no empty structs */
)";

constexpr const char *kRequest = R"(
/** The request of call number `call`; NULL past the last. Borrowed until a reset. */
const $request$ *$mock$_request($service_mock$ *self, size_t call);
)";

constexpr const char *kMessage = R"(
/** Message number `message` of call number `call`; NULL past the last. Borrowed until a reset. */
const $request$ *$mock$_request($service_mock$ *self, size_t call, size_t message);
)";

constexpr const char *kAnswerOne = R"(
/** Has the next `times` calls answered by a copy of `response`; NULL: an empty one. */
PIPC_NODISCARD int $mock$_answer($service_mock$ *self, const $response$ *response, size_t times,
                                 pipc_error **error);
)";

constexpr const char *kAnswerReader = R"(
/**
 * Has the next `times` calls answered by copies of `count` responses, and then end: by `failure`,
 * which is taken also if this fails, or well if that is NULL.
 */
PIPC_NODISCARD int $mock$_answer($service_mock$ *self, const $response$ *const *responses,
                                 size_t count, pipc_error *failure, size_t times,
                                 pipc_error **error);
)";

constexpr const char *kAnswerStream = R"(
/**
 * Has the next `times` calls answered by copies of `count` responses: one after each message, and
 * those that are left after the last one. Then it ends: by `failure`, which is taken also if this
 * fails, or well if that is NULL.
 */
PIPC_NODISCARD int $mock$_answer($service_mock$ *self, const $response$ *const *responses,
                                 size_t count, pipc_error *failure, size_t times,
                                 pipc_error **error);

/** The same, but all responses come after the last message. */
PIPC_NODISCARD int $mock$_answer_at_end($service_mock$ *self, const $response$ *const *responses,
                                        size_t count, pipc_error *failure, size_t times,
                                        pipc_error **error);
)";

const char *AnswerTemplate(MethodKind kind)
{
    if (kind == MethodKind::kBidiStreaming)
        return kAnswerStream;
    return kind == MethodKind::kServerStreaming ? kAnswerReader : kAnswerOne;
}

std::string ServiceComment(const Service &service)
{
    return DocComment({"A " + service.prefix +
                           "_service for tests: it records what it is asked, and answers what it "
                           "is told.",
                       "<pipc/grpc_mock.h> says how, and what is done with `mock` and with each of "
                       "`methods`."},
                      0);
}

void AddService(const Service &service, std::string *text)
{
    Values values = ServiceValues(service);
    std::string members;
    std::string functions;
    for (const Method &method : service.methods) {
        Values method_values = MethodValues(values, method);
        AddSubstituted(kMember, method_values, &members);
        functions += "\n" + PlainComment({"--- " + method.signature + " ---"}, 0);
        AddSubstituted(SendsStream(method.kind) ? kMessage : kRequest, method_values, &functions);
        AddSubstituted(AnswerTemplate(method.kind), method_values, &functions);
    }
    values.Add("heading", PlainComment({"=== mock of service " + service.name + " ==="}, 0));
    values.Add("comment", ServiceComment(service));
    values.Add("members", members.empty() ? kReservedMember : members);
    values.Borrow("functions", functions);
    AddSubstituted(kService, values, text);
}

} // namespace

std::string RenderMockHeader(const File &file)
{
    std::string text = FileHeading(file);
    text += Substitute(kTop, {{"guard", file.mock_guard}, {"base", file.base}});
    for (const Service &service : file.services)
        AddService(service, &text);
    text += kBottom;
    return BreakLines(text);
}

} // namespace pipc_gen
