/* A client as its calls see it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_H_
#define PIPC_RUNTIME_RPC_CLIENT_H_

#include <pipc/generated.h>

#include "connect/connect_settings.h"
#include "grpc/channel.h"
#include "grpc/codec.h"
#include "grpc/envelope.h"
#include "rpc/gate.h"

typedef struct pipc__client_options {
    long connect_timeout_ms; /* 0: open does not wait */
    long timeout_ms;         /* 0: none */
    long response_max_bytes;
    const char *lb_policy; /* static text; NULL: by how many servers there are */
    long backoff_min_ms;
    long backoff_max_ms;
    pipc_grpc_compression compression;
} pipc__client_options;

/* One row of the generated table, as it is called. */
typedef struct pipc__client_method {
    void *registered; /* the core's handle, while open */
    pipc__message_type response;
} pipc__client_method;

struct pipc__client {
    pipc__connect_settings settings;
    pipc__client_options options;
    pipc__gate gate;               /* of pipc__client_visit */
    pipc__channel *channel;        /* only behind the gate */
    pipc__client_method methods[]; /* in the order of the generated table */
};

/* What is inside the client's gate, for as long as it needs the client open. */
typedef struct pipc__client_visit pipc__client_visit;
struct pipc__client_visit {
    pipc__list link;
    /* Called with the gate's mutex held when the client closes; may be NULL. */
    void (*cancel)(pipc__client_visit *self);
};

/* What a call is made with, besides messages and metadata. */
typedef struct pipc__call_terms {
    const char *path;
    const char *uri; /* where it goes, for messages */
    bool secure;     /* by TLS */
    int64_t timeout_ms;
    gpr_timespec deadline;
    pipc_grpc_compression compression;
    pipc_cancellation *cancellation;  /* what can end it; like the next two, NULL if nothing */
    pipc_metadata *initial_metadata;  /* where those that come go */
    pipc_metadata *trailing_metadata; /* likewise */
} pipc__call_terms;

/* From now on, by what the context (may be NULL) and the client's options say. */
pipc__call_terms pipc__call_terms_of(const struct pipc__client *client,
                                     const pipc_grpc_method *method, const pipc_context *context);

/* Returns the error of a client that is not open. */
int pipc__call_fail_closed(const char *path, pipc_error **error);

/* Gives the metadata that have come to whoever wants them. Errors: PIPC_E_NO_MEMORY. */
int pipc__call_give_initial_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                     pipc_error **error);
int pipc__call_give_trailing_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                      pipc_error **error);

/* The error with which a call came back; `closed`: the client was closed meanwhile. */
int pipc__call_result(const pipc__call_terms *terms, const pipc__envelope *envelope, bool closed,
                      pipc_error **error);

#endif
