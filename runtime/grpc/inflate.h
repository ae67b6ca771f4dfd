/* Messages that came compressed: inflated no further than a bound, so that none is a bomb. */
#ifndef PIPC_RUNTIME_GRPC_INFLATE_H_
#define PIPC_RUNTIME_GRPC_INFLATE_H_

#include <grpc/grpc.h>
#include <stddef.h>
#include <stdint.h>

#include <pipc/types.h>

typedef struct pipc__inflated {
    uint8_t *bytes; /* NULL if there are none */
    size_t length;
} pipc__inflated;

/*
 * Inflates what came compressed with gzip or deflate, which gRPC has in zlib's wrapping. Stops as
 * soon as there are more than `max_bytes`. No bytes at all are an empty message.
 *
 * Errors:    PIPC_E_TOO_MANY_REQUESTS RESOURCE_EXHAUSTED for more than that; PIPC_E_INTERNAL
 *            BAD_MESSAGE for what is not compressed as it says, is cut off or goes on behind its
 *            end; PIPC_E_NO_MEMORY. *out is untouched then.
 * Ownership: out->bytes are the caller's, to be freed by pipc__free().
 */
int pipc__inflate(const grpc_byte_buffer *compressed, size_t max_bytes, pipc__inflated *out,
                  pipc_error **error);

#endif
