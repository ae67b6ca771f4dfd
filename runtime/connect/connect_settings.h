/* What a component that listens or connects keeps of its configuration and references. */
#ifndef PIPC_RUNTIME_CONNECT_CONNECT_SETTINGS_H_
#define PIPC_RUNTIME_CONNECT_CONNECT_SETTINGS_H_

#include "component/log.h"
#include "connect/connection_resolver.h"
#include "connect/credential.h"

/* Zeroed: not configured, no references. */
typedef struct pipc__connect_settings {
    pipc_config_params *config; /* a copy; NULL: not configured */
    pipc__connection connection;
    pipc__credential credential;
    pipc__loggers loggers;
} pipc__connect_settings;

/*
 * Keeps a copy of `config` and the connection and credential that it tells.
 *
 * Errors: those of pipc__connection_resolve(), pipc__credential_resolve() and, for https,
 *         pipc__credential_check(); PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__connect_settings_configure(pipc__connect_settings *self, const pipc_config_params *config,
                                     const pipc__connection_defaults *defaults, pipc_error **error);

/* Warns of files that have no effect, as the connection is of plain text. */
void pipc__connect_settings_warn(const pipc__connect_settings *self, const char *correlation_id);

void pipc__connect_settings_dispose(pipc__connect_settings *self);

#endif
