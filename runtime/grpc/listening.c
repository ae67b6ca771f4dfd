#include "grpc/listening.h"

#include <errno.h>
#include <limits.h>
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

/* Whatever an accepted connection inherits is set here, as the core does it. */
static void set_tcp_options(int fd, const pipc__listening_options *options)
{
    const int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (options->reuse_port)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (options->user_timeout_ms > 0)
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &options->user_timeout_ms,
                   sizeof options->user_timeout_ms);
}

/* -1: it cannot be, and errno tells why. */
static int open_socket(const struct sockaddr *address, socklen_t length,
                       const pipc__listening_options *options)
{
    const int off = 0;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int failure;

    if (fd < 0)
        return -1;
    if (address->sa_family != AF_UNIX)
        set_tcp_options(fd, options);
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    /* The system makes it as many as may wait. */
    if (bind(fd, address, length) == 0 && listen(fd, INT_MAX) == 0)
        return fd;
    failure = errno;
    close(fd);
    errno = failure;
    return -1;
}

static void note_reason(pipc__listening *self, const char *reason)
{
    if (self->reason == NULL)
        self->reason = reason;
}

static bool add(pipc__listening *self, const struct sockaddr *address, socklen_t length,
                const pipc__listening_options *options)
{
    int fd;

    if (self->count == PIPC__LISTENING_MAX)
        return false;
    fd = open_socket(address, length, options);
    if (fd >= 0)
        self->fds[self->count++] = fd;
    else
        note_reason(self, strerror(errno));
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
                    const pipc__listening_options *options)
{
    if (self->port != 0)
        *port_of(address) = htons((in_port_t)self->port);
    if (add(self, address, length, options) && self->port == 0)
        note_port(self);
}

static bool is_any(const char *host)
{
    return strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
}

/* Like the core: one socket for both kinds of addresses, where there are both. */
static void listen_anywhere(pipc__listening *self, const pipc__listening_options *options)
{
    struct sockaddr_in6 both = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT};
    struct sockaddr_in any = {.sin_family = AF_INET};

    add_tcp(self, (struct sockaddr *)&both, sizeof both, options);
    if (self->count == 0)
        add_tcp(self, (struct sockaddr *)&any, sizeof any, options);
}

static void listen_tcp(pipc__listening *self, const char *host,
                       const pipc__listening_options *options)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses;
    int failure;

    if (is_any(host)) {
        listen_anywhere(self, options);
        return;
    }
    failure = getaddrinfo(host, NULL, &hints, &addresses);
    if (failure != 0) {
        note_reason(self, gai_strerror(failure));
        return;
    }
    for (struct addrinfo *a = addresses; a != NULL; a = a->ai_next)
        add_tcp(self, a->ai_addr, a->ai_addrlen, options);
    freeaddrinfo(addresses);
}

/* --- unix sockets --------------------------------------------------------------------------- */

static bool is_socket(const char *path, struct stat *status)
{
    return stat(path, status) == 0 && S_ISSOCK(status->st_mode);
}

/* One that nobody listens on any more would be in the way, as would that of a predecessor. */
static void make_way(const char *path)
{
    struct stat status;

    if (is_socket(path, &status))
        unlink(path);
}

static void note_socket(pipc__listening *self)
{
    struct stat status;

    if (!is_socket(self->path, &status))
        return;
    self->device = status.st_dev;
    self->inode = status.st_ino;
}

/* While it is open its number is given to no other. */
static void remove_socket(const pipc__listening *self)
{
    struct stat status;

    if (self->path != NULL && is_socket(self->path, &status) && status.st_dev == self->device &&
        status.st_ino == self->inode)
        unlink(self->path);
}

static bool listen_at_path(pipc__listening *self, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path) {
        note_reason(self, strerror(ENAMETOOLONG));
        return true;
    }
    memcpy(address.sun_path, path, strlen(path));
    self->path = pipc__strdup(path);
    if (self->path == NULL)
        return false;
    make_way(path);
    if (add(self, (const struct sockaddr *)&address, sizeof address, NULL))
        note_socket(self);
    return true;
}

/* Its name begins with a 0, and ends where its length says. */
static void listen_at_name(pipc__listening *self, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);

    if (length >= sizeof address.sun_path) {
        note_reason(self, strerror(ENAMETOOLONG));
        return;
    }
    memcpy(address.sun_path + 1, name, length);
    add(self, (const struct sockaddr *)&address,
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length), NULL);
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

int pipc__listening_open(pipc__listening *self, const pipc__connection *connection,
                         const pipc__listening_options *options, pipc_error **error)
{
    bool has_memory = true;
    const char *reason;

    *self = (pipc__listening){.port = connection->host == NULL ? 0 : connection->port};
    if (connection->host == NULL)
        has_memory = listen_unix(self, connection->target);
    else
        listen_tcp(self, connection->host, options);
    if (has_memory && self->count > 0)
        return PIPC_OK;
    reason = self->reason;
    pipc__listening_close(self);
    return has_memory ? pipc__fail_to_listen(connection, reason, error)
                      : pipc_fail_no_memory(error);
}

void pipc__listening_close(pipc__listening *self)
{
    remove_socket(self);
    for (size_t i = 0; i < self->count; i++)
        close(self->fds[i]);
    pipc__free(self->path);
    *self = (pipc__listening){.count = 0};
}
