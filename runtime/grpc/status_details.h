/* A whole error as the bytes of grpc-status-details-bin, and back. */
#ifndef PIPC_RUNTIME_GRPC_STATUS_DETAILS_H_
#define PIPC_RUNTIME_GRPC_STATUS_DETAILS_H_

#include <grpc/grpc.h>

#include <pipc/types.h>

/*
 * A google.rpc.Status that carries the description of `error` (proto/pipc/error_description.proto)
 * and, for those who do not know that, the same as a google.rpc.ErrorInfo. Of at most 4,096 bytes,
 * as peers take 8 KiB of metadata in all: what exceeds it is left out, the ErrorInfo first, then
 * details, the last one first, then the cause. Empty if there is no memory. Ownership: the
 * caller's.
 */
grpc_slice pipc__status_details_pack(const pipc_error *error);

/*
 * The error of a call that ended with `status`, `message` and such bytes, which are a stranger's:
 * the one they describe, or what <pipc/grpc_status.h> says of details that are not ours. Bytes that
 * cannot be read tell nothing. Returns the category.
 */
int pipc__fail_with_details(pipc_error **error, int status, grpc_slice message, grpc_slice bytes);

#endif
