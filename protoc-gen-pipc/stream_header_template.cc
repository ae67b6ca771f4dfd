#include "stream_header_template.h"

#include "comments.h"
#include "listener_header_template.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kServerType = R"(
$comment$typedef struct $server_stream$ $server_stream$;
)";

constexpr const char *kServerRead = R"(
/**
 * Waits for the next message of the caller. Returns 1 with *message set, 0 when the caller has sent
 * its last one, or a PIPC_E_*.
 *
 * Ownership: *message is borrowed until the next read, or until the handler has returned.
 * Threads:   one read at a time.
 */
PIPC_NODISCARD int $server_stream$_read($server_stream$ *self, const $request$ **message,
                                        pipc_error **error);
)";

constexpr const char *kServerWrite = R"(
/**
 * Sends a message, as soon as the core has taken the one before it. After ..._listen() it does not
 * wait: PIPC_PENDING means that the message was not taken, and `writable` tells when it may be
 * tried again.
 *
 * Errors:    PIPC_E_FAILED_INVOCATION once the call is over; PIPC_E_NO_MEMORY.
 * Ownership: borrows `message` for the call.
 * Threads:   one write at a time.
 */
PIPC_NODISCARD int $server_stream$_write($server_stream$ *self, const $response$ *message,
                                         pipc_error **error);
)";

constexpr const char *kClientType = R"(
$type_comment$typedef struct $client_stream$ $client_stream$;
)";

constexpr const char *kOpenReader = R"(
$comment$$attributes$int $stub$($client$ *self, const pipc_context *context,
                               const $request$ *request, $client_stream$ **reader,
                               pipc_error **error);
)";

constexpr const char *kOpenOther = R"(
$comment$$attributes$int $stub$($client$ *self, const pipc_context *context,
                               $client_stream$ **$client_role$, pipc_error **error);
)";

constexpr const char *kClientRead = R"(
/**
 * Waits for the next message. Returns 1 with *message set, 0 when the service has ended the call
 * well, or the PIPC_E_* with which it ended it.
 *
 * Ownership: *message is borrowed until the next read, or until `self` is freed.
 * Threads:   one read at a time.
 */
PIPC_NODISCARD int $client_stream$_read($client_stream$ *self, const $response$ **message,
                                        pipc_error **error);
)";

constexpr const char *kClientWrite = R"(
/**
 * Sends a message, as soon as the core has taken the one before it. With a listener it does not
 * wait: PIPC_PENDING means that the message was not taken, and `writable` tells when it may be
 * tried again.
 *
 * Errors:    PIPC_E_FAILED_INVOCATION once the call is over; PIPC_E_NO_MEMORY.
 * Ownership: borrows `message` for the call.
 * Threads:   one write at a time.
 */
PIPC_NODISCARD int $client_stream$_write($client_stream$ *self, const $request$ *message,
                                         pipc_error **error);

/** Tells the service that nothing more will be written. A second time is a no-op. */
PIPC_NODISCARD int $client_stream$_writes_done($client_stream$ *self, pipc_error **error);
)";

constexpr const char *kFinish = R"(
$finish_comment$PIPC_NODISCARD int $client_stream$_finish($client_stream$ *self, $response$ **response,
                                          pipc_error **error);
)";

constexpr const char *kCancelAndFree = R"(
/** Ends the call: it is over with PIPC_E_FAILED_INVOCATION CANCELLED. Threads: any. */
void $client_stream$_cancel($client_stream$ *self);

/** Cancels the call if it is not over, and frees `self`; accepts NULL. */
void $client_stream$_free($client_stream$ *self);
)";

std::string RpcName(const Method &method)
{
    return method.path.substr(method.path.rfind('/') + 1);
}

std::string ServerComment(const Method &method)
{
    const char *does = method.kind == MethodKind::kServerStreaming   ? "writes to"
                       : method.kind == MethodKind::kClientStreaming ? "reads from"
                                                                     : "reads from and writes to";
    return DocComment(
        {"What the handler of " + RpcName(method) + " " + does + "; it lives as long as the call."},
        0);
}

std::string OpenComment(const Method &method)
{
    CommentLines comment = JoinParagraphs({method.signature}, method.comment);
    std::string role = method.client_stream.substr(method.client_stream.rfind('_') + 1);
    return DocComment(
        JoinParagraphs(comment, {"Ownership: on success *" + role + " is yours; free it with " +
                                 method.client_stream + "_free()."}),
        0);
}

std::string FinishComment(const Method &method)
{
    return DocComment({"Tells the service that nothing more will be written, and waits for the one "
                       "answer.",
                       "",
                       "Ownership: on success *response is yours; free it with " +
                           method.response.free_function + "()."},
                      0);
}

} // namespace

void AddServerStream(const Method &method, const Values &method_values, std::string *out)
{
    Values values(&method_values);
    values.Add("comment", ServerComment(method));
    AddSubstituted(kServerType, values, out);
    if (SendsStream(method.kind))
        AddSubstituted(kServerRead, values, out);
    if (GetsStream(method.kind))
        AddSubstituted(kServerWrite, values, out);
    AddServerListener(method, values, out);
}

void AddClientStream(const Method &method, const Values &method_values, std::string *out)
{
    Values values(&method_values);
    values.Add("type_comment",
               DocComment({"A call of " + RpcName(method) + " that is under way."}, 0));
    values.Add("comment", OpenComment(method));
    values.Add("finish_comment", FinishComment(method));
    bool reads = GetsStream(method.kind);
    bool writes = SendsStream(method.kind);
    AddSubstituted(kClientType, values, out);
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
