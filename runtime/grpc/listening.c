#include "grpc/listening.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"
#include "grpc/bind_failure.h"

#define UNIX "unix:"
#define UNIX_ABSTRACT "unix-abstract:"

/* Whatever an accepted connection inherits is set here. -1: it cannot be. */
static int open_socket(const struct sockaddr *address, socklen_t length, bool reuse_port)
{
    const int on = 1, off = 0;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    if (address->sa_family != AF_UNIX) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    if (reuse_port)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, address, length) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool add(pipc__listening *self, const struct sockaddr *address, socklen_t length,
                bool reuse_port)
{
    int fd;

    if (self->count == PIPC__LISTENING_MAX)
        return false;
    fd = open_socket(address, length, reuse_port);
    if (fd >= 0)
        self->fds[self->count++] = fd;
    return fd >= 0;
}

/* --- TCP ------------------------------------------------------------------------------------ */

static in_port_t *port_of(struct sockaddr *address)
{
    if (address->sa_family == AF_INET6)
        return &((struct sockaddr_in6 *)(void *)address)->sin6_port;
    return &((struct sockaddr_in *)(void *)address)->sin_port;
}

/* Where any port is asked for, all addresses are to have the one that the first has got. */
static void note_port(pipc__listening *self)
{
    struct sockaddr_in6 address = {.sin6_port = 0}; /* IPv4 has its port at the same place */
    socklen_t length = sizeof address;

    if (getsockname(self->fds[0], (struct sockaddr *)&address, &length) == 0)
        self->port = ntohs(address.sin6_port);
}

static void add_tcp(pipc__listening *self, struct sockaddr *address, socklen_t length,
                    bool reuse_port)
{
    if (self->port != 0)
        *port_of(address) = htons((in_port_t)self->port);
    if (add(self, address, length, reuse_port) && self->port == 0)
        note_port(self);
}

static bool is_any(const char *host)
{
    return strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
}

/* Like the core: one socket for both kinds of addresses, where there are both. */
static void listen_anywhere(pipc__listening *self, bool reuse_port)
{
    struct sockaddr_in6 both = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT};
    struct sockaddr_in any = {.sin_family = AF_INET};

    add_tcp(self, (struct sockaddr *)&both, sizeof both, reuse_port);
    if (self->count == 0)
        add_tcp(self, (struct sockaddr *)&any, sizeof any, reuse_port);
}

static void listen_tcp(pipc__listening *self, const char *host, bool reuse_port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses;

    if (is_any(host)) {
        listen_anywhere(self, reuse_port);
        return;
    }
    if (getaddrinfo(host, NULL, &hints, &addresses) != 0)
        return;
    for (struct addrinfo *a = addresses; a != NULL; a = a->ai_next)
        add_tcp(self, a->ai_addr, a->ai_addrlen, reuse_port);
    freeaddrinfo(addresses);
}

/* --- unix sockets --------------------------------------------------------------------------- */

/* One that nobody listens on any more would be in the way. */
static void remove_socket(const char *path)
{
    struct stat status;

    if (stat(path, &status) == 0 && S_ISSOCK(status.st_mode))
        unlink(path);
}

static bool listen_at_path(pipc__listening *self, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        return true;
    memcpy(address.sun_path, path, strlen(path));
    remove_socket(path);
    if (!add(self, (const struct sockaddr *)&address, sizeof address, false))
        return true;
    self->path = pipc__strdup(path);
    return self->path != NULL;
}

/* Its name begins with a 0, and ends where its length says. */
static void listen_at_name(pipc__listening *self, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);

    if (length >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path + 1, name, length);
    add(self, (const struct sockaddr *)&address,
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length), false);
}

/* False: no memory. */
static bool listen_unix(pipc__listening *self, const char *target)
{
    if (strncmp(target, UNIX, strlen(UNIX)) == 0) {
        const char *path = target + strlen(UNIX);

        return listen_at_path(self, strncmp(path, "//", 2) == 0 ? path + 2 : path);
    }
    if (strncmp(target, UNIX_ABSTRACT, strlen(UNIX_ABSTRACT)) == 0)
        listen_at_name(self, target + strlen(UNIX_ABSTRACT));
    return true;
}

int pipc__listening_open(pipc__listening *self, const pipc__connection *connection, bool reuse_port,
                         pipc_error **error)
{
    bool has_memory = true;

    *self = (pipc__listening){.port = connection->host == NULL ? 0 : connection->port};
    if (connection->host == NULL)
        has_memory = listen_unix(self, connection->target);
    else
        listen_tcp(self, connection->host, reuse_port);
    if (has_memory && self->count > 0)
        return PIPC_OK;
    pipc__listening_close(self);
    return has_memory ? pipc__fail_to_bind(connection, reuse_port, error)
                      : pipc_fail_no_memory(error);
}

void pipc__listening_close(pipc__listening *self)
{
    for (size_t i = 0; i < self->count; i++)
        close(self->fds[i]);
    if (self->path != NULL)
        remove_socket(self->path);
    pipc__free(self->path);
    *self = (pipc__listening){.count = 0};
}
