/* The client: a channel to a server, and the calls made over it. */
#ifndef PIPC_GRPC_CLIENT_H_
#define PIPC_GRPC_CLIENT_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What becomes of a client's connection, or, where it balances over several, of the best one. */
typedef enum pipc_grpc_client_connectivity {
    PIPC_GRPC_CLIENT_CLOSED = 0,     /**< the client is not open */
    PIPC_GRPC_CLIENT_IDLE = 1,       /**< none, and none is wanted: the next call connects */
    PIPC_GRPC_CLIENT_CONNECTING = 2, /**< none yet */
    PIPC_GRPC_CLIENT_READY = 3,      /**< there is one */
    PIPC_GRPC_CLIENT_FAILING = 4     /**< connecting has failed, and is tried again */
} pipc_grpc_client_connectivity;

/**
 * The parent of every generated client.
 *
 * With an event loop among its references (`*:event-loop:*:*:1.0`) callbacks run there and nowhere
 * else; see event_loop.h. What stands there and is none is PIPC_E_MISCONFIGURATION BAD_REFERENCE of
 * pipc_set_references().
 *
 * The loggers, counters and tracers among its references are told of every call: `counters.h` and
 * `tracer.h` say what of it. A call that fails is logged at error level, one that was cancelled at
 * debug level, and each at trace level when it begins.
 *
 * Configuration:
 *   connection.protocol              http (the default), or https for TLS 1.2 and 1.3
 *   connection.host                  localhost by default; IPv6 as [::1]
 *   connection.port                  3000 by default
 *   connection.uri                   instead of these: http://host:port, https://host:port, or
 *                                    what the core knows, of TLS if the protocol is https: dns:,
 *                                    ipv4:, ipv6:, unix:, unix-abstract:, xds:
 *   connection.discovery_key         what is asked of the discoveries, see discovery.h
 *   connections.<n>.*                instead of connection.*: several servers
 *   credential.ssl_ca_file           of https: the file of the CAs, in PEM, one of which must have
 *                                    signed the server's certificate; by default those of the
 *                                    system
 *   credential.ssl_key_file          of https: the file of the client's own private key, in PEM,
 *                                    without a password; for servers that ask who calls
 *   credential.ssl_crt_file          of https: the file of its certificate and those between that
 *                                    and the CA, in PEM; both or neither
 *   credential.store_key             what the credential stores are asked for, which may know
 *                                    these; see credential_store.h
 *   dependencies.logger              the descriptor of the loggers, `*:logger:*:*:*` by default;
 *   dependencies.counters            likewise; `none`: none of them
 *   dependencies.tracer              likewise
 *   options.connect_timeout          milliseconds that open waits for a connection; 0, the default:
 *                                    it does not wait, the first call connects
 *   options.lb_policy                round_robin, the default for several servers: calls go to each
 *                                    in turn; pick_first, the default for one: to the first that
 *                                    can be reached, until it cannot
 *   options.reconnect_backoff_min    milliseconds, give or take a fifth, before connecting is tried
 *                                    again: at first, 100 (the least) by default,
 *   options.reconnect_backoff_max    and at most, 500 by default
 *   options.timeout                  milliseconds a call may take unless its context says
 *                                    otherwise, 10000 by default; 0: no limit
 *   options.request_max_size         bytes of a request; without limit by default
 *   options.response_max_size        bytes of a response; by default options.request_max_size, if
 *                                    that is set, and 4194304 if not
 *   options.metadata_max_size        bytes of the metadata that come with an answer, names and
 *                                    values and 32 for each, 8192 by default
 *   options.keepalive_time           milliseconds without a sign of life after which the server is
 *                                    pinged; 0, the default: it is not. Servers break off with
 *                                    those who ping them more often than they allow
 *   options.keepalive_timeout        milliseconds that it has for its answer, 20000 by default;
 *                                    then the connection is lost
 *   options.keepalive_permit_without_calls
 *                                    whether it is pinged also while no call runs, false by default
 *   options.compression              of requests: none (the default), gzip or deflate
 *   options.threads                  threads that poll for asynchronous calls, 1 by default; 0: one
 *                                    per core
 *   options.ssl_target_name_override the name that is to be on the server's certificate instead of
 *                                    the host that is connected to; for tests
 *   options.retries                  how often a unary call that failed with UNAVAILABLE is
 *                                    sent once more, within its deadline; 0 by default
 *   options.retry_backoff_min        milliseconds before the first of these, give or take a
 *                                    fifth, and each time twice as long; 100 by default
 *   options.retry_backoff_max        up to this; 5000 by default
 *   methods.<rpc>.retries            of one method, by its name in the .proto file, instead of
 *   methods.<rpc>.timeout            options.retries and options.timeout
 *
 * Several servers are either hosts and ports, or unix sockets, all of one protocol; an ipv4: or
 * ipv6: uri may hold several by itself. A server that goes is left out until it is back. Host names
 * among several are looked up once, when the client is opened, which may then block while they are;
 * those that cannot be found are left out with a warning. A single name is looked up again when the
 * connection is lost, every 30 seconds at most. What calls are addressed to (:authority), and what
 * certificates are checked for, is the first of several.
 *
 * A connection that was lost is noticed at once, and one to a server that is back is made within
 * options.reconnect_backoff_max and a fifth: the open clients of a process share a thread for that,
 * which sleeps while nothing happens.
 *
 * The files are read when it is opened, and only then.
 *
 * An rpc whose option idempotency_level is NO_SIDE_EFFECTS or IDEMPOTENT is sent once more whatever
 * may have happened to it; any other one only if it is known not to have run: there was no
 * connection to send it on, or a server of pipc refused it as it was stopping, which it tells of
 * the `pipc-attempt` that such calls are sent with. A server's `grpc-retry-pushback-ms` is obeyed;
 * `grpc-previous-rpc-attempts` tells it how often it was asked before. An asynchronous call made in
 * the course of another (pipc_call_new_context()) is sent once only.
 *
 * Errors of pipc_configure(): PIPC_E_MISCONFIGURATION MIXED_CONNECTIONS for servers that cannot be
 * used together, as of http beside https; NO_SSL_KEY_FILE or NO_SSL_CRT_FILE for one of them
 * without the other, or of pipc_open() where discoveries or credential stores are asked; BAD_VALUE
 * and the like for a value that cannot be read, and for methods.* that name no method, or nothing
 * of it.
 *
 * Errors of pipc_open(): PIPC_E_INVALID_STATE before it is configured, and EVENT_LOOP_CLOSED;
 * PIPC_E_NO_RESPONSE CANNOT_CONNECT when no connection came about within options.connect_timeout,
 * with the reason as cause, or when none of several host names can be found;
 * PIPC_E_MISCONFIGURATION NO_CONNECTION or NO_CREDENTIAL when a key is known to nobody that was
 * asked, MIXED_CONNECTIONS when servers cannot be used together, WRONG_PROTOCOL where https was
 * asked for and a discovery knows other; PIPC_E_INTERNAL REF_ERROR when nobody can be asked;
 * PIPC_E_NO_MEMORY. Of https, naming the file: those of a pipc_grpc_endpoint.
 *
 * Where the handshake of TLS fails, calls end with PIPC_E_NO_RESPONSE UNAVAILABLE, and open as
 * above; the cause tells what it may have failed for, as far as the core lets it be known.
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

/**
 * Has the client, from its next open on, call the services of `endpoint`, which is in this process:
 * over a pair of sockets instead of what its configuration says of connections, as a user's tests
 * do without a port. All else is as ever: deadlines, metadata, interceptors, errors, streams,
 * asynchronous calls. NULL undoes that. The endpoint may listen as well, or nowhere
 * (options.listen).
 *
 * The connection counts as PIPC_GRPC_CLIENT_READY while the client is open. It ends with the close
 * of the endpoint: calls then fail with PIPC_E_NO_RESPONSE UNAVAILABLE, which says so, until the
 * client is closed and opened anew.
 *
 * Errors:    PIPC_E_INVALID_STATE ALREADY_OPENED; PIPC_E_NO_MEMORY. Of pipc_open() then:
 *            PIPC_E_INVALID_STATE ENDPOINT_CLOSED unless the endpoint is open; PIPC_E_INTERNAL
 *            NO_SOCKET.
 * Ownership: borrows `endpoint` while the client is opened.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_call_directly(pipc_grpc_client *self,
                                                           pipc_grpc_endpoint *endpoint,
                                                           pipc_error **error);

/** What becomes of the connection now. Threads: any. */
PIPC_API pipc_grpc_client_connectivity pipc_grpc_client_state(const pipc_grpc_client *self);

/**
 * Waits until that is `state`; to wait for PIPC_GRPC_CLIENT_READY has a connection made. A state
 * that does not last may pass unseen.
 *
 * Errors:  PIPC_E_NO_RESPONSE STATE_NOT_REACHED if it is not so within `timeout_ms`;
 *          PIPC_E_INVALID_STATE if the client is not open, or is closed meanwhile.
 * Threads: any.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_wait_for_state(pipc_grpc_client *self,
                                                            pipc_grpc_client_connectivity state,
                                                            int64_t timeout_ms, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
