/* Errors as gRPC statuses, and statuses as errors. */
#ifndef PIPC_RUNTIME_GRPC_STATUS_H_
#define PIPC_RUNTIME_GRPC_STATUS_H_

#include <grpc/grpc.h>

#include <pipc/grpc_status.h>

/*
 * The text that goes out as grpc-message: that of `error`, cut so that percent-encoded it has at
 * most 2,048 bytes, as peers take 8 KiB of metadata in all. Ownership: the slice is the caller's.
 */
grpc_slice pipc__status_message(const pipc_error *error);

/*
 * The error that a status is which came without a description of ours, or with one that cannot be
 * read: category and code follow from `status`. Returns the category.
 */
int pipc__fail_with_status(pipc_error **error, int status, grpc_slice message);

/*
 * Sees to it that pipc_error_grpc_status() of `error`, with which a call ended, is `status`, though
 * its category and code may be those of another one. `error` may be NULL.
 */
void pipc__error_keep_grpc_status(pipc_error *error, int status);

#endif
