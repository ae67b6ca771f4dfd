#include "grpc/bind_failure.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <pipc/error.h>

static int try_to_listen(int family, const struct sockaddr *address, socklen_t length,
                         bool reuse_port)
{
    int on = 1;
    int failure = 0;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (reuse_port)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, address, length) != 0 || listen(fd, 1) != 0)
        failure = errno;
    close(fd);
    return failure;
}

static const char *explain_tcp(const pipc__connection *connection, bool reuse_port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses;
    char port[16];
    int failure;

    snprintf(port, sizeof port, "%d", connection->port);
    failure = getaddrinfo(connection->host, port, &hints, &addresses);
    if (failure != 0)
        return gai_strerror(failure);
    for (struct addrinfo *a = addresses; a != NULL && failure == 0; a = a->ai_next)
        failure = try_to_listen(a->ai_family, a->ai_addr, a->ai_addrlen, reuse_port);
    freeaddrinfo(addresses);
    return failure == 0 ? NULL : strerror(failure);
}

/* A unix socket is not tried, as that would leave it behind; its directory tells most. */
static const char *explain_unix(const char *path)
{
    char directory[sizeof((struct sockaddr_un *)NULL)->sun_path];
    char *slash;

    snprintf(directory, sizeof directory, "%s", path);
    slash = strrchr(directory, '/');
    if (slash == NULL)
        strcpy(directory, ".");
    else
        slash[slash == directory ? 1 : 0] = '\0';
    return access(directory, W_OK | X_OK) == 0 ? NULL : strerror(errno);
}

int pipc__fail_to_listen(const pipc__connection *connection, const char *reason, pipc_error **error)
{
    int code = pipc_fail(error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "cannot listen on %s: %s",
                         connection->uri, reason);

    if (error != NULL) {
        pipc_error_set_cause(*error, reason);
        pipc_error_set_detail(*error, "url", connection->uri);
    }
    return code;
}

int pipc__fail_to_bind(const pipc__connection *connection, bool reuse_port, pipc_error **error)
{
    const char *reason = NULL;

    if (connection->host != NULL)
        reason = explain_tcp(connection, reuse_port);
    else if (strncmp(connection->target, "unix:", strlen("unix:")) == 0)
        reason = explain_unix(connection->target + strlen("unix:"));
    if (reason == NULL)
        reason = connection->secure ? "the gRPC core may not be able to use the files of credential"
                                    : "the gRPC core gave no reason";
    return pipc__fail_to_listen(connection, reason, error);
}
