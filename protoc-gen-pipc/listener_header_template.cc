#include "listener_header_template.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kServerStart = R"(
/** Told what happens on the stream, so that nobody waits for it; an empty slot does nothing. */
typedef struct $server_listener$ $server_listener$;
struct $server_listener$ {
    pipc_grpc_server_listener listener; /**< private */
)";

constexpr const char *kServerMessage =
    R"(    /** A message has come, borrowed for now. PIPC_PENDING: no more of them before ..._resume(). */
    int (*message)($server_listener$ *self, $server_stream$ *$server_role$,
                   const $request$ *message);
    /** The caller has sent its last message. */
    void (*half_closed)($server_listener$ *self, $server_stream$ *$server_role$);
)";

constexpr const char *kServerWritable =
    R"(    /** What a write returned PIPC_PENDING for may be written now. */
    void (*writable)($server_listener$ *self, $server_stream$ *$server_role$);
)";

constexpr const char *kServerEnd =
    R"(    /** Nobody waits for the answer any more; the call still has to be finished. */
    void (*cancelled)($server_listener$ *self, $server_stream$ *$server_role$);
};

/**
 * From now on `listener` is told what happens on the stream: nothing may be read by hand any more,
 * and writing does not wait. For a handler that then returns PIPC_PENDING: no thread waits.
 *
 * Ownership: `listener` is borrowed until the call is finished.
 * Threads:   its slots are called on a thread of the endpoint, one at a time of one call, none
 *            before the handler has returned, and none begins after pipc_call_finish().
 */
void $listen$($server_stream$ *$server_role$, $server_listener$ *listener);
)";

constexpr const char *kServerResume = R"(
/** Goes on reading after `message` returned PIPC_PENDING. Threads: any. */
void $server_stream$_resume($server_stream$ *self);
)";

constexpr const char *kClientStart = R"(
/** Told how a call goes that nobody waits for; an empty slot does nothing. */
typedef struct $client_listener$ $client_listener$;
struct $client_listener$ {
    pipc_grpc_client_listener listener; /**< private */
)";

constexpr const char *kClientMessage =
    R"(    /** A message has come, borrowed for now. PIPC_PENDING: no more of them before ..._resume(). */
    int (*message)($client_listener$ *self, $client_stream$ *$client_role$,
                   const $response$ *message);
)";

constexpr const char *kClientWritable =
    R"(    /** What a write returned PIPC_PENDING for may be written now. */
    void (*writable)($client_listener$ *self, $client_stream$ *$client_role$);
)";

constexpr const char *kDoneWithResponse =
    R"(    /** `response`, if `code` is PIPC_OK, and `error` otherwise, are yours. */
    void (*done)($client_listener$ *self, int code, $response$ *response, pipc_error *error);
};
)";

constexpr const char *kDone =
    R"(    /** The stream is gone when it returns. `error`, unless `code` is PIPC_OK, is yours. */
    void (*done)($client_listener$ *self, int code, pipc_error *error);
};
)";

constexpr const char *kAsyncUnary = R"(
/** Starts a call that nobody waits for. */
$attributes$int $async$($client$ *self, const pipc_context *context,
                        const $request$ *request, $client_listener$ *listener,
                        pipc_error **error);
)";

constexpr const char *kAsyncReader = R"(
/**
 * Starts a call that nobody waits for.
 *
 * Ownership: *reader is set before the first callback, and borrowed until `done` has returned.
 */
$attributes$int $async$($client$ *self, const pipc_context *context,
                        const $request$ *request, $client_listener$ *listener,
                        $client_stream$ **reader, pipc_error **error);
)";

constexpr const char *kAsyncOther = R"(
/**
 * Starts a call that nobody waits for.
 *
 * Ownership: *$client_role$ is set before the first callback, and borrowed until `done` has returned.
 */
$attributes$int $async$($client$ *self, const pipc_context *context,
                        $client_listener$ *listener, $client_stream$ **$client_role$,
                        pipc_error **error);
)";

constexpr const char *kClientResume = R"(
/** Goes on reading after `message` returned PIPC_PENDING. Threads: any. */
void $client_stream$_resume($client_stream$ *self);
)";

const char *AsyncTemplate(MethodKind kind)
{
    if (kind == MethodKind::kUnary)
        return kAsyncUnary;
    return kind == MethodKind::kServerStreaming ? kAsyncReader : kAsyncOther;
}

} // namespace

void AddServerListener(const Method &method, const Values &values, std::string *out)
{
    bool reads = SendsStream(method.kind);
    bool writes = GetsStream(method.kind);
    AddSubstituted(kServerStart, values, out);
    if (reads)
        AddSubstituted(kServerMessage, values, out);
    if (writes)
        AddSubstituted(kServerWritable, values, out);
    AddSubstituted(kServerEnd, values, out);
    if (reads)
        AddSubstituted(kServerResume, values, out);
}

void AddClientListener(const Method &method, const Values &values, std::string *out)
{
    bool reads = GetsStream(method.kind);
    AddSubstituted(kClientStart, values, out);
    if (reads)
        AddSubstituted(kClientMessage, values, out);
    if (SendsStream(method.kind))
        AddSubstituted(kClientWritable, values, out);
    AddSubstituted(reads ? kDone : kDoneWithResponse, values, out);
    AddSubstituted(AsyncTemplate(method.kind), values, out);
    if (reads)
        AddSubstituted(kClientResume, values, out);
}

} // namespace pipc_gen
