/* From the sections of a configuration to connections. */
#ifndef PIPC_RUNTIME_CONNECT_CONNECTION_RESOLVER_H_
#define PIPC_RUNTIME_CONNECT_CONNECTION_RESOLVER_H_

#include "connect/connection.h"
#include "connect/sections.h"

/* What a component listens on or connects to unless the configuration says so. */
typedef struct pipc__connection_defaults {
    const char *host;
    int port;
    bool listens; /* a server: port 0 is allowed; dns:, ipv4:, ipv6: and xds: are not */
} pipc__connection_defaults;

/*
 * Reads from each section protocol, host (or ip) and port, or uri. Those with a discovery_key are
 * left out. What comes out is a chain; its first one has no target if nothing is left.
 *
 * Errors: PIPC_E_MISCONFIGURATION WRONG_PROTOCOL, NO_HOST, BAD_HOST, BAD_PORT, BAD_URI, or
 *         MIXED_CONNECTIONS where one client cannot use them at once, or one server both http and
 *         https. The message names key, value (a uri that may hold a password apart) and what was
 *         expected. *out is untouched then; otherwise it is the caller's to dispose.
 */
int pipc__connection_resolve(const pipc__sections *sections,
                             const pipc__connection_defaults *defaults, pipc__connection *out,
                             pipc_error **error);

#endif
