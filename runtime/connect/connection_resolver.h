/* From configuration and references to a connection. */
#ifndef PIPC_RUNTIME_CONNECT_CONNECTION_RESOLVER_H_
#define PIPC_RUNTIME_CONNECT_CONNECTION_RESOLVER_H_

#include <pipc/config_params.h>
#include <pipc/references.h>

#include "connect/connection.h"

/* What a component listens on or connects to unless the configuration says so. */
typedef struct pipc__connection_defaults {
    const char *host;
    int port;
    bool listens; /* a server: port 0 is allowed; dns:, ipv4:, ipv6: and xds: are not */
} pipc__connection_defaults;

/*
 * Reads `connection.*` (or the one section below `connections.*`): protocol, host (or ip), port, or
 * uri. `config` is what the component was configured with.
 *
 * Errors: PIPC_E_MISCONFIGURATION WRONG_PROTOCOL, NO_HOST, BAD_HOST, BAD_PORT, BAD_URI, or
 *         MULTIPLE_CONNECTIONS; PIPC_E_INTERNAL REF_ERROR for a discovery_key, as no discovery can
 * be found. The message names key, value (a uri that may hold a password apart) and what was
 * expected. *out is untouched then; otherwise it is the caller's to dispose.
 */
int pipc__connection_resolve(const pipc_config_params *config,
                             const pipc__connection_defaults *defaults, pipc__connection *out,
                             pipc_error **error);

#endif
