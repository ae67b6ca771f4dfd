#include "grpc/connection_socket.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sync.h"

enum {
    ENTRY_COUNT = 1024, /* connections that are remembered */
    SEARCH_SHARE = 100, /* of the time, one in so many parts is for searching at most */
    RETRY_MS = 1000     /* until what was not found is searched for again */
};

/* What is known of a connection. */
typedef struct entry {
    const void *connection;
    pipc__peer_address address;
    int socket;       /* -1: it was not found, */
    int64_t retry_ns; /* and will not be before */
} entry;

/* Descriptors are the process's, and so is this. */
static struct {
    pipc__mutex mutex; /* guards all below */
    entry entries[ENTRY_COUNT];
    int64_t may_search_ns;
} known = {.mutex = PTHREAD_MUTEX_INITIALIZER};

const void *pipc__connection_of(grpc_call *call)
{
    grpc_auth_context *context = grpc_call_auth_context(call);

    grpc_auth_context_release(context);
    return context;
}

/* --- addresses ------------------------------------------------------------------------------ */

static void map_ipv4(const struct in_addr *host, struct in6_addr *out)
{
    memset(out, 0, sizeof *out);
    out->s6_addr[10] = out->s6_addr[11] = 0xff;
    memcpy(out->s6_addr + 12, host, sizeof *host);
}

static bool parse_ipv4(const char *host, struct in6_addr *out)
{
    struct in_addr ipv4;

    if (inet_pton(AF_INET, host, &ipv4) != 1)
        return false;
    map_ipv4(&ipv4, out);
    return true;
}

/* In brackets, which may be written as in a URI; a zone is left out. */
static bool parse_ipv6(char *host, struct in6_addr *out)
{
    char *end = strstr(host, "%5D");

    host += strncmp(host, "%5B", 3) == 0 ? 3 : 1;
    if (end == NULL)
        end = strchr(host, ']');
    if (end == NULL)
        return false;
    *end = '\0';
    host[strcspn(host, "%")] = '\0';
    return inet_pton(AF_INET6, host, out) == 1;
}

bool pipc__peer_address_parse(const char *peer, pipc__peer_address *out)
{
    char host[128];
    const char *port = strrchr(peer, ':');
    char *end;
    unsigned long number;

    if (port == NULL || strlen(peer) >= sizeof host)
        return false;
    number = strtoul(port + 1, &end, 10);
    if (end == port + 1 || *end != '\0' || number > UINT16_MAX)
        return false;
    out->port = htons((uint16_t)number);
    if (port - peer <= 5)
        return false;
    memcpy(host, peer, (size_t)(port - peer));
    host[port - peer] = '\0';
    if (strncmp(host, "ipv4:", 5) == 0)
        return parse_ipv4(host + 5, &out->host);
    return strncmp(host, "ipv6:", 5) == 0 && parse_ipv6(host + 5, &out->host);
}

static bool read_address(const struct sockaddr_storage *from, pipc__peer_address *out)
{
    if (from->ss_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)from;

        map_ipv4(&ipv4->sin_addr, &out->host);
        out->port = ipv4->sin_port;
        return true;
    }
    if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)from;

        out->host = ipv6->sin6_addr;
        out->port = ipv6->sin6_port;
        return true;
    }
    return false;
}

static bool leads_to(int socket, const pipc__peer_address *address)
{
    struct sockaddr_storage storage = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof storage;
    pipc__peer_address other = {.port = 0};

    return getpeername(socket, (struct sockaddr *)&storage, &length) == 0 &&
           read_address(&storage, &other) && other.port == address->port &&
           memcmp(&other.host, &address->host, sizeof other.host) == 0;
}

/* --- searching ------------------------------------------------------------------------------ */

/* Among all descriptors of the process; -1: it is not there. */
static int search(const pipc__peer_address *address)
{
    DIR *descriptors = opendir("/proc/self/fd");
    const struct dirent *descriptor;
    int found = -1;

    if (descriptors == NULL)
        return -1;
    while (found < 0 && (descriptor = readdir(descriptors)) != NULL) {
        char *end;
        long number = strtol(descriptor->d_name, &end, 10);

        if (end != descriptor->d_name && *end == '\0' && leads_to((int)number, address))
            found = (int)number;
    }
    closedir(descriptors);
    return found;
}

static bool read_peer(grpc_call *call, pipc__peer_address *out)
{
    char *peer = grpc_call_get_peer(call);
    bool is_tcp = pipc__peer_address_parse(peer, out);

    gpr_free(peer);
    return is_tcp;
}

/* With the mutex held. Whoever opens connections by the thousand must not make this slow. */
static void look_for(grpc_call *call, entry *found)
{
    int64_t now_ns = pipc__now_ns();

    if (now_ns < known.may_search_ns)
        return;
    found->socket = -1;
    if (read_peer(call, &found->address))
        found->socket = search(&found->address);
    found->retry_ns = pipc__deadline_ns(now_ns, RETRY_MS);
    known.may_search_ns = now_ns + SEARCH_SHARE * (pipc__now_ns() - now_ns);
}

/* With the mutex held. */
static int socket_of(grpc_call *call, const void *connection)
{
    entry *found = &known.entries[((uintptr_t)connection >> 4) % ENTRY_COUNT];

    if (found->connection != connection) {
        found->connection = connection;
        found->socket = -1;
        found->retry_ns = 0;
    }
    if (found->socket >= 0 && !leads_to(found->socket, &found->address)) {
        found->socket = -1;
        found->retry_ns = 0;
    }
    if (found->socket < 0 && found->retry_ns <= pipc__now_ns())
        look_for(call, found);
    return found->socket;
}

int pipc__connection_socket(grpc_call *call, const void *connection)
{
    int socket;

    if (connection == NULL)
        return -1;
    pipc__mutex_lock(&known.mutex);
    socket = socket_of(call, connection);
    pipc__mutex_unlock(&known.mutex);
    return socket;
}
