/* Where a server of the core listens. */
#ifndef PIPC_RUNTIME_GRPC_PORT_LIST_H_
#define PIPC_RUNTIME_GRPC_PORT_LIST_H_

#include <grpc/grpc.h>

#include "connect/connection.h"
#include "grpc/acceptor.h"
#include "grpc/credentials.h"
#include "grpc/server.h"

/* Zeroed: none. */
typedef struct pipc__port_list {
    int *numbers; /* in the order of the connections; 0 of a unix socket */
    size_t count;
    /* Of each port its own: the core asks each of them for files that have changed. */
    pipc__server_credentials **credentials;
    pipc__acceptor *acceptor; /* NULL: the core accepts, and bounds connections if need be */
} pipc__port_list;

/*
 * Has `server` listen at `first` and all that follow it. `core_acceptor` is where the core puts
 * what takes connections, if it is not to accept them itself.
 *
 * Errors: those of pipc__fail_to_bind() and of pipc__server_credentials_create();
 *         PIPC_E_NO_MEMORY. `self` is to be disposed then too.
 */
int pipc__port_list_bind(pipc__port_list *self, grpc_server *server,
                         pipc__core_acceptor **core_acceptor, const pipc__connection *first,
                         const pipc__server_options *options, pipc_error **error);

/* When the server was started. Errors: those of pipc__acceptor_start(). */
int pipc__port_list_start(pipc__port_list *self, pipc_error **error);

/* Before the server shuts down. */
void pipc__port_list_stop(pipc__port_list *self);

/* No call gets in any more by any of the ports: as of pipc__refusal_begin(). */
void pipc__port_list_refuse(const pipc__port_list *self);

/* When the server is destroyed. */
void pipc__port_list_dispose(pipc__port_list *self);

#endif
