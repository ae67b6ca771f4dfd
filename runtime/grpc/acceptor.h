/* Accepts connections for the core, and no more of them at once than there may be. */
#ifndef PIPC_RUNTIME_GRPC_ACCEPTOR_H_
#define PIPC_RUNTIME_GRPC_ACCEPTOR_H_

#include <pipc/error.h>

#include "component/log.h"
#include "connect/connection.h"
#include "grpc/handover.h"
#include "grpc/listening.h"

typedef struct pipc__acceptor pipc__acceptor;

/*
 * One that listens nowhere yet, for up to `connection_max` connections, and no more than
 * pipc__descriptors_for_connections(); 0: for any. What is one too many is closed at once. Where no
 * descriptor is left connections wait until there is one. `loggers` (borrowed) are told, once a
 * minute at most.
 *
 * Errors: PIPC_E_NO_MEMORY; PIPC_E_INTERNAL NO_DESCRIPTOR.
 */
int pipc__acceptor_new(size_t connection_max, const pipc__loggers *loggers, pipc__acceptor **out,
                       pipc_error **error);

/*
 * Listens at `connection`, for the core to serve by `core_acceptor`; *port is where. Not once it is
 * started.
 *
 * Errors: those of pipc__listening_open(); PIPC_E_NO_MEMORY.
 */
int pipc__acceptor_listen(pipc__acceptor *self, const pipc__connection *connection,
                          const pipc__listening_options *options,
                          pipc__core_acceptor *core_acceptor, int *port, pipc_error **error);

/*
 * Accepts, on a thread of its own, from when the server was started.
 *
 * Errors: PIPC_E_INTERNAL NO_THREAD.
 */
int pipc__acceptor_start(pipc__acceptor *self, pipc_error **error);

/* Accepts no more, and listens no more, which is due before the server shuts down; accepts NULL. */
void pipc__acceptor_stop(pipc__acceptor *self);

/* Stops it, if need be, and frees it; accepts NULL. */
void pipc__acceptor_free(pipc__acceptor *self);

#endif
