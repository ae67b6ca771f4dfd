/* A connection within the process: both ends of a pair of sockets. */
#include <errno.h>
#include <grpc/grpc_posix.h>
#include <grpc/grpc_security.h>
#include <string.h>
#include <sys/socket.h>

#include <pipc/error.h>

#include "grpc/server.h"
#include "grpc/server_stop.h"

int pipc__server_connect(pipc__server *server, int *fd, pipc_error **error)
{
    grpc_server_credentials *plain;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_SOCKET",
                         "no pair of sockets for a client in this process: %s", strerror(errno));
    plain = grpc_insecure_server_credentials_create();
    grpc_server_add_channel_from_fd(server->server, ends[0], plain);
    grpc_server_credentials_release(plain);
    *fd = ends[1];
    return PIPC_OK;
}
