/* Metadata: what travels around the messages of a call, as pairs of key and value. */
#ifndef PIPC_METADATA_H_
#define PIPC_METADATA_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Keys may repeat, and keep their order. A key is made of a-z, 0-9, "-", "_" and "."; one that ends
 * in "-bin" has a value of any bytes, every other one of printable ASCII (gRPC over HTTP2,
 * Custom-Metadata). Those that begin with "grpc-" are gRPC's own. A peer takes 8 KiB of all
 * together, unless it was configured otherwise.
 */

/** No metadata. Errors: PIPC_E_NO_MEMORY. Ownership: free *out with pipc_metadata_free(). */
PIPC_API PIPC_NODISCARD int pipc_metadata_new(pipc_metadata **out, pipc_error **error);

/** Frees `self`, if it is from pipc_metadata_new(); accepts NULL. */
PIPC_API void pipc_metadata_free(pipc_metadata *self);

/**
 * Adds a value that is text; of a key that ends in "-bin", its bytes.
 *
 * Errors:    PIPC_E_BAD_REQUEST BAD_METADATA for a key or value that is not as above, naming the
 *            key; PIPC_E_NO_MEMORY.
 * Ownership: copies its arguments.
 */
PIPC_API PIPC_NODISCARD int pipc_metadata_add(pipc_metadata *self, const char *key,
                                              const char *value, pipc_error **error);

/** As pipc_metadata_add(), of `length` bytes. */
PIPC_API PIPC_NODISCARD int pipc_metadata_add_bytes(pipc_metadata *self, const char *key,
                                                    const void *value, size_t length,
                                                    pipc_error **error);

/** How many pairs there are. Of NULL: 0. */
PIPC_API size_t pipc_metadata_count(const pipc_metadata *self);

/**
 * The key of pair `index`, NULL past the last; unless NULL, *value is its value, with a 0 behind
 * it, and *length the length of that. Borrowed until `self` changes.
 */
PIPC_API const char *pipc_metadata_at(const pipc_metadata *self, size_t index, const char **value,
                                      size_t *length);

/**
 * The first value of `key`, NULL if there is none; unless `length` is NULL, *length is its length.
 * Borrowed until `self` changes.
 */
PIPC_API const char *pipc_metadata_get(const pipc_metadata *self, const char *key, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
