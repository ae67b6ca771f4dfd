/* Making known in the discoveries where an endpoint listens. */
#ifndef PIPC_RUNTIME_CONNECT_ANNOUNCEMENT_H_
#define PIPC_RUNTIME_CONNECT_ANNOUNCEMENT_H_

#include "connect/connect_settings.h"

/*
 * Registers each section that has a `discovery_key` and says itself where to listen. `ports` are
 * those that were bound, in the order of the sections.
 *
 * Errors: those of the discoveries; PIPC_E_NO_MEMORY. Nothing is registered then.
 */
int pipc__announce(const pipc__connect_settings *settings, const int *ports,
                   const char *correlation_id, pipc_error **error);

/* Undoes that as far as it can; the error is the first one. */
int pipc__unannounce(const pipc__connect_settings *settings, const int *ports,
                     const char *correlation_id, pipc_error **error);

#endif
