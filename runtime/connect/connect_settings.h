/* What a component that listens or connects keeps of its configuration and references. */
#ifndef PIPC_RUNTIME_CONNECT_CONNECT_SETTINGS_H_
#define PIPC_RUNTIME_CONNECT_CONNECT_SETTINGS_H_

#include "component/log.h"
#include "connect/connection_resolver.h"
#include "connect/credential.h"
#include "connect/sources.h"

/* Zeroed: not configured, no references. */
typedef struct pipc__connect_settings {
    pipc_config_params *config; /* a copy; NULL: not configured */
    pipc__loggers loggers;
    pipc__sources discoveries;
    pipc__sources credential_stores;
    /* What pipc__connect_settings_resolve() found. */
    pipc_config_params *resolved; /* `config` with what the credential stores hold */
    pipc__connection connection;  /* for a client one, which may stand for several */
    pipc__credential credential;  /* for all of them */
} pipc__connect_settings;

/*
 * Keeps a copy of `config`, if the connections that it tells are well formed, and the credential
 * where it is known already that they need one, and no store has it.
 *
 * Errors: those of pipc__connection_resolve(), pipc__credential_resolve() and, for https,
 *         pipc__credential_check(); PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__connect_settings_configure(pipc__connect_settings *self, const pipc_config_params *config,
                                     const pipc__connection_defaults *defaults, pipc_error **error);

/*
 * Takes loggers, discoveries and credential stores of `references` (may be NULL) in place of those
 * it had.
 *
 * Errors: PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__connect_settings_set_references(pipc__connect_settings *self,
                                          const pipc_references *references, pipc_error **error);

/* Forgets them. */
void pipc__connect_settings_unset_references(pipc__connect_settings *self);

/*
 * Makes of all that the connection and the credential, when its component is opened: asks
 * discoveries and credential stores, and for a client that has several servers looks up their
 * names.
 *
 * Errors:  those of pipc__discoveries_resolve(), pipc__credential_stores_resolve(),
 *          pipc__connection_resolve(), pipc__credential_resolve() and pipc__connection_join();
 *          nothing changes then.
 * Threads: may block while names are looked up.
 */
int pipc__connect_settings_resolve(pipc__connect_settings *self,
                                   const pipc__connection_defaults *defaults,
                                   const char *correlation_id, pipc_error **error);

/* Warns of files that have no effect, as the connection is of plain text. */
void pipc__connect_settings_warn(const pipc__connect_settings *self, const char *correlation_id);

void pipc__connect_settings_dispose(pipc__connect_settings *self);

#endif
