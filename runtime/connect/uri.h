/* A connection given as one uri. */
#ifndef PIPC_RUNTIME_CONNECT_URI_H_
#define PIPC_RUNTIME_CONNECT_URI_H_

#include "connect/connection_resolver.h"

/*
 * Reads `uri`: http://host:port (the port may be missing), or one that passes to the core.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_URI; PIPC_E_UNSUPPORTED TLS_NOT_SUPPORTED for https:. They
 *         name `section`, as "connection", whose uri it is. *out is untouched then.
 */
int pipc__connection_parse_uri(const char *section, const char *uri,
                               const pipc__connection_defaults *defaults, pipc__connection *out,
                               pipc_error **error);

/* The error for one who asks for https by `key` of `section`. */
int pipc__fail_tls(const char *section, const char *key, pipc_error **error);

#endif
