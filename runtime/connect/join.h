/* Several servers as the one target that a channel of the core has. */
#ifndef PIPC_RUNTIME_CONNECT_JOIN_H_
#define PIPC_RUNTIME_CONNECT_JOIN_H_

#include "component/log.h"
#include "connect/connection.h"

/*
 * Makes one connection of a chain of several for a client. The core takes a list of addresses, but
 * not of names: names are looked up here, once. One that cannot be found is left out and logged as
 * long as another can.
 *
 * Errors:  PIPC_E_NO_RESPONSE CANNOT_CONNECT if none can be found; PIPC_E_NO_MEMORY. `connection`
 *          is as it was then.
 * Threads: blocks while names are looked up.
 */
int pipc__connection_join(pipc__connection *connection, const pipc__loggers *loggers,
                          const char *correlation_id, pipc_error **error);

#endif
