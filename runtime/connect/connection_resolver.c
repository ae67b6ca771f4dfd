#include "connect/connection_resolver.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "connect/address.h"
#include "connect/uri.h"

static int read_protocol(const pipc__section *self, bool *secure, pipc_error **error)
{
    const char *protocol = pipc_config_params_get_default(self->params, "protocol", "http");
    int code;

    *secure = pipc__str_equal_ignoring_case(protocol, "https");
    if (*secure || pipc__str_equal_ignoring_case(protocol, "http"))
        return PIPC_OK;
    code = pipc_fail(error, PIPC_E_MISCONFIGURATION, "WRONG_PROTOCOL",
                     "%s.protocol is \"%s\", expected http or https", self->name, protocol);
    if (error != NULL)
        pipc_error_set_detail(*error, "protocol", protocol);
    return code;
}

static int read_port(const pipc__section *self, const pipc__connection_defaults *defaults, int *out,
                     pipc_error **error)
{
    const char *text = pipc_config_params_get(self->params, "port");

    if (text == NULL)
        *out = defaults->port;
    else if (!pipc__port_read(text, strlen(text), defaults, out))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_PORT",
                         "%s.port is \"%s\", expected a number from %d to 65535", self->name, text,
                         pipc__port_least(defaults));
    return PIPC_OK;
}

static int read_host(const pipc__section *self, const pipc__connection_defaults *defaults,
                     char **out, pipc_error **error)
{
    const char *key = "host";
    const char *text = pipc_config_params_get(self->params, key);
    char *host;

    if (text == NULL) {
        key = "ip";
        text = pipc_config_params_get_default(self->params, key, defaults->host);
    }
    if (text == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "NO_HOST",
                         "%s.host is not set, expected a host name or an IP address", self->name);
    if (!pipc__host_read(text, strlen(text), defaults, &host))
        return pipc_fail_no_memory(error);
    if (host == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_HOST",
                         "%s.%s is \"%s\", expected a host name or an IP address", self->name, key,
                         text);
    *out = host;
    return PIPC_OK;
}

static int resolve_host_and_port(const pipc__section *self, bool secure,
                                 const pipc__connection_defaults *defaults, pipc__connection *out,
                                 pipc_error **error)
{
    pipc__connection connection;
    char *host = NULL;
    int port = 0;
    int code = read_port(self, defaults, &port, error);

    if (code == PIPC_OK)
        code = read_host(self, defaults, &host, error);
    if (code != PIPC_OK)
        return code;
    if (!pipc__connection_init(&connection, secure, host, port, defaults))
        return pipc_fail_no_memory(error);
    *out = connection;
    return PIPC_OK;
}

static int resolve_one(const pipc__section *self, const pipc__connection_defaults *defaults,
                       pipc__connection *out, pipc_error **error)
{
    const char *uri = pipc_config_params_get(self->params, "uri");
    bool secure = false;
    int code = read_protocol(self, &secure, error);

    if (code != PIPC_OK)
        return code;
    return uri == NULL ? resolve_host_and_port(self, secure, defaults, out, error)
                       : pipc__connection_parse_uri(self->name, uri, secure, defaults, out, error);
}

/* --- several -------------------------------------------------------------------------------- */

/* What the core can mix within one list: nothing. */
static const char *kind_of(const pipc__connection *connection)
{
    static const char *const schemes[] = {
        "unix-abstract:", "unix:", "dns:", "ipv4:", "ipv6:", "xds:"};

    if (connection->host != NULL)
        return connection->secure ? "https" : "http";
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(schemes); i++)
        if (strncmp(connection->target, schemes[i], strlen(schemes[i])) == 0)
            return schemes[i];
    return "";
}

static bool can_be_one_of_several(const char *kind)
{
    return strncmp(kind, "unix", 4) == 0 || strncmp(kind, "http", 4) == 0;
}

/* Whether `added` may stand in one list with `first`. A server listens on anything at once. */
static int check_mix(const pipc__connection *first, const pipc__connection *added, const char *name,
                     const pipc__connection_defaults *defaults, pipc_error **error)
{
    const char *kind = kind_of(first);
    const char *other = kind_of(added);

    if (defaults->listens && first->secure == added->secure)
        return PIPC_OK;
    if (!can_be_one_of_several(kind) || !can_be_one_of_several(other))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "MIXED_CONNECTIONS",
                         "%s is \"%s\" beside \"%s\", expected hosts and ports, or unix sockets: "
                         "dns:, ipv4:, ipv6: and xds: stand alone",
                         name, added->uri, first->uri);
    if (strcmp(kind, other) != 0 || first->secure != added->secure)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "MIXED_CONNECTIONS",
                         "%s is \"%s\" beside \"%s\", expected all connections to be of one kind",
                         name, added->uri, first->uri);
    return PIPC_OK;
}

/* Makes `added` the last of the chain at `first`, which is empty at first; takes it in any case. */
static int append(pipc__connection *first, pipc__connection *added, pipc_error **error)
{
    pipc__connection *last = first;

    if (first->target == NULL) {
        *first = *added;
        return PIPC_OK;
    }
    while (last->next != NULL)
        last = last->next;
    last->next = pipc__alloc(sizeof *last->next);
    if (last->next == NULL) {
        pipc__connection_dispose(added);
        return pipc_fail_no_memory(error);
    }
    *last->next = *added;
    return PIPC_OK;
}

static int resolve_next(const pipc__section *section, const pipc__connection_defaults *defaults,
                        pipc__connection *first, pipc_error **error)
{
    pipc__connection added = {.target = NULL};
    int code;

    if (pipc_config_params_get(section->params, "discovery_key") != NULL)
        return PIPC_OK;
    code = resolve_one(section, defaults, &added, error);
    if (code == PIPC_OK && first->target != NULL)
        code = check_mix(first, &added, section->name, defaults, error);
    if (code == PIPC_OK)
        return append(first, &added, error);
    pipc__connection_dispose(&added);
    return code;
}

int pipc__connection_resolve(const pipc__sections *sections,
                             const pipc__connection_defaults *defaults, pipc__connection *out,
                             pipc_error **error)
{
    pipc__connection first = {.target = NULL};
    int code = PIPC_OK;

    for (size_t i = 0; i < sections->count && code == PIPC_OK; i++)
        code = resolve_next(&sections->list[i], defaults, &first, error);
    if (code == PIPC_OK)
        *out = first;
    else
        pipc__connection_dispose(&first);
    return code;
}
