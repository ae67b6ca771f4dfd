/* Cancellation: ends calls from outside. */
#ifndef PIPC_CANCELLATION_H_
#define PIPC_CANCELLATION_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Something to cancel calls with: pipc_context_set_cancellation() puts it into the context of as
 * many as shall end together.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: free *out with pipc_cancellation_free().
 */
PIPC_API PIPC_NODISCARD int pipc_cancellation_new(pipc_cancellation **out, pipc_error **error);

/** Frees `self`; accepts NULL. No call may be using it any more. */
PIPC_API void pipc_cancellation_free(pipc_cancellation *self);

/**
 * Ends the calls that use it, and those that will: they fail with PIPC_E_FAILED_INVOCATION
 * CANCELLED, and their handlers are told. A second time is a no-op. Threads: any.
 */
PIPC_API void pipc_cancellation_cancel(pipc_cancellation *self);

/** Whether that was called. Of NULL: false. Threads: any. */
PIPC_API bool pipc_cancellation_is_cancelled(const pipc_cancellation *self);

#ifdef __cplusplus
}
#endif

#endif
