/* What the handlers of the test service answer with. */
#ifndef ANSWERS_H_
#define ANSWERS_H_

#include "names.h"

/** The longest body of a response: more than any test asks for, less than hurts. */
#define BODY_MAX (16 * 1024 * 1024)

/** Adds to the answer the metadata that came to be echoed, initial and trailing. */
PIPC_NODISCARD int answer_metadata(pipc_call *call, pipc_error **error);

/** Fails with the status that the caller wants to see; `wanted` may be NULL, or OK. */
PIPC_NODISCARD int answer_status(const echo_status *wanted, pipc_error **error);

/**
 * Fails with INVALID_ARGUMENT if the message that came last was to be compressed, or was not to be,
 * and came otherwise; `expected` may be NULL.
 */
PIPC_NODISCARD int answer_compression(pipc_call *call, const bool_value *expected,
                                      pipc_error **error);

/**
 * Has the next message compressed if it is to be; `wanted` may be NULL. Of a stream whose first
 * message says nothing of it, nothing is.
 */
void answer_compressed(pipc_call *call, const bool_value *wanted);

/**
 * Makes `out` a payload of `size` zero bytes.
 *
 * Errors:    INVALID_ARGUMENT for a type other than COMPRESSABLE, and a size below 0 or above
 *            BODY_MAX.
 * Ownership: the body is static.
 */
PIPC_NODISCARD int answer_payload(payload_type type, int32_t size, payload *out,
                                  pipc_error **error);

#endif
