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
 *   connection.protocol              http (the default), or https for TLS 1.2 and 1.3
 *   connection.host                  localhost by default; IPv6 as [::1]
 *   connection.port                  3000 by default
 *   connection.uri                   instead of these: http://host:port, https://host:port, or
 *                                    what the core knows, of TLS if the protocol is https: dns:,
 *                                    ipv4:, ipv6:, unix:, unix-abstract:, xds:
 *   credential.ssl_ca_file           of https: the file of the CAs, in PEM, one of which must have
 *                                    signed the server's certificate; by default those of the
 *                                    system
 *   credential.ssl_key_file          of https: the file of the client's own private key, in PEM,
 *                                    without a password; for servers that ask who calls
 *   credential.ssl_crt_file          of https: the file of its certificate and those between that
 *                                    and the CA, in PEM; both or neither
 *   options.ssl_target_name_override the name that is to be on the server's certificate instead of
 *                                    the host that is connected to; for tests
 *   options.connect_timeout          milliseconds that open waits for a connection; 0 (the
 * default): open does not wait, the first call connects options.timeout milliseconds a call may
 * take unless its context says otherwise, 10000 by default; 0: no limit options.request_max_size
 * bytes of a response, 4194304 by default
 *
 * The files are read when it is opened, and only then.
 *
 * Errors of pipc_configure(): PIPC_E_MISCONFIGURATION NO_SSL_KEY_FILE or NO_SSL_CRT_FILE for one of
 * them without the other.
 *
 * Errors of pipc_open(): PIPC_E_INVALID_STATE before it is configured; PIPC_E_NO_RESPONSE
 * CANNOT_CONNECT when no connection came about within options.connect_timeout; PIPC_E_NO_MEMORY. Of
 * https, naming the file: those of a pipc_grpc_endpoint.
 *
 * Where the handshake of TLS fails, calls end with PIPC_E_NO_RESPONSE UNAVAILABLE, and open as
 * above; the cause tells what it may have failed for, as far as the core lets it be known.
 *
 * Threads: calls from any number of threads at once. Calls that run when the client is closed fail
 *          with PIPC_E_INVALID_STATE; close returns when they have.
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
