#include "connect/address.h"

#include <arpa/inet.h>
#include <string.h>

#include <pipc/types.h>

#include "base/alloc.h"
#include "base/str.h"

enum { MOST_PORT = 65535, MOST_NAME_BYTES = 253 };

int pipc__port_least(const pipc__connection_defaults *defaults)
{
    return defaults->listens ? 0 : 1;
}

bool pipc__port_read(const char *text, size_t length, const pipc__connection_defaults *defaults,
                     int *out)
{
    int port = 0;

    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        port = port * 10 + (text[i] - '0');
        if (port > MOST_PORT)
            return false;
    }
    if (port < pipc__port_least(defaults))
        return false;
    *out = port;
    return true;
}

/* Not isalnum(), which follows the locale of the program. */
static bool is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.";

    return text[0] != '\0' && text[strspn(text, letters)] == '\0';
}

/* An address as "::1" or, on a link, "fe80::1%eth0". */
static bool is_ipv6(const char *text)
{
    size_t length = strcspn(text, "%");
    char address[INET6_ADDRSTRLEN] = "";
    struct in6_addr ignored;

    if (length >= sizeof(address))
        return false;
    memcpy(address, text, length);
    if (inet_pton(AF_INET6, address, &ignored) != 1)
        return false;
    return text[length] == '\0' || is_name(text + length + 1);
}

/* Whether the core would take the host of "host:port" for the scheme of a uri. */
static bool is_scheme_of_core(const char *host)
{
    static const char *const schemes[] = {"dns",           "fake",     "google-c2p", "ipv4",
                                          "ipv6",          "sockaddr", "unix",       "vsock",
                                          "unix-abstract", "xds",      "http",       "https"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(schemes); i++)
        if (pipc__str_equal_ignoring_case(host, schemes[i]))
            return true;
    return false;
}

bool pipc__host_read(const char *text, size_t length, const pipc__connection_defaults *defaults,
                     char **out)
{
    bool in_brackets = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    char *host = in_brackets ? pipc__strndup(text + 1, length - 2) : pipc__strndup(text, length);
    bool valid;

    if (host == NULL)
        return false;
    if (in_brackets || strchr(host, ':') != NULL)
        valid = is_ipv6(host);
    else /* a server has no way to tell the core that "unix" is a host */
        valid = is_name(host) && length <= MOST_NAME_BYTES &&
                !(defaults->listens && is_scheme_of_core(host));
    if (!valid) {
        pipc__free(host);
        host = NULL;
    }
    *out = host;
    return true;
}

bool pipc__connection_init(pipc__connection *out, bool secure, char *host, int port,
                           const pipc__connection_defaults *defaults)
{
    bool ipv6 = strchr(host, ':') != NULL;
    const char *scheme = !defaults->listens && is_scheme_of_core(host) ? "dns:///" : "";
    const char *open = ipv6 ? "[" : "";
    const char *close = ipv6 ? "]" : "";

    *out = (pipc__connection){.secure = secure, .host = host, .port = port};
    out->target = pipc__str_format("%s%s%s%s:%d", scheme, open, host, close, port);
    out->uri =
        pipc__str_format("%s://%s%s%s:%d", secure ? "https" : "http", open, host, close, port);
    if (out->target != NULL && out->uri != NULL)
        return true;
    pipc__connection_dispose(out);
    return false;
}
