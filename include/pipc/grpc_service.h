/* The service: a table of methods, bound to an endpoint. */
#ifndef PIPC_GRPC_SERVICE_H_
#define PIPC_GRPC_SERVICE_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The parent of every generated service.
 *
 * With an endpoint among its references the service answers there, while both are open; the
 * endpoint must be opened after the references were set, and by whoever owns it. Without one, the
 * service makes a private endpoint, which is configured by the service's own configuration and
 * opens and closes with it.
 *
 * The loggers, counters and tracers among its references are told of every call: `counters.h` and
 * `tracer.h` say what of it. A call that fails is logged at error level if the server is to blame
 * for that, otherwise at debug level, and at trace level when it begins.
 *
 * No handler runs, and the answer is INTERNAL, when a request cannot be parsed, nests deeper than
 * 100 levels, has text that is not UTF-8 or holds a 0, or has fields of one message so often that
 * merging them would take too long. Of a request with more than 256 unknown fields, those within
 * its messages counted, all of them are left out. What follows the one request of a method that
 * takes one is not looked at.
 *
 * Configuration: all keys of pipc_grpc_endpoint, for the private one, and
 *   dependencies.endpoint       the descriptor of the endpoint, `*:endpoint:grpc:*:1.0` by default;
 *                               `none`: a private one, whatever the references hold
 *   dependencies.logger         the descriptor of the loggers, `*:logger:*:*:*` by default; like
 *   dependencies.counters       those of counters and tracers it goes for the private endpoint, too
 *   dependencies.tracer
 *   options.shutdown_timeout    as for the endpoint, also when that is shared
 *
 * Errors of pipc_open(): those of the private endpoint; PIPC_E_CONFLICT DUPLICATE_SERVICE when the
 * endpoint has a service of that name already (from pipc_set_references()).
 *
 * Threads: the services of one endpoint and the endpoint count as one object: one lifecycle call
 *          at a time among them.
 */
struct pipc_grpc_service {
    pipc_component component;
    const pipc_grpc_service_desc *desc; /**< private */
    struct pipc__service *impl;         /**< private */
};

/** Makes `self` ready to configure; called by generated code. Cannot fail. `desc` is static. */
PIPC_API void pipc_grpc_service_init(pipc_grpc_service *self, const pipc_grpc_service_desc *desc);

/** The endpoint the service is bound to, its private one included; NULL if there is none yet. */
PIPC_API pipc_grpc_endpoint *pipc_grpc_service_endpoint(pipc_grpc_service *self);

#ifdef __cplusplus
}
#endif

#endif
