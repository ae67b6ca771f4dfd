/* The services that an endpoint serves. */
#ifndef PIPC_RUNTIME_GRPC_REGISTRATIONS_H_
#define PIPC_RUNTIME_GRPC_REGISTRATIONS_H_

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <pipc/types.h>

#include "base/list.h"
#include "grpc/server.h"

/*
 * The routes of one service, for an endpoint to serve. Embedded in what outlives the service while
 * an endpoint still serves it.
 */
typedef struct pipc__registration pipc__registration;
struct pipc__registration {
    pipc__list link;
    const char *name;                   /* of the service, as on the wire */
    const pipc_grpc_service_desc *desc; /* static; of no use on this floor */
    /*
     * Which part of it this is, where several registrations share its rpcs; NULL: it is all of it.
     * The routes that are served are those of the first part, and it is theirs to choose one.
     */
    const char *part;
    pipc__registration *next_part; /* NULL: none; set for a server, as the next is */
    bool is_later_part;
    pipc__route *const *routes;
    size_t route_count;
    bool removed;        /* while the endpoint is open; it lets go when it closes */
    atomic_bool serving; /* the service is open */
    /* Called while the endpoint closes, maybe repeatedly: as of pipc__server_options. */
    void (*abandon)(pipc__registration *self);
    /* Called once, when the endpoint has no more use for it. */
    void (*release)(pipc__registration *self);
    /* Called instead where the endpoint is disposed before it was removed: it is its owner's now.
     */
    void (*forsake)(pipc__registration *self);
};

typedef struct pipc__registrations {
    pipc__list all;
} pipc__registrations;

void pipc__registrations_init(pipc__registrations *self);

/* Errors: PIPC_E_CONFLICT DUPLICATE_SERVICE if there is that service, or that part of it. */
int pipc__registrations_add(pipc__registrations *self, pipc__registration *registration,
                            pipc_error **error);

/* The one of that name, NULL: there is none. */
pipc__registration *pipc__registrations_find(const pipc__registrations *self, const char *name);

/* The one after `previous`, the first after NULL; NULL: no more. */
pipc__registration *pipc__registrations_next(const pipc__registrations *self,
                                             const pipc__registration *previous);

/* All routes of all services, those of parts once, in one array, to be freed by pipc__free(); NULL:
 * no memory. */
pipc__route **pipc__registrations_routes(const pipc__registrations *self, size_t *count);

void pipc__registrations_abandon(const pipc__registrations *self);

void pipc__registration_release(pipc__registration *registration);
void pipc__registrations_release_removed(pipc__registrations *self);
void pipc__registrations_forsake_all(pipc__registrations *self);

#endif
