#include "connect/join.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

/* What is being put together. */
typedef struct address_list {
    pipc__str addresses; /* each with a comma behind it */
    bool ipv6;           /* all are written as IPv6, for which IPv4 is mapped into it */
    const char *failure; /* why the last name that was not found was not */
} address_list;

/* --- names to addresses --------------------------------------------------------------------- */

static int look_up(const pipc__connection *connection, struct addrinfo **out)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    const struct addrinfo numeric = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    char port[16];

    snprintf(port, sizeof port, "%d", connection->port);
    if (getaddrinfo(connection->host, port, &numeric, out) == 0)
        return 0;
    return getaddrinfo(connection->host, port, &hints, out);
}

/* Text with what is special in a uri written as the core decodes it. */
static void append_encoded(pipc__str *text, const char *address)
{
    for (; *address != '\0'; address++)
        if (*address == '%')
            pipc__str_append(text, "%25");
        else
            pipc__str_append_bytes(text, address, 1);
}

/* Whether `item`, with its comma, stands in `addresses` as a whole. */
static bool holds(const pipc__str *addresses, const char *item)
{
    const char *found = addresses->text;

    while (found != NULL && (found = strstr(found, item)) != NULL) {
        if (found == addresses->text || found[-1] == ',')
            return true;
        found++;
    }
    return false;
}

static void append_address(address_list *self, const struct addrinfo *address, int port)
{
    char text[NI_MAXHOST];
    pipc__str item = {.length = 0};

    if (getnameinfo(address->ai_addr, address->ai_addrlen, text, sizeof text, NULL, 0,
                    NI_NUMERICHOST) != 0)
        return;
    pipc__str_append(&item, self->ipv6 ? "%5B" : "");
    pipc__str_append(&item, self->ipv6 && address->ai_family == AF_INET ? "::ffff:" : "");
    append_encoded(&item, text);
    pipc__str_printf(&item, "%s:%d,", self->ipv6 ? "%5D" : "", port);
    if (item.failed)
        self->addresses.failed = true;
    else if (!holds(&self->addresses, item.text))
        pipc__str_append(&self->addresses, item.text);
    pipc__str_dispose(&item);
}

static void append_addresses(address_list *self, const pipc__connection *connection,
                             const struct addrinfo *found)
{
    for (const struct addrinfo *address = found; address != NULL; address = address->ai_next)
        if (address->ai_family == AF_INET || address->ai_family == AF_INET6)
            append_address(self, address, connection->port);
}

static bool holds_ipv6(const struct addrinfo *found)
{
    for (const struct addrinfo *address = found; address != NULL; address = address->ai_next)
        if (address->ai_family == AF_INET6)
            return true;
    return false;
}

/* Looks all names up; gives the results in the order of the chain, NULL where there is none. */
static void look_all_up(address_list *self, const pipc__connection *chain,
                        struct addrinfo **results, const pipc__loggers *loggers,
                        const char *correlation_id)
{
    size_t count = 0;

    for (const pipc__connection *c = chain; c != NULL; c = c->next, count++) {
        int failure = look_up(c, &results[count]);

        if (failure == 0) {
            self->ipv6 = self->ipv6 || holds_ipv6(results[count]);
            continue;
        }
        results[count] = NULL;
        self->failure = gai_strerror(failure);
        pipc__loggers_log(loggers, PIPC_LOG_WARN, correlation_id, NULL,
                          "the client goes without %s, which cannot be looked up: %s", c->uri,
                          self->failure);
    }
}

static size_t count_chain(const pipc__connection *chain)
{
    size_t count = 0;

    for (; chain != NULL; chain = chain->next)
        count++;
    return count;
}

