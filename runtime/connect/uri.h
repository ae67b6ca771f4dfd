/* A connection given as one uri. */
#ifndef PIPC_RUNTIME_CONNECT_URI_H_
#define PIPC_RUNTIME_CONNECT_URI_H_

#include "connect/connection_resolver.h"

/*
 * Reads `uri`: http://host:port or https://host:port (the port may be missing), or one that passes
 * to the core, which is `secure` if the protocol beside it is https.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_URI, also for http: where it should be `secure`. It names
 *         `section`, as "connection", whose uri it is. *out is untouched then.
 */
int pipc__connection_parse_uri(const char *section, const char *uri, bool secure,
                               const pipc__connection_defaults *defaults, pipc__connection *out,
                               pipc_error **error);

#endif
