/* How an endpoint knows a service, which may be one of several that share an rpc. */
#ifndef PIPC_RUNTIME_RPC_SERVICE_REGISTRATION_H_
#define PIPC_RUNTIME_RPC_SERVICE_REGISTRATION_H_

#include "grpc/endpoint.h"
#include "rpc/service.h"

/* Freed when the endpoint no longer knows it. */
typedef struct pipc__service_registration {
    pipc__registration registration;
    pipc__service_methods *methods;
    bool forsaken; /* by its endpoint, which is no more: it is the service's to release */
    /* Of a part: */
    pipc__service_part part; /* with a text of its own */
    pipc__route route;       /* that stands for the one of `methods` */
    pipc__route *routes[1];
} pipc__service_registration;

/* Errors: PIPC_E_NO_MEMORY. Ownership: `registration.release` frees it. */
int pipc__service_registration_new(pipc__service_methods *methods, const pipc__service_part *part,
                                   pipc__service_registration **out, pipc_error **error);

#endif
