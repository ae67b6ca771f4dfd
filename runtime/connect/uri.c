#include "connect/uri.h"

#include <string.h>
#include <strings.h>
#include <sys/un.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "connect/address.h"

static int bad_uri(const char *section, const char *uri, const pipc__connection_defaults *defaults,
                   pipc_error **error)
{
    bool may_hold_password = strchr(uri, '@') != NULL;

    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_URI",
                     "%s.uri is \"%s\", expected http://host:port, https://host:port%s, "
                     "unix:/path or unix-abstract:name",
                     section, may_hold_password ? "...@..." : uri,
                     defaults->listens ? "" : ", dns:, ipv4:, ipv6:, xds:");
}

/* What follows `scheme` in `uri`, NULL if it begins otherwise. */
static const char *after(const char *uri, const char *scheme)
{
    size_t length = strlen(scheme);

    return strncasecmp(uri, scheme, length) == 0 ? uri + length : NULL;
}

typedef struct authority {
    const char *host;
    size_t host_length;
    int port;
} authority;

/* Splits "host:port", "host" or "[host]:port" where a path "/" may follow. */
static bool split_authority(const char *text, const pipc__connection_defaults *defaults,
                            authority *out)
{
    size_t length = strcspn(text, "/");
    const char *end = text + length;
    const char *host_end = text[0] == '[' ? memchr(text, ']', length) : NULL;

    if (strcmp(end, "") != 0 && strcmp(end, "/") != 0)
        return false;
    host_end = host_end == NULL ? text + strcspn(text, ":/") : host_end + 1;
    *out = (authority){text, (size_t)(host_end - text), defaults->port};
    if (host_end == end)
        return true;
    return host_end[0] == ':' &&
           pipc__port_read(host_end + 1, (size_t)(end - host_end) - 1, defaults, &out->port);
}

/* One who asks for TLS never gets plain text instead. */
static int fail_plain(const char *section, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_URI",
                     "%s.uri begins with http:, but %s.protocol is https, expected both the same",
                     section, section);
}

static int parse_http(const char *section, const char *uri, bool secure,
                      const pipc__connection_defaults *defaults, pipc__connection *out,
                      pipc_error **error)
{
    pipc__connection connection;
    authority parts;
    char *host;

    if (!split_authority(after(uri, secure ? "https://" : "http://"), defaults, &parts))
        return bad_uri(section, uri, defaults, error);
    if (!pipc__host_read(parts.host, parts.host_length, defaults, &host))
        return pipc_fail_no_memory(error);
    if (host == NULL)
        return bad_uri(section, uri, defaults, error);
    if (!pipc__connection_init(&connection, secure, host, parts.port, defaults))
        return pipc_fail_no_memory(error);
    *out = connection;
    return PIPC_OK;
}

/* No white space, nothing that steers a terminal. */
static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return false;
    return true;
}

/*
 * The path of a unix socket, NULL if it is none. What is special in a uri, and the comma, at which
 * the core splits, is refused: it decodes them for clients but not for servers, and they would not
 * meet.
 */
static const char *unix_path(const char *text)
{
    if (strncmp(text, "//", 2) == 0) {
        text += 2; /* an authority, which must be empty */
        if (text[0] != '/')
            return NULL;
    }
    if (text[0] == '\0' || strpbrk(text, "?#%,") != NULL ||
        strlen(text) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return NULL;
    return text;
}

/* `scheme` and `rest` as the core takes them, or a rest of NULL. */
typedef struct core_target {
    const char *scheme;
    const char *rest;
} core_target;

static core_target read_core_target(const char *uri, const pipc__connection_defaults *defaults)
{
    static const char *const client_schemes[] = {"dns:", "ipv4:", "ipv6:", "xds:"};
    const char *rest;

    if (!is_printable(uri))
        return (core_target){"", NULL};
    if ((rest = after(uri, "unix:")) != NULL)
        return (core_target){"unix:", unix_path(rest)};
    if ((rest = after(uri, "unix-abstract:")) != NULL)
        return (core_target){"unix-abstract:",
                             strncmp(rest, "//", 2) == 0 ? NULL : unix_path(rest)};
    for (size_t i = 0; !defaults->listens && i < PIPC_ARRAY_SIZE(client_schemes); i++)
        if ((rest = after(uri, client_schemes[i])) != NULL && rest[strspn(rest, "/")] != '\0')
            return (core_target){client_schemes[i], rest};
    return (core_target){"", NULL};
}

int pipc__connection_parse_uri(const char *section, const char *uri, bool secure,
                               const pipc__connection_defaults *defaults, pipc__connection *out,
                               pipc_error **error)
{
    pipc__connection connection = {.secure = secure, .port = -1};
    core_target target;

    if (after(uri, "https://") != NULL)
        return parse_http(section, uri, true, defaults, out, error);
    if (after(uri, "http://") != NULL)
        return secure ? fail_plain(section, error)
                      : parse_http(section, uri, false, defaults, out, error);
    target = read_core_target(uri, defaults);
    if (target.rest == NULL)
        return bad_uri(section, uri, defaults, error);
    connection.target = pipc__str_format("%s%s", target.scheme, target.rest);
    connection.uri = pipc__strdup(uri);
    if (connection.target == NULL || connection.uri == NULL) {
        pipc__connection_dispose(&connection);
        return pipc_fail_no_memory(error);
    }
    *out = connection;
    return PIPC_OK;
}
