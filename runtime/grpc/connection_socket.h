/* Which socket of the process a connection of the core is: the core does not tell. */
#ifndef PIPC_RUNTIME_GRPC_CONNECTION_SOCKET_H_
#define PIPC_RUNTIME_GRPC_CONNECTION_SOCKET_H_

#include <grpc/grpc.h>
#include <netinet/in.h>
#include <stdbool.h>

/* One end of a TCP connection; IPv4 as IPv6 has it, ::ffff:0:0/96. */
typedef struct pipc__peer_address {
    struct in6_addr host;
    in_port_t port; /* as it is sent */
} pipc__peer_address;

/* Reads what grpc_call_get_peer() gives; false: it is not of TCP. */
bool pipc__peer_address_parse(const char *peer, pipc__peer_address *out);

/* Something that is the same for all calls of a connection, while there are any; NULL: not known.
 */
const void *pipc__connection_of(grpc_call *call);

/*
 * The descriptor of the TCP connection, pipc__connection_of(), that a server's `call` came on; -1:
 * there is none, or it was not found for now. It is the core's, which may close it at any moment:
 * do with it only what harms no other socket. Threads: any.
 */
int pipc__connection_socket(grpc_call *call, const void *connection);

#endif
