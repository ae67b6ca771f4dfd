/* A server of the core while it is open: its port, its posted requests, its live calls. */
#ifndef PIPC_RUNTIME_GRPC_SERVER_H_
#define PIPC_RUNTIME_GRPC_SERVER_H_

#include <grpc/grpc.h>
#include <stdbool.h>

#include <pipc/grpc_compression.h>

#include "component/log.h"
#include "connect/connection.h"
#include "connect/credential.h"
#include "grpc/bounds.h"
#include "grpc/codec.h"
#include "grpc/loop.h"

typedef struct pipc__server pipc__server;

/* A call that has arrived. Whoever accepts it owns it, and ends it as a pipc__server_call. */
typedef struct pipc__incoming_call {
    pipc__server *server;
    grpc_call *call;
    grpc_metadata_array metadata;
    gpr_timespec deadline;     /* of the monotonic clock */
    grpc_byte_buffer *payload; /* the message, if the route reads one; NULL if none came */
} pipc__incoming_call;

/* One method that the server serves. */
typedef struct pipc__route pipc__route;
struct pipc__route {
    const char *path;
    bool reads_message; /* exactly one message is read before the call is accepted */
    /* Called once per call on a thread of the loop, concurrently with itself. */
    void (*accept)(pipc__route *route, const pipc__incoming_call *incoming);
};

typedef struct pipc__server_options {
    int request_max_bytes;
    pipc__size_limit response_limit;
    size_t waiting_max; /* calls past those whose handlers run */
    pipc__bounds bounds;
    bool reuse_port;
    bool checks_cardinality;
    pipc_grpc_compression compression;
    pipc__loop_options loop;
    /*
     * Called while the server closes, every PIPC__PATIENCE_MS after it has cancelled what ran: ends
     * the calls that would never end by themselves. NULL: there are none.
     */
    void (*abandon)(void *argument);
    void *argument;
    /* Borrowed while the server is open; of a server without TLS they may be NULL. */
    const pipc__credential *credential;
    const pipc__loggers *loggers;
} pipc__server_options;

/*
 * Binds the ports of the whole chain (NULL: none, pipc__server_connect() is to be called) and
 * serves `routes`, which stay the caller's and outlive the server; two with one path are the
 * caller's mistake. A call to any other path is answered with UNIMPLEMENTED.
 *
 * Errors: PIPC_E_NO_RESPONSE CANNOT_CONNECT if a port cannot be bound; those of
 *         pipc__server_credentials_create() and pipc__loop_start(); PIPC_E_NO_MEMORY. All is rolled
 *         back then.
 */
int pipc__server_open(const pipc__connection *connection, const pipc__server_options *options,
                      pipc__route *const *routes, size_t route_count, pipc__server **out,
                      pipc_error **error);

/* How long calls that were cancelled are waited for before they are abandoned. */
enum { PIPC__PATIENCE_MS = 900 };

/*
 * Stops listening, waits up to `timeout_ms` for the calls that run, cancels those that are left,
 * waits for them to end and frees the server; accepts NULL.
 */
void pipc__server_close(pipc__server *server, long timeout_ms);

/*
 * Connects with whoever gets the other end, *fd, which is yours.
 *
 * Errors: PIPC_E_INTERNAL NO_SOCKET if the system has none to give.
 */
int pipc__server_connect(pipc__server *server, int *fd, pipc_error **error);

/* The port it listens on, of several the first; 0 for unix sockets, and if there is none. */
int pipc__server_port(const pipc__server *server);

/* All of them, in the order of the chain. */
const int *pipc__server_ports(const pipc__server *server);

/* What was given to open it. */
int pipc__server_request_max_bytes(const pipc__server *server);
const pipc__size_limit *pipc__server_response_limit(const pipc__server *server);
bool pipc__server_checks_cardinality(const pipc__server *server);

pipc__loop *pipc__server_loop(pipc__server *server);

/* Tells the server that a call it handed over is no more. */
void pipc__server_call_ended(pipc__server *server);

/* Where those wait who wait for a call to be cancelled: the mutex is held, all are woken. */
void pipc__server_wake_waiters(pipc__server *server);
bool pipc__server_wait_until(pipc__server *server, bool (*is_over)(void *), void *argument,
                             int64_t deadline_ns);

#endif
