/* A whole error as the bytes of grpc-status-details-bin, and back. */
#ifndef PIPC_RUNTIME_GRPC_STATUS_DETAILS_H_
#define PIPC_RUNTIME_GRPC_STATUS_DETAILS_H_

#include <grpc/grpc.h>
#include <stdbool.h>

#include <pipc/types.h>

/*
 * A google.rpc.Status that carries the description of `error` (proto/pipc/error_description.proto).
 * Of at most 4,096 bytes, as peers take 8 KiB of metadata in all: what exceeds it is left out,
 * details first, the last one first, then the cause. Empty if there is no memory. Ownership: the
 * caller's.
 */
grpc_slice pipc__status_details_pack(const pipc_error *error);

/*
 * The error that such bytes describe. False, and nothing happens, if they hold no description of
 * ours; the bytes are a stranger's. `*code` is what the failed call returns.
 */
bool pipc__status_details_unpack(grpc_slice bytes, int *code, pipc_error **error);

#endif
