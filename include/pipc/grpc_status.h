/* gRPC status codes, and which category of error each of them is. */
#ifndef PIPC_GRPC_STATUS_H_
#define PIPC_GRPC_STATUS_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The codes of https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
typedef enum pipc_grpc_status {
    PIPC_GRPC_OK = 0,
    PIPC_GRPC_CANCELLED = 1,
    PIPC_GRPC_UNKNOWN = 2,
    PIPC_GRPC_INVALID_ARGUMENT = 3,
    PIPC_GRPC_DEADLINE_EXCEEDED = 4,
    PIPC_GRPC_NOT_FOUND = 5,
    PIPC_GRPC_ALREADY_EXISTS = 6,
    PIPC_GRPC_PERMISSION_DENIED = 7,
    PIPC_GRPC_RESOURCE_EXHAUSTED = 8,
    PIPC_GRPC_FAILED_PRECONDITION = 9,
    PIPC_GRPC_ABORTED = 10,
    PIPC_GRPC_OUT_OF_RANGE = 11,
    PIPC_GRPC_UNIMPLEMENTED = 12,
    PIPC_GRPC_INTERNAL = 13,
    PIPC_GRPC_UNAVAILABLE = 14,
    PIPC_GRPC_DATA_LOSS = 15,
    PIPC_GRPC_UNAUTHENTICATED = 16
} pipc_grpc_status;

/** "NOT_FOUND" for PIPC_GRPC_NOT_FOUND; "UNKNOWN" for what is not a status. */
PIPC_API const char *pipc_grpc_status_name(int status);

/** The category, one of PIPC_E_*, of a status; PIPC_OK of PIPC_GRPC_OK. */
PIPC_API int pipc_grpc_status_category(int status);

/**
 * The status with which `error` leaves a handler, or with which it came to a client. Of an error
 * that did not come over the wire it follows from the category; where several statuses share one,
 * the error's code tells which, if it is the name of a status of that category ("DEADLINE_EXCEEDED"
 * of PIPC_E_NO_RESPONSE), and an HTTP status 403 makes PIPC_E_UNAUTHORIZED a PERMISSION_DENIED. Of
 * NULL: PIPC_GRPC_OK.
 *
 * What a client gets for a status is the error that the other side made, if that is pipc too. Else
 * the category follows from the status, the code is the status's name, the message is the status's
 * message, and what google.rpc.Status carries of these in grpc-status-details-bin is added:
 *
 * - ErrorInfo: its reason is the code; its domain is the detail "domain"; each entry of its
 *   metadata is the detail of that key.
 * - BadRequest: the description of each violation is the detail called as its field; those of one
 *   field are joined by ", ".
 * - RetryInfo: its delay is the detail "retry_delay_ms", in milliseconds, rounded up.
 *
 * Of two details of one key the first one stays, and there are at most 100. Others read an error of
 * pipc's from an ErrorInfo of the domain "pipc": its code is the reason, its details are the
 * metadata.
 */
PIPC_API pipc_grpc_status pipc_error_grpc_status(const pipc_error *error);

/**
 * As pipc_fail(), for those who think in statuses: category and code are those of `status`, which
 * pipc_error_grpc_status() then returns. PIPC_GRPC_OK, which is no failure, is taken as UNKNOWN.
 */
PIPC_API int pipc_fail_grpc(pipc_error **error, pipc_grpc_status status, const char *format, ...)
    PIPC_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif

#endif
