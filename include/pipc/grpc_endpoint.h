/* The endpoint: a server on a port, shared by many services or private to one. */
#ifndef PIPC_GRPC_ENDPOINT_H_
#define PIPC_GRPC_ENDPOINT_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A server on a port. Give it to services by reference (`*:endpoint:grpc:*:1.0`); it opens and
 * closes by itself, not with them, and is disposed after them: otherwise that is asserted on where
 * assertions are on, and where they are off such a service cannot be opened any more
 * (PIPC_E_INVALID_STATE ENDPOINT_DISPOSED). A service that finds no endpoint makes a private one.
 *
 * With an event loop among its references (`*:event-loop:*:*:1.0`) handlers and callbacks run there
 * and nowhere else; see event_loop.h. What stands there and is none is PIPC_E_MISCONFIGURATION
 * BAD_REFERENCE of pipc_set_references().
 *
 * Configuration:
 *   connection.protocol              http (the default), or https for TLS 1.2 and 1.3
 *   connection.host                  where to listen, 0.0.0.0 by default; IPv6 as [::1]
 *   connection.port                  3000 by default; 0 takes a free one, pipc_grpc_endpoint_port()
 *   connection.uri                   instead of these: http://host:port, https://host:port;
 *                                    unix:/path and unix-abstract:name, of TLS if the protocol is
 *                                    https
 *   connection.discovery_key         the key under which it is made known while it is open, or, if
 *                                    nothing else says where, found; see discovery.h
 *   connections.<n>.*                instead of connection.*: it listens on all of them, which are
 *                                    all http or all https
 *   credential.ssl_key_file          of https: the file of the private key, in PEM, without a
 *                                    password
 *   credential.ssl_crt_file          of https: the file of its certificate and those between that
 *                                    and the CA, in PEM
 *   credential.ssl_ca_file           the file of CAs, in PEM: then clients must show a certificate
 *                                    that one of them has signed (mutual TLS)
 *   credential.store_key             what the credential stores are asked for, which may know
 *                                    these; see credential_store.h
 *   options.request_max_size         bytes of a request, 4194304 by default
 *   options.response_max_size        bytes of a response; without limit by default
 *   options.metadata_max_size        bytes of the metadata of a call, names and values and 32 for
 *                                    each, 8192 by default
 *   options.threads                  threads that poll, 0 (the default): one per core
 *   options.max_handlers             handlers at once, 1024 by default
 *   options.max_waiting              calls besides, 16384 by default, that wait for their handler
 *                                    in the program's event loop, or for pipc_call_finish()
 *   options.max_connections          connections at once, 16384 by default, and never so many that
 *                                    too few descriptors are left to the program; 0: as many as
 *                                    there are descriptors. See below
 *   options.max_concurrent_streams   calls at once on one connection, 1024 by default; it is up to
 *                                    the client that the next ones wait
 *   options.handshake_timeout        milliseconds in which a connection must have been made, TLS
 *                                    included, 20000 by default; then it is closed
 *   options.max_connection_idle      milliseconds that a connection may be without a call, give or
 *                                    take a tenth, before it is closed; 0, the default: any
 *   options.max_connection_age       milliseconds, likewise, that it may be used for new calls; 0,
 *                                    the default: any
 *   options.max_connection_age_grace milliseconds that its calls may run on after that, before they
 *                                    are cancelled; 0, the default: any
 *   options.keepalive_time           milliseconds without a sign of life after which a client is
 *                                    pinged, 7200000 by default; 0: it is not
 *   options.keepalive_timeout        milliseconds that it has for its answer, 20000 by default;
 *                                    then the connection is closed
 *   options.keepalive_min_interval   milliseconds between pings of a client, while it is sent
 *                                    nothing, 300000 by default; at the third that comes too soon
 *                                    the connection is closed with ENHANCE_YOUR_CALM
 *   options.keepalive_permit_without_calls
 *                                    whether that interval is for clients without calls, too, who
 *                                    else may ping every two hours only; false by default
 *   options.memory_quota             bytes that the core may use for connections and messages, at
 *                                    least 1048576; 0, the default: any. Near the limit connections
 *                                    are read more slowly, past it calls and connections are broken
 *                                    off
 *   options.shutdown_timeout         milliseconds that close lets running calls finish, 10000 by
 *                                    default
 *   options.listen                   false: it listens nowhere, and is called by clients of this
 *                                    process only; see pipc_grpc_client_call_directly()
 *   options.reuse_port               whether other processes may listen on the same port, false by
 *                                    default
 *   options.compression              of responses: none (the default), gzip or deflate; a
 *                                    caller who cannot read that gets the other one, or none
 *   options.check_cardinality        whether a request of more than one message, where one is due,
 *                                    is refused with INTERNAL before a handler runs, true by
 *                                    default; false: its first message is answered, and those that
 *                                    follow are not looked at, which spares an operation of the
 *                                    core, about a tenth of a short call's time
 *   options.health                   whether it serves grpc.health.v1.Health, false by default;
 *                                    see grpc_health.h
 *   options.reflection               whether it serves grpc.reflection.v1 and v1alpha, by which
 *                                    tools learn of the services here and their messages, false by
 *                                    default
 *
 * Past options.max_handlers, or that and options.max_waiting, calls are refused with
 * RESOURCE_EXHAUSTED at once; so are messages past their size. A request or metadata past the
 * limits run no handler. Limits of connections mean what they do in the gRPC core: see the
 * arguments in <grpc/impl/codegen/grpc_types.h>, and the gRFCs A8 and A9 for keepalive and age.
 *
 * A connection that is one too many is closed at once, so that its client knows, and may go
 * elsewhere. So is one by which less than a quarter of the descriptors of the process
 * (RLIMIT_NOFILE), or less than 1024 of them, would be left to the program, unless
 * options.max_connections is 0. Where the system has no descriptor to give at all, connections wait
 * in its queue until there is one again; to run out of them ends nothing. Each of this is logged as
 * a warning, once a minute at most. Of all addresses of an endpoint connections count together;
 * those of clients in this process, without a port, do not count. With core 29 (gRPC 1.51) pipc
 * does this itself; newer cores do it, or accept any number: then options.max_connections other
 * than 0 is PIPC_E_MISCONFIGURATION BAD_VALUE.
 *
 * pipc_close() takes leave of callers in good order: calls that come from then on are refused with
 * UNAVAILABLE, before anything of the program sees them, connections are told to go elsewhere, and
 * calls that run go on to their end, up to options.shutdown_timeout; after that they are cancelled.
 * It waits for no connection that has no calls. A unary call of which only the beginning has come
 * may be cancelled instead of being refused. Where another process listens on the port too
 * (options.reuse_port) clients go there, and one of pipc with options.retries loses no call. A unix
 * socket is taken over likewise by whoever opens one at the same path, be the one that is there in
 * use or not, and pipc_close() removes only its own; with cores newer than 29 it removes whichever
 * is there.
 *
 * The files are read when it is opened. Whenever one of them has changed by the time that a client
 * connects, all are read again; connections that there are go on as they began. Should they be of
 * no use then, as when only one of two has been replaced, a warning is logged and those read before
 * stay in use. To take a CA back, close and open the endpoint, as clients that are connected stay.
 *
 * Errors of pipc_configure(): PIPC_E_MISCONFIGURATION MIXED_CONNECTIONS for http beside https;
 * BAD_VALUE for a value that cannot be read, or is out of its range; NO_SSL_KEY_FILE or
 * NO_SSL_CRT_FILE for https without them, or of pipc_open() where discoveries or credential stores
 * are asked.
 *
 * Errors of pipc_open(): PIPC_E_INVALID_STATE before it is configured, and EVENT_LOOP_CLOSED;
 * PIPC_E_NO_RESPONSE CANNOT_CONNECT if a port cannot be bound, with the cause;
 * PIPC_E_MISCONFIGURATION NO_CONNECTION or NO_CREDENTIAL when a key is known to nobody that was
 * asked, WRONG_PROTOCOL where https was asked for and a discovery knows other; PIPC_E_INTERNAL
 * REF_ERROR when nobody can be asked; those of the discoveries; PIPC_E_NO_MEMORY. Of https, naming
 * the file: PIPC_E_FILE_ERROR FILE_NOT_READABLE, BAD_KEY, ENCRYPTED_KEY, BAD_CERTIFICATE, BAD_CA;
 * PIPC_E_MISCONFIGURATION KEY_MISMATCH, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID,
 * CERTIFICATE_REFUSED. Where pipc was built without OpenSSL, some of these are CANNOT_CONNECT, and
 * dates are not looked at.
 */
struct pipc_grpc_endpoint {
    pipc_component component;
    struct pipc__endpoint *impl; /**< private */
};

/** Makes `self` ready to configure. Cannot fail. */
PIPC_API void pipc_grpc_endpoint_init(pipc_grpc_endpoint *self);

/**
 * The port the endpoint listens on, of several the first; 0 while it is closed, and for unix
 * sockets. Threads: any.
 */
PIPC_API int pipc_grpc_endpoint_port(const pipc_grpc_endpoint *self);

/** The endpoint that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_grpc_endpoint *pipc_grpc_endpoint_from_component(pipc_component *component);

#ifdef __cplusplus
}
#endif

#endif
