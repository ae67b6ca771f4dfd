/* The details of a google.rpc.Status that every gRPC knows: google.rpc.ErrorInfo and so on. */
#ifndef PIPC_RUNTIME_GRPC_FOREIGN_DETAILS_H_
#define PIPC_RUNTIME_GRPC_FOREIGN_DETAILS_H_

#include <stdbool.h>

#include <pipc/types.h>

#include "base/arena.h"
#include "base/violations.h"
#include "pipc/error_description.pb-c.h"

/* Past so many details of an error, those of strangers are left out. */
enum { PIPC__FOREIGN_DETAILS_MAX = 100 };

/*
 * Adds to `error` (not NULL) what `status` has of ErrorInfo, BadRequest and RetryInfo, as
 * <pipc/grpc_status.h> says. What is none of them, or cannot be read, is passed over. `arena` is
 * for what is needed meanwhile.
 */
void pipc__foreign_details_read(const Pipc__Status *status, pipc__arena *arena, pipc_error *error);

/* Makes `any` an ErrorInfo that says what `description` does. False: it has no code, or there is no
 * memory. */
bool pipc__foreign_details_write(const Pipc__ErrorDescription *description, pipc__arena *arena,
                                 Pipc__Any *any);

/*
 * Makes `any` a BadRequest of as many of `violations` as fit into `most` bytes. False: there are
 * none, or there is no memory.
 */
bool pipc__foreign_details_write_violations(const pipc__violations *violations, size_t most,
                                            pipc__arena *arena, Pipc__Any *any);

#endif
