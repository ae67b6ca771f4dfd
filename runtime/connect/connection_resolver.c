#include "connect/connection_resolver.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "connect/address.h"
#include "connect/uri.h"

/* The section that describes the connection. */
typedef struct section {
    char *name; /* "connection" or "connections.<n>", for messages */
    pipc_config_params *params;
} section;

static void section_dispose(section *self)
{
    pipc__free(self->name);
    pipc_config_params_free(self->params);
}

static int fail_multiple(const pipc_config_params *names, pipc_error **error)
{
    pipc__str list = {0};
    const char *name;
    char *text;
    int code;

    for (size_t i = 0; (name = pipc_config_params_at(names, i, NULL)) != NULL; i++)
        pipc__str_printf(&list, "%s%s", i == 0 ? "" : ", ", name);
    text = pipc__str_take(&list);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_fail(error, PIPC_E_MISCONFIGURATION, "MULTIPLE_CONNECTIONS",
                     "connections holds %zu sections (%s), expected one",
                     pipc_config_params_count(names), text);
    pipc__free(text);
    return code;
}

/* The names of the sections of `connections`. */
static int get_names(const pipc_config_params *config, pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *connections;
    int code = pipc_config_params_get_section(config, "connections", &connections, error);

    if (code != PIPC_OK)
        return code;
    code = pipc_config_params_get_section_names(connections, out, error);
    pipc_config_params_free(connections);
    return code;
}

static int choose_section(const pipc_config_params *config, section *out, pipc_error **error)
{
    pipc_config_params *names = NULL;
    int code = get_names(config, &names, error);

    if (code != PIPC_OK)
        return code;
    if (pipc_config_params_count(names) > 1) {
        code = fail_multiple(names, error);
        goto out;
    }
    out->name = pipc_config_params_count(names) == 0
                    ? pipc__strdup("connection")
                    : pipc__str_format("connections.%s", pipc_config_params_at(names, 0, NULL));
    code = out->name == NULL
               ? pipc_fail_no_memory(error)
               : pipc_config_params_get_section(config, out->name, &out->params, error);
out:
    pipc_config_params_free(names);
    return code;
}

static int read_protocol(const section *self, bool *secure, pipc_error **error)
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

static int check_discovery(const section *self, pipc_error **error)
{
    const char *key = pipc_config_params_get(self->params, "discovery_key");

    if (key == NULL)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "REF_ERROR",
                     "%s.discovery_key is \"%s\", but references hold no *:discovery:*:*:*, "
                     "expected one",
                     self->name, key);
}

static int read_port(const section *self, const pipc__connection_defaults *defaults, int *out,
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

static int read_host(const section *self, const pipc__connection_defaults *defaults, char **out,
                     pipc_error **error)
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

static int resolve_host_and_port(const section *self, bool secure,
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

int pipc__connection_resolve(const pipc_config_params *config,
                             const pipc__connection_defaults *defaults, pipc__connection *out,
                             pipc_error **error)
{
    section self = {0};
    bool secure = false;
    const char *uri;
    int code = choose_section(config, &self, error);

    if (code == PIPC_OK)
        code = check_discovery(&self, error);
    if (code == PIPC_OK)
        code = read_protocol(&self, &secure, error);
    if (code != PIPC_OK)
        goto out;
    uri = pipc_config_params_get(self.params, "uri");
    code = uri == NULL ? resolve_host_and_port(&self, secure, defaults, out, error)
                       : pipc__connection_parse_uri(self.name, uri, secure, defaults, out, error);
out:
    section_dispose(&self);
    return code;
}
