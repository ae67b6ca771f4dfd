/* What services see of an endpoint. */
#ifndef PIPC_RUNTIME_GRPC_ENDPOINT_H_
#define PIPC_RUNTIME_GRPC_ENDPOINT_H_

#include <pipc/grpc_endpoint.h>

#include "base/list.h"
#include "grpc/server.h"

/*
 * The routes of one service, for an endpoint to serve. Embedded in what outlives the service while
 * an endpoint still serves it.
 */
typedef struct pipc__registration pipc__registration;
struct pipc__registration {
    pipc__list link;
    const char *name; /* of the service, as on the wire */
    /*
     * Which part of it this is, where several registrations share its rpcs; NULL: it is all of it.
     * The routes that are served are those of the first part, and it is theirs to choose one.
     */
    const char *part;
    pipc__registration *next_part; /* NULL: none; set while the endpoint is open */
    pipc__route *const *routes;
    size_t route_count;
    bool removed; /* while the endpoint is open; it lets go when it closes */
    /*
     * Called once per closing, first of all, while calls are still taken and answered as ever; on
     * the thread that closes, before any `abandon`. Ends what would wait for its caller to the end
     * of options.shutdown_timeout. NULL: nothing is to be done.
     */
    void (*closing)(pipc__registration *self);
    /* Called while the endpoint closes, maybe repeatedly: as of pipc__server_options. */
    void (*abandon)(pipc__registration *self);
    /* Called once, when the endpoint has no more use for it. */
    void (*release)(pipc__registration *self);
};

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

/* Ends that. Where the endpoint is open, `release` is called only when it closes. */
void pipc__endpoint_remove(pipc_grpc_endpoint *endpoint, pipc__registration *registration);

#endif
