/* Context: what travels with an operation and with each call a client makes. */
#ifndef PIPC_CONTEXT_H_
#define PIPC_CONTEXT_H_

#include <stdbool.h>

#include <pipc/grpc_compression.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For pipc_context_set_timeout_ms(): the client's options.timeout. */
#define PIPC_TIMEOUT_DEFAULT (-1)

/**
 * A new context. Wherever one is asked for, NULL means: no correlation id and all defaults.
 *
 * @param correlation_id  ties together what is logged and called for one purpose; NULL or "": none.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: copies its arguments; free *out with pipc_context_free().
 * Threads:   a context may be used by several threads at once as long as nobody changes it.
 */
PIPC_API PIPC_NODISCARD int pipc_context_new(const char *correlation_id, pipc_context **out,
                                             pipc_error **error);

/** Frees `context`, which no call may be using any more; accepts NULL. */
PIPC_API void pipc_context_free(pipc_context *context);

/** The correlation id; NULL if there is none. Borrowed until the context is freed. */
PIPC_API const char *pipc_context_correlation_id(const pipc_context *context);

/** How long a call may take, in milliseconds; 0: as long as it takes; < 0: the default. */
PIPC_API void pipc_context_set_timeout_ms(pipc_context *context, int64_t timeout_ms);

/** The above; PIPC_TIMEOUT_DEFAULT unless set, and for NULL. */
PIPC_API int64_t pipc_context_timeout_ms(const pipc_context *context);

/**
 * Whether a call waits, within its timeout, while there is no connection; false unless set: where
 * connecting has failed it fails at once.
 */
PIPC_API void pipc_context_set_wait_for_ready(pipc_context *context, bool wait_for_ready);

/**
 * What the messages of each call are compressed with. A server that cannot read that answers
 * UNIMPLEMENTED, as gRPC has it.
 */
PIPC_API void pipc_context_set_compression(pipc_context *context,
                                           pipc_grpc_compression compression);

/** What goes out with each call, to add to. Lives as long as the context. */
PIPC_API pipc_metadata *pipc_context_metadata(pipc_context *context);

/**
 * Where the metadata of the answer go: `initial`, that came before its messages, and `trailing`,
 * that came after them. Each may be NULL. They are filled, after what they hold already, when the
 * call is over; those of a stream, when its first message was read, and its end.
 *
 * Ownership: borrows both; they must live as long as the call. One call at a time may use them.
 */
PIPC_API void pipc_context_receive_metadata(pipc_context *context, pipc_metadata *initial,
                                            pipc_metadata *trailing);

/** What can end calls early; NULL: nothing. Ownership: borrowed, for as long as the calls run. */
PIPC_API void pipc_context_set_cancellation(pipc_context *context, pipc_cancellation *cancellation);

#ifdef __cplusplus
}
#endif

#endif
