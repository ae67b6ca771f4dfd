/* The connections that a configuration tells by the key of a discovery. */
#ifndef PIPC_RUNTIME_CONNECT_DISCOVERY_H_
#define PIPC_RUNTIME_CONNECT_DISCOVERY_H_

#include <stdbool.h>

#include <pipc/discovery.h>

#include "connect/sections.h"
#include "connect/sources.h"

/* Takes all discoveries of `references` (may be NULL) in place of those it had. */
int pipc__discoveries_set_references(pipc__sources *self, const pipc_references *references,
                                     pipc_error **error);

/*
 * Puts what the discoveries know in place of each section with a `discovery_key`: for one who
 * connects all the connections of all of them; for one who listens the section itself if it says
 * where, otherwise the first that is known. Each is what was found over what was there.
 *
 * Errors: PIPC_E_MISCONFIGURATION NO_CONNECTION if nobody knows the key, naming those asked;
 *         PIPC_E_INTERNAL REF_ERROR if there is nobody to ask; those of the discoveries;
 *         PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__discoveries_resolve(const pipc__sources *self, const char *correlation_id, bool listens,
                              pipc__sections *sections, pipc_error **error);

/* Makes `params` known under `key` to all of them, or to none. */
int pipc__discoveries_register(const pipc__sources *self, const char *correlation_id,
                               const char *key, const pipc_config_params *params,
                               pipc_error **error);

/* Undoes that with all of them; the error is the first one's. */
int pipc__discoveries_unregister(const pipc__sources *self, const char *correlation_id,
                                 const char *key, const pipc_config_params *params,
                                 pipc_error **error);

#endif
