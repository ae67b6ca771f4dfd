/* What services see of an endpoint. */
#ifndef PIPC_RUNTIME_GRPC_ENDPOINT_H_
#define PIPC_RUNTIME_GRPC_ENDPOINT_H_

#include <pipc/grpc_endpoint.h>

#include "grpc/companions.h"
#include "grpc/registrations.h"

/*
 * Makes the endpoint serve `registration` whenever it is open.
 *
 * Errors: PIPC_E_INVALID_STATE ENDPOINT_OPEN if it is open already; PIPC_E_CONFLICT
 *         DUPLICATE_SERVICE if it has a service of that name, or that part of it already. `release`
 *         is not called then.
 */
int pipc__endpoint_add(pipc_grpc_endpoint *endpoint, pipc__registration *registration,
                       pipc_error **error);

/* The queue of the program's own loop that an open endpoint runs handlers in; NULL: none. */
pipc__event_queue *pipc__endpoint_events(const pipc_grpc_endpoint *endpoint);

/*
 * Connects with an open endpoint, without a port: as of pipc__server_connect().
 *
 * Errors: PIPC_E_INVALID_STATE ENDPOINT_CLOSED, and those of that.
 */
int pipc__endpoint_connect(const pipc_grpc_endpoint *endpoint, int *fd, pipc_error **error);

/* Ends that. Where the endpoint is open, `release` is called only when it closes. */
void pipc__endpoint_remove(pipc_grpc_endpoint *endpoint, pipc__registration *registration);

/* The service was opened, or closed. */
void pipc__endpoint_set_serving(pipc_grpc_endpoint *endpoint, pipc__registration *registration,
                                bool serving);

/* Of one that is open, or about to be: nothing is added or released meanwhile. Threads: any. */
const pipc__registrations *pipc__endpoint_registrations(const pipc_grpc_endpoint *endpoint);

/* As pipc__companions_get(). */
pipc__companion *pipc__endpoint_companion(const pipc_grpc_endpoint *endpoint, int which);

#endif
