/* The credential that a configuration tells by the key of a store. */
#ifndef PIPC_RUNTIME_CONNECT_CREDENTIAL_STORE_H_
#define PIPC_RUNTIME_CONNECT_CREDENTIAL_STORE_H_

#include <pipc/config_params.h>
#include <pipc/credential_store.h>

#include "connect/sources.h"

/* Takes all credential stores of `references` (may be NULL) in place of those it had. */
int pipc__credential_stores_set_references(pipc__sources *self, const pipc_references *references,
                                           pipc_error **error);

/*
 * Gives `config` with what the first store that knows the store_key of the section of the
 * credential has for it put over that section; without such a key, a copy.
 *
 * Errors: PIPC_E_MISCONFIGURATION NO_CREDENTIAL if no store knows the key, naming them;
 *         PIPC_E_INTERNAL REF_ERROR if there is no store; those of the stores and of
 *         pipc__credential_section(); PIPC_E_NO_MEMORY.
 *         *out, which is the caller's otherwise, is untouched then.
 */
int pipc__credential_stores_resolve(const pipc__sources *self, const char *correlation_id,
                                    const pipc_config_params *config, pipc_config_params **out,
                                    pipc_error **error);

#endif
