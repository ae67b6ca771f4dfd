/* Why a port could not be bound, which the core only writes to its log. */
#ifndef PIPC_RUNTIME_GRPC_BIND_FAILURE_H_
#define PIPC_RUNTIME_GRPC_BIND_FAILURE_H_

#include "connect/connection.h"

/*
 * Returns PIPC_E_NO_RESPONSE CANNOT_CONNECT, naming the address and, as cause, what the system says
 * when it is asked for the same.
 */
int pipc__fail_to_bind(const pipc__connection *connection, bool reuse_port, pipc_error **error);

#endif
