/* A client as its calls see it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_H_
#define PIPC_RUNTIME_RPC_CLIENT_H_

#include <pipc/config_params.h>
#include <pipc/generated.h>

#include "component/log.h"
#include "connect/connection.h"
#include "grpc/channel.h"
#include "grpc/codec.h"
#include "rpc/gate.h"

typedef struct pipc__client_options {
    long connect_timeout_ms; /* 0: open does not wait */
    long timeout_ms;         /* 0: none */
    long response_max_bytes;
} pipc__client_options;

/* One row of the generated table, as it is called. */
typedef struct pipc__client_method {
    void *registered; /* the core's handle, while open */
    pipc__message_type response;
} pipc__client_method;

struct pipc__client {
    pipc_config_params *config; /* NULL: not configured */
    pipc__client_options options;
    pipc__connection connection;
    pipc__loggers loggers;
    pipc__gate gate;               /* of pipc__client_call */
    pipc__channel *channel;        /* only behind the gate */
    pipc__client_method methods[]; /* in the order of the generated table */
};

/* Cancels the call that is inside the client's gate by `link`. */
void pipc__client_call_cancel(pipc__list *link);

#endif
