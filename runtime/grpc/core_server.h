/* A server of the core, with the arguments that ours needs. */
#ifndef PIPC_RUNTIME_GRPC_CORE_SERVER_H_
#define PIPC_RUNTIME_GRPC_CORE_SERVER_H_

#include "grpc/handover.h"
#include "grpc/server.h"

/*
 * Cannot fail. To be destroyed by grpc_server_destroy(). `core_acceptor` outlives it: as of
 * pipc__port_list_bind().
 */
grpc_server *pipc__core_server_create(const pipc__server_options *options,
                                      pipc__core_acceptor **core_acceptor);

#endif
