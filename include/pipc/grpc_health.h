/* The health of an endpoint: what it answers to grpc.health.v1.Health. */
#ifndef PIPC_GRPC_HEALTH_H_
#define PIPC_GRPC_HEALTH_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * With `options.health` an endpoint serves grpc.health.v1.Health, Check and Watch, as
 * grpc/doc/health-checking.md has it, for load balancers, orchestrators and clients. Unless the
 * program says otherwise, "", the endpoint as a whole, is SERVING while it is open, and a service
 * of it is while that is open too. Whatever the program says, all is NOT_SERVING from the moment
 * when the endpoint begins to close, and a service is while it is not open. Watches are told of
 * each change, and end with UNAVAILABLE when the endpoint closes; waiting, they cost no thread.
 */

/** How a service is, numbered as on the wire. */
typedef enum pipc_grpc_health_status {
    PIPC_GRPC_HEALTH_UNKNOWN = 0,
    PIPC_GRPC_HEALTH_SERVING = 1,
    PIPC_GRPC_HEALTH_NOT_SERVING = 2
} pipc_grpc_health_status;

/**
 * Says how a service is, and tells those who watch it. It holds until the next one, also while the
 * endpoint is closed and opened anew.
 *
 * @param service  "package.Service", or "" for the endpoint as a whole; any other name makes
 *                 something known that is no service of its own: "database".
 *
 * Errors:    PIPC_E_INVALID_STATE HEALTH_OFF unless the endpoint is configured with
 *            options.health; PIPC_E_BAD_REQUEST BAD_STATUS; PIPC_E_NO_MEMORY.
 * Ownership: copies `service`.
 * Threads:   any, from when the endpoint was configured until it is disposed; also in handlers.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_health_set_status(pipc_grpc_endpoint *endpoint,
                                                        const char *service,
                                                        pipc_grpc_health_status status,
                                                        pipc_error **error);

/**
 * Takes back what was said of `service`: a service of the endpoint is SERVING while it is open
 * again, and any other name unknown. Threads: as above.
 */
PIPC_API void pipc_grpc_health_clear_status(pipc_grpc_endpoint *endpoint, const char *service);

#ifdef __cplusplus
}
#endif

#endif
