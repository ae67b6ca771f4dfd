/* The client: a channel to a server, and the calls made over it. */
#ifndef PIPC_GRPC_CLIENT_H_
#define PIPC_GRPC_CLIENT_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The parent of every generated client.
 *
 * Configuration:
 *   connection.protocol              http (the default)
 *   connection.host                  localhost by default; IPv6 as [::1]
 *   connection.port                  3000 by default
 *   connection.uri                   instead of these: http://host:port, or what the core knows:
 *                                    dns:, ipv4:, ipv6:, unix:, unix-abstract:, xds:
 *   options.connect_timeout          milliseconds that open waits for a connection; 0, the default:
 *                                    not at all, the first call connects
 *   options.timeout                  milliseconds a call may take unless its context says
 *                                    otherwise, 10000 by default; 0: no limit
 *   options.request_max_size         bytes of a response, 4194304 by default
 *   options.compression              of requests: none (the default), gzip or deflate
 *   options.threads                  threads that poll for asynchronous calls, 1 by default; 0: one
 *                                    per core
 *   options.retries                  how often a unary call that failed with UNAVAILABLE is
 *                                    sent once more, within its deadline; 0 by default
 *   options.retry_backoff_min        milliseconds before the first of these, give or take a
 *                                    fifth, and each time twice as long; 100 by default
 *   options.retry_backoff_max        up to this; 5000 by default
 *   methods.<rpc>.retries            of one method, by its name in the .proto file, instead of
 *   methods.<rpc>.timeout            options.retries and options.timeout
 *
 * An rpc whose option idempotency_level is NO_SIDE_EFFECTS or IDEMPOTENT is sent once more whatever
 * may have happened to it; any other one only if there was no connection to send it on. A server's
 * `grpc-retry-pushback-ms` is obeyed; `grpc-previous-rpc-attempts` tells it how often it was asked
 * before. An asynchronous call made in the course of another (pipc_call_new_context()) is sent once
 * only.
 *
 * Errors of pipc_configure(): PIPC_E_MISCONFIGURATION for a value that cannot be read, and for
 * methods.* that name no method, or nothing of it.
 *
 * Errors of pipc_open(): PIPC_E_INVALID_STATE before it is configured; PIPC_E_NO_RESPONSE
 * CANNOT_CONNECT when no connection came about within options.connect_timeout; PIPC_E_NO_MEMORY.
 *
 * Threads: calls from any number of threads at once. Calls that run when the client is closed fail
 *          with PIPC_E_INVALID_STATE; close returns when they have. The first asynchronous call
 *          starts the threads of the callbacks, which end with the close: up to options.threads
 *          that poll, one that watches, and one more for each callback that blocks. Like a handler,
 *          a callback can close nothing: PIPC_E_INVALID_STATE IN_HANDLER.
 */
struct pipc_grpc_client {
    pipc_component component;
    const pipc_grpc_service_desc *desc; /**< private */
    struct pipc__client *impl;          /**< private */
};

/** Makes `self` ready to configure; called by generated code. Cannot fail. `desc` is static. */
PIPC_API void pipc_grpc_client_init(pipc_grpc_client *self, const pipc_grpc_service_desc *desc);

#ifdef __cplusplus
}
#endif

#endif
