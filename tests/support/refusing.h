/* A service of all four kinds of calls that refuses as many as it is told, and a client of it. */
#ifndef PIPC_TESTS_SUPPORT_REFUSING_H_
#define PIPC_TESTS_SUPPORT_REFUSING_H_

#include <stdatomic.h>

#include <pipc/event_loop.h>
#include <pipc/grpc_interceptor.h>

#include "base/sync.h"
#include "support/streams.h"
#include "support/told.h"

/* The rows: SAY is unary and says its text back, the others are as of streams.h. */
enum { REFUSING_SAY, REFUSING_COUNT_DOWN, REFUSING_JOIN, REFUSING_CHAT, REFUSING_METHODS };

typedef struct refusing {
    pipc_grpc_service service;
    pipc_grpc_client client;
    pipc_grpc_server_interceptor gatekeeper;
    pipc_grpc_method methods[REFUSING_METHODS]; /* a copy; idempotency may be set before it opens */
    pipc_grpc_service_desc desc;
    const pipc_references *references; /* of the client; NULL: none */

    atomic_int refusals;            /* how many more calls are refused */
    atomic_int calls;               /* that came */
    _Atomic(const char *) pushback; /* grpc-retry-pushback-ms of refusals; NULL: none */
    _Atomic(const char *) text;     /* of refusals */
    atomic_int status;              /* likewise; UNAVAILABLE by default */

    pipc__mutex mutex;      /* guards the rest */
    char last_seen[64];     /* x-seen of the last call, all of its values: "0,1" */
    char last_previous[16]; /* grpc-previous-rpc-attempts of the last call, or "" */
} refusing;

/* Nothing is open; interceptors may be registered. */
void refusing_init(refusing *self);

/* As that, but for the interceptor `gatekeeper`, which refuses. */
void refusing_prepare(refusing *self);
void refusing_open(refusing *self, const char *client_more);
void refusing_dispose(refusing *self);

/* Of the last call, which is over. */
const char *refusing_last_seen(refusing *self);
const char *refusing_last_previous(refusing *self);

int refusing_say(refusing *self, const pipc_context *context, const char *text, pipc_error **error);
int refusing_say_async(refusing *self, const pipc_context *context, told *listener,
                       pipc_error **error);
int refusing_open_stream(refusing *self, int method, const pipc_context *context,
                         pipc_grpc_client_stream **stream, pipc_error **error);
int refusing_open_async(refusing *self, int method, const pipc_context *context, told *listener,
                        pipc_grpc_client_stream **stream, pipc_error **error);

/* Calls any of them, writes nothing, and waits for `done`; returns how it ended. */
int refusing_be_told(refusing *self, int method, const pipc_context *context, told *listener);

#endif
