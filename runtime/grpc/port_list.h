/* Where a server of the core listens. */
#ifndef PIPC_RUNTIME_GRPC_PORT_LIST_H_
#define PIPC_RUNTIME_GRPC_PORT_LIST_H_

#include <grpc/grpc.h>
#include <stdatomic.h>

#include "connect/connection.h"
#include "grpc/credentials.h"
#include "grpc/server.h"

/* Zeroed: none. */
typedef struct pipc__port_list {
    int *numbers; /* in the order of the connections; 0 of a unix socket */
    size_t count;
    /* Of each port its own: the core asks each of them for files that have changed. */
    pipc__server_credentials **credentials;
} pipc__port_list;

/*
 * Has `server` listen at `first` and all that follow it.
 *
 * Errors: those of pipc__fail_to_bind() and of pipc__server_credentials_create();
 *         PIPC_E_NO_MEMORY. `self` is to be disposed then too.
 */
int pipc__port_list_bind(pipc__port_list *self, grpc_server *server, const pipc__connection *first,
                         const pipc__server_options *options, pipc_error **error);

/* No call gets in any more by any of the ports: as of pipc__refusal_begin(). */
void pipc__port_list_refuse(const pipc__port_list *self, atomic_ulong *refused);

/* When the server is destroyed. */
void pipc__port_list_dispose(pipc__port_list *self);

#endif
