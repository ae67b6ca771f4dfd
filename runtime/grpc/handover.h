/* How connections that we have accepted become the core's, on those cores that bound none. */
#ifndef PIPC_RUNTIME_GRPC_HANDOVER_H_
#define PIPC_RUNTIME_GRPC_HANDOVER_H_

#include <grpc/grpc.h>
#include <stdbool.h>

#include "grpc/arguments.h"

/* What takes the connections of one port. Of the core, and gone when the server shuts down. */
typedef struct pipc__core_acceptor pipc__core_acceptor;

/* Whether this core is one of those of which it is known how. Threads: any. */
bool pipc__handover_is_known(void);

/* Tells a server where to put what takes connections; `slot` outlives it. */
void pipc__handover_prepare(pipc__core_acceptor **slot, pipc__arguments *arguments);

/*
 * What takes connections of `credentials`; NULL: the core knows of none. `slot` is the one that the
 * server was told.
 */
pipc__core_acceptor *pipc__handover_open(grpc_server *server, pipc__core_acceptor **slot,
                                         grpc_server_credentials *credentials);

/*
 * Gives the core a connection, as if it had accepted that itself. Takes `fd`. Once the server was
 * started, and before it shuts down. Threads: any.
 */
void pipc__handover_give(pipc__core_acceptor *acceptor, int listening_fd, int fd);

#endif
