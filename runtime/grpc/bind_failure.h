/* Why a port could not be bound, also where the core only writes that to its log. */
#ifndef PIPC_RUNTIME_GRPC_BIND_FAILURE_H_
#define PIPC_RUNTIME_GRPC_BIND_FAILURE_H_

#include "connect/connection.h"

/* Returns PIPC_E_NO_RESPONSE CANNOT_CONNECT, naming the address and, as cause, `reason`. */
int pipc__fail_to_listen(const pipc__connection *connection, const char *reason,
                         pipc_error **error);

/*
 * The same where the core could not, and keeps the reason to itself: it is what the system says
 * when it is asked for the same.
 */
int pipc__fail_to_bind(const pipc__connection *connection, bool reuse_port, pipc_error **error);

#endif
