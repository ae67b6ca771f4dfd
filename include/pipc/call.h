/* A call as the handler that answers it sees it. */
#ifndef PIPC_CALL_H_
#define PIPC_CALL_H_

#include <stdbool.h>
#include <stddef.h>

#include <pipc/grpc_compression.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A `pipc_call` is given to a handler and lives until the handler has returned or, when that
 * returned PIPC_PENDING, until pipc_call_finish(). What its functions return is borrowed for as
 * long, and so are request, response and stream. A handler frees nothing: memory of the call dies
 * with the call. A request is only read: its `bytes` may lie side by side in what came, and are not
 * to be changed, nor to grow. A response may point to what is the request's.
 *
 * Threads: one at a time; exceptions stand at the function.
 */

/**
 * Ends a call whose handler has returned PIPC_PENDING, or is about to: with PIPC_OK, and with the
 * response where the rpc has one, or with the PIPC_E_* and error a handler would return. Owed
 * exactly once, also when the call was cancelled: pipc_call_listen() tells that.
 *
 * A service that closes waits for it as for a handler, but no longer than a second after it has
 * cancelled the call. Who is later, or finishes twice, or what the handler has answered, is
 * asserted on; where assertions are off it is logged as an error, and has no effect: a call that
 * was waited for in vain is answered without it, and keeps its memory until it is finished.
 *
 * Ownership: takes `error`, which may be NULL. The call, its request, response and stream are gone
 *            when this returns, but while the handler or one of the call's callbacks still runs.
 * Threads:   any, also before the handler has returned.
 */
PIPC_API void pipc_call_finish(pipc_call *call, int code, pipc_error *error);

/** Told of a call's cancellation: embed it in what lives as long, as of pipc_call_alloc(). */
typedef struct pipc_call_listener pipc_call_listener;
struct pipc_call_listener {
    /**
     * Called once if the call is cancelled, for the reasons of pipc_call_is_cancelled(), before it
     * ends; also when that was so already. The call still has to be finished.
     *
     * Threads: called on a thread of the endpoint, maybe while the handler runs, but not while
     *          another callback of the call does. None begins after pipc_call_finish(), or after
     *          the handler has answered; one that runs by then is waited for by the service that
     *          closes, and so is the call's memory.
     */
    void (*cancelled)(pipc_call_listener *self, pipc_call *call);
};

/**
 * Has `listener` told; one per call, a later one takes its place, NULL none.
 *
 * Ownership: `listener` is borrowed as long as the call lives.
 * Threads:   any, until the call is finished.
 */
PIPC_API void pipc_call_listen(pipc_call *call, pipc_call_listener *listener);

/** `size` bytes that die with the call, aligned for anything, not cleared; NULL: no memory. */
PIPC_API void *pipc_call_alloc(pipc_call *call, size_t size);

/** A copy of `text` that dies with the call; NULL if there is no memory, or `text` is NULL. */
PIPC_API char *pipc_call_strdup(pipc_call *call, const char *text);

/** What was kept under `key`, which is any address of the program's; NULL if nothing was. */
PIPC_API void *pipc_call_value(const pipc_call *call, const void *key);

/**
 * Keeps `value` under `key`, in place of what was there, for interceptors and handlers to share.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: borrows both until the call ends.
 */
PIPC_API PIPC_NODISCARD int pipc_call_set_value(pipc_call *call, const void *key, void *value,
                                                pipc_error **error);

/** The correlation id the caller sent as metadata `correlation_id` or `trace_id`, or NULL. */
PIPC_API const char *pipc_call_correlation_id(pipc_call *call);

/** The metadata that came with the call; NULL: no memory. */
PIPC_API const pipc_metadata *pipc_call_metadata(pipc_call *call);

/**
 * The metadata that the caller gets before the first message, and after the last: add to them, to
 * the first not after something was written.
 */
PIPC_API pipc_metadata *pipc_call_initial_metadata(pipc_call *call);
PIPC_API pipc_metadata *pipc_call_trailing_metadata(pipc_call *call);

/**
 * Has the messages of this call compressed: where the caller cannot read that, in the other way
 * there is, or not at all. Before something is written: later it has no effect.
 */
PIPC_API void pipc_call_set_compression(pipc_call *call, pipc_grpc_compression compression);

/**
 * Whether the messages written from now on, the response among them, are compressed, where the
 * call's are: they are unless told otherwise. For whoever writes them.
 */
PIPC_API void pipc_call_compress_messages(pipc_call *call, bool compress);

/**
 * How the message that was read last has come, the request among them: PIPC_GRPC_COMPRESSION_NONE,
 * _GZIP or _DEFLATE. For whoever reads them.
 */
PIPC_API pipc_grpc_compression pipc_call_message_compression(const pipc_call *call);

/**
 * A context for calls that are made in the course of this one: they have its correlation id and
 * pass on its `traceparent` and `tracestate` (W3C Trace Context; those that are malformed go no
 * further), end when it is cancelled, and no later than its deadline. Where tracers listen, this
 * call is the parent span of theirs.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: free *out with pipc_context_free() before the call ends.
 */
PIPC_API PIPC_NODISCARD int pipc_call_new_context(pipc_call *call, pipc_context **out,
                                                  pipc_error **error);

/** The path that was called: "/Summator/sum". Threads: any. */
PIPC_API const char *pipc_call_path(const pipc_call *call);

/** Who calls, as the core writes it: "ipv4:127.0.0.1:40404"; NULL: no memory. */
PIPC_API const char *pipc_call_peer(pipc_call *call);

/**
 * Whether the caller has proved who it is: its certificate is signed by a CA of the endpoint's
 * credential.ssl_ca_file. False over plain text, and where no CA is set. Threads: any.
 */
PIPC_API bool pipc_call_is_authenticated(const pipc_call *call);

/**
 * The first alternative name of the caller's certificate or, where it has none, its common name;
 * NULL if it is not authenticated. Threads: any.
 */
PIPC_API const char *pipc_call_peer_identity(const pipc_call *call);

/**
 * What is known of the connection and, where the caller is authenticated, of its certificate; the
 * `index`-th value of that name, NULL past the last. A value with a 0 inside counts as NULL.
 *
 * @param name  `x509_subject`, `x509_common_name`, `x509_subject_alternative_name` (several),
 *              `x509_pem_cert`, `peer_dns`, `peer_uri`, `peer_email`, `peer_ip`, `peer_spiffe_id`;
 *              `transport_security_type` (`ssl`, or `insecure`), `security_level`; or any other
 *              that the core has.
 *
 * Threads: any.
 */
PIPC_API const char *pipc_call_auth_property(const pipc_call *call, const char *name, size_t index);

/** Milliseconds until the caller's deadline, 0 when it is over, INT64_MAX if there is none. */
PIPC_API int64_t pipc_call_time_left_ms(const pipc_call *call);

/**
 * Whether nobody waits for the answer any more: the caller cancelled, its deadline is over, it is
 * gone, or the service closes and has waited long enough. The core is asked from a call's beginning
 * if calls of its method have asked before, or else from the first question on, whose answer may be
 * a moment behind. Threads: any.
 */
PIPC_API bool pipc_call_is_cancelled(const pipc_call *call);

/**
 * Waits until the call is cancelled, but no longer than `timeout_ms` (negative: without limit), and
 * returns pipc_call_is_cancelled(). What a handler that must wait for something waits with: it
 * delays nobody else, and no close waits for it in vain.
 */
PIPC_API bool pipc_call_wait_cancelled(pipc_call *call, int64_t timeout_ms);

#ifdef __cplusplus
}
#endif

#endif
