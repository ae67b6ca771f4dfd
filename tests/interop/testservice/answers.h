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
 * Fails with INVALID_ARGUMENT if a message was to be compressed.
 *
 * The runtime gives a handler its messages decompressed, and the core keeps `grpc-encoding` to
 * itself: no message is compressed as far as this server can know, not even one that was. So it
 * refuses the probe of the tests client_compressed_*, as it must, and then what they go on with.
 */
PIPC_NODISCARD int answer_compression(const bool_value *expected, pipc_error **error);

/**
 * Makes `out` a payload of `size` zero bytes. That a response is to be compressed is passed over:
 * there is no way yet to say so.
 *
 * Errors:    INVALID_ARGUMENT for a type other than COMPRESSABLE, and a size below 0 or above
 *            BODY_MAX.
 * Ownership: the body is static.
 */
PIPC_NODISCARD int answer_payload(payload_type type, int32_t size, payload *out,
                                  pipc_error **error);

#endif
