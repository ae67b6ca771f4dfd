/* What a case expects. Each function fails, naming the call, what was expected and what came. */
#ifndef EXPECTATIONS_H_
#define EXPECTATIONS_H_

#include <stdbool.h>

#include "names.h"

/** A payload of `size` zero bytes and the type COMPRESSABLE; `came` may be NULL. */
PIPC_NODISCARD int expect_payload(const char *call, const payload *came, size_t size,
                                  pipc_error **error);

PIPC_NODISCARD int expect_number(const char *call, const char *what, long long came,
                                 long long expected, pipc_error **error);

/**
 * The end of a call, well or with the error `came`, to be the status `expected`, with `message`
 * unless that is NULL.
 *
 * Ownership: takes `came`, which may be NULL.
 */
PIPC_NODISCARD int expect_status(const char *call, pipc_error *came, pipc_grpc_status expected,
                                 const char *message, pipc_error **error);

/** The message that came last, of the call that was made last, to have been compressed, or not. */
PIPC_NODISCARD int expect_compression(const char *call, bool compressed, pipc_error **error);

/** `key` to have come once, with that value. */
PIPC_NODISCARD int expect_metadata(const char *call, const pipc_metadata *came, const char *key,
                                   const void *value, size_t length, pipc_error **error);

#endif
