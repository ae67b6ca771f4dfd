/* The service: a table of methods, bound to an endpoint. */
#ifndef PIPC_GRPC_SERVICE_H_
#define PIPC_GRPC_SERVICE_H_

#include <pipc/component.h>
#include <pipc/message_rules.h>
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

/**
 * Has requests of a method, each message of a stream, keep to `rules`, in place of those that the
 * .proto gives. What breaks one never reaches the handler: the caller gets INVALID_ARGUMENT
 * (PIPC_E_BAD_REQUEST INVALID_FIELDS) with a detail for each field, and in the standard
 * google.rpc.BadRequest a violation for each rule, 32 of them at most. A handler that reads a
 * stream gets that error from reading; one that listens is told `cancelled`.
 *
 * @param method  its name in the .proto file, as "Say".
 *
 * Errors:    PIPC_E_INVALID_STATE ALREADY_OPENED; PIPC_E_NOT_FOUND METHOD_NOT_FOUND;
 *            PIPC_E_NO_MEMORY. From pipc_open(): PIPC_E_MISCONFIGURATION BAD_RULE for rules that do
 *            not fit their fields, or a pattern that is none, naming message, field and rule.
 * Ownership: borrows `rules`, and all they point to, until the service is disposed of and no
 *            endpoint that it was bound to is open any more; static const is best.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_service_set_rules(pipc_grpc_service *self, const char *method,
                                                        const pipc_message_rules *rules,
                                                        pipc_error **error);

/** The endpoint the service is bound to, its private one included; NULL if there is none yet. */
PIPC_API pipc_grpc_endpoint *pipc_grpc_service_endpoint(pipc_grpc_service *self);

#ifdef __cplusplus
}
#endif

#endif