static bool join_hosts(address_list *self, const pipc__connection *chain,
                       const pipc__loggers *loggers, const char *correlation_id)
{
    struct addrinfo **results = pipc__alloc_zeroed(count_chain(chain) * sizeof(*results));
    size_t count = 0;

    if (results == NULL)
        return false;
    look_all_up(self, chain, results, loggers, correlation_id);
    for (const pipc__connection *c = chain; c != NULL; c = c->next, count++) {
        append_addresses(self, c, results[count]);
        if (results[count] != NULL)
            freeaddrinfo(results[count]);
    }
    pipc__free(results);
    return !self->addresses.failed;
}

/* --- the whole ------------------------------------------------------------------------------ */

/* The text without the comma at its end; NULL if there is no memory. */
static char *take_list(pipc__str *text)
{
    char *list = pipc__str_take(text);

    if (list != NULL && list[0] != '\0')
        list[strlen(list) - 1] = '\0';
    return list;
}

static char *join_uris(const pipc__connection *chain)
{
    pipc__str text = {.length = 0};

    for (const pipc__connection *c = chain; c != NULL; c = c->next)
        pipc__str_printf(&text, "%s%s", c == chain ? "" : ", ", c->uri);
    return pipc__str_take(&text);
}

/* Unix sockets: "unix:/a" and "unix:/b" are "unix:/a,/b". */
static char *join_paths(const pipc__connection *chain)
{
    size_t scheme = (size_t)(strchr(chain->target, ':') - chain->target) + 1;
    pipc__str text = {.length = 0};

    pipc__str_append_bytes(&text, chain->target, scheme);
    for (const pipc__connection *c = chain; c != NULL; c = c->next)
        pipc__str_printf(&text, "%s,", c->target + scheme);
    return take_list(&text);
}

static int fail_to_find(const pipc__connection *chain, const char *reason, pipc_error **error)
{
    char *uris = join_uris(chain);
    int code;

    if (uris == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_fail(error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "none of %s can be looked up: %s",
                     uris, reason);
    if (error != NULL)
        pipc_error_set_detail(*error, "url", uris);
    pipc__free(uris);
    return code;
}

/* Makes *out the target of several hosts. */
static int make_host_target(const pipc__connection *chain, const pipc__loggers *loggers,
                            const char *correlation_id, char **out, pipc_error **error)
{
    address_list self = {.ipv6 = false};
    char *addresses;

    if (!join_hosts(&self, chain, loggers, correlation_id)) {
        pipc__str_dispose(&self.addresses);
        return pipc_fail_no_memory(error);
    }
    if (self.addresses.length == 0)
        return fail_to_find(chain, self.failure, error);
    addresses = take_list(&self.addresses);
    if (addresses == NULL)
        return pipc_fail_no_memory(error);
    *out = pipc__str_format("%s%s", self.ipv6 ? "ipv6:" : "ipv4:", addresses);
    pipc__free(addresses);
    return *out == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static char *authority_of(const pipc__connection *connection)
{
    bool ipv6 = strchr(connection->host, ':') != NULL;

    return pipc__str_format("%s%s%s:%d", ipv6 ? "[" : "", connection->host, ipv6 ? "]" : "",
                            connection->port);
}

int pipc__connection_join(pipc__connection *connection, const pipc__loggers *loggers,
                          const char *correlation_id, pipc_error **error)
{
    pipc__connection joined = {.secure = connection->secure, .port = connection->port};
    int code = PIPC_OK;

    if (connection->host == NULL) {
        joined.target = join_paths(connection);
    } else {
        code = make_host_target(connection, loggers, correlation_id, &joined.target, error);
        joined.authority = authority_of(connection);
        joined.host = pipc__strdup(connection->host);
    }
    joined.uri = join_uris(connection);
    if (code == PIPC_OK &&
        (joined.target == NULL || joined.uri == NULL ||
         (connection->host != NULL && (joined.authority == NULL || joined.host == NULL))))
        code = pipc_fail_no_memory(error);
    if (code != PIPC_OK) {
        pipc__connection_dispose(&joined);
        return code;
    }
    pipc__connection_dispose(connection);
    *connection = joined;
    return PIPC_OK;
}
