/* A service as the calls to it see it. */
#ifndef PIPC_RUNTIME_RPC_SERVICE_H_
#define PIPC_RUNTIME_RPC_SERVICE_H_

#include <pipc/generated.h>

#include "component/log.h"
#include "grpc/codec.h"
#include "grpc/loop.h"
#include "grpc/server.h"
#include "messages/rules.h"
#include "rpc/call_pool.h"
#include "rpc/gate.h"
#include "rpc/interceptors.h"
#include "rpc/observers.h"

/* What outlives a service for as long as an open endpoint may still bring it calls. */
typedef struct pipc__service_methods pipc__service_methods;

/* One row of the generated table, as it is served. */
typedef struct pipc__service_method {
    pipc__route route;
    const pipc_grpc_method *method;
    pipc__service_methods *all;
    pipc__message_type request;
    const pipc_message_rules *given_rules; /* in place of the generated ones; NULL: none */
    pipc__rules *rules;                    /* made when the service opens; NULL: none */
    pipc__pace pace;
    pipc__pace callback_pace;
    atomic_bool is_watched; /* its calls ask whether they are cancelled, or last */
} pipc__service_method;

struct pipc__service_methods {
    atomic_uint references;
    pipc_grpc_service *service; /* only behind the gate */
    const pipc_grpc_service_desc *desc;
    pipc__loggers loggers;      /* only behind the gate, like the next */
    pipc__observers *observers; /* NULL: nobody listens */
    pipc__gate gate;            /* of pipc_call */
    pipc__interceptors interceptors;
    pipc__call_pool *calls;
    pipc__route **routes;
    size_t route_count;
    pipc__service_method methods[];
};

/* Those of a service, made if need be; borrowed until it is disposed. */
int pipc__service_need_methods(pipc_grpc_service *self, pipc__service_methods **out,
                               pipc_error **error);

/*
 * Opens a service that was initialised, at an endpoint that is about to open. If that fails it is
 * disposed.
 */
int pipc__service_open_at(pipc_grpc_service *service, pipc_grpc_endpoint *endpoint,
                          pipc_error **error);

/*
 * Which part a service has of rpcs that it shares with others at its endpoint: a call whose key is
 * `part`, a dot and anything, is for it; of several the longest part counts.
 */
typedef struct pipc__service_part {
    const char *part; /* NULL: it shares nothing, and the rest has no meaning */
    /* The key of a call, in `arena`. Errors: PIPC_E_NO_MEMORY; others: it has none. */
    int (*read_key)(const pipc__incoming_call *incoming, pipc__arena *arena, const char **key);
} pipc__service_part;

/* What a component does that is a generated service, for those that do more. */
extern const pipc_component_class pipc__service_class;

/* Has it share its one rpc, from the next set_references on. Errors: PIPC_E_NO_MEMORY. */
int pipc__service_share(pipc_grpc_service *self, const pipc__service_part *part,
                        pipc_error **error);

/* Its loggers, and who else is told of its calls, NULL: nobody; while a call of it runs. */
pipc__loggers *pipc__service_loggers(pipc_grpc_service *self);
const pipc__observers *pipc__service_observers(const pipc_grpc_service *self);

/*
 * The methods of `service`, for an endpoint to serve.
 *
 * Errors: PIPC_E_NO_MEMORY; PIPC_E_INTERNAL ABI_MISMATCH for generated code of another version.
 */
int pipc__service_methods_new(pipc_grpc_service *service, pipc__service_methods **out,
                              pipc_error **error);
/* Makes their rules ready, for a service that opens. Errors: those of pipc__rules_new(). */
int pipc__service_methods_make_rules(pipc__service_methods *self, pipc_error **error);

void pipc__service_methods_reference(pipc__service_methods *self);
/* False: the last reference is gone, and the memory about to go. */
bool pipc__service_methods_reference_if_alive(pipc__service_methods *self);
void pipc__service_methods_unreference(pipc__service_methods *self);

#endif
