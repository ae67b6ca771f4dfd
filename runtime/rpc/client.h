/* A client as its calls see it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_H_
#define PIPC_RUNTIME_RPC_CLIENT_H_

#include <pipc/generated.h>

#include "component/dependency_resolver.h"
#include "connect/connect_settings.h"
#include "grpc/channel.h"
#include "grpc/codec.h"
#include "grpc/envelope.h"
#include "grpc/event_loop.h"
#include "grpc/loop.h"
#include "rpc/client_interceptors.h"
#include "rpc/client_options.h"
#include "rpc/gate.h"
#include "rpc/method_options.h"
#include "rpc/observation.h"

/* One row of the generated table, as it is called. */
typedef struct pipc__client_method {
    void *registered; /* the core's handle, while open */
    pipc__message_type response;
    pipc__pace pace; /* of the callbacks of its calls */
    pipc__method_options options;
} pipc__client_method;

struct pipc__client {
    pipc__connect_settings settings;
    pipc_dependency_resolver dependencies;
    pipc__client_options options;
    pipc__gate gate;             /* of pipc__client_visit */
    pipc__channel *channel;      /* only behind the gate */
    pipc_grpc_endpoint *direct;  /* of this process, which it calls; NULL: as it is configured */
    pipc_event_loop *event_loop; /* from the references; NULL: none */
    pipc__event_queue *events;   /* its queue, while open */
    pipc__client_interceptors interceptors;
    pipc__observers *observers;    /* only behind the gate; NULL: nobody listens */
    pipc__mutex loop_mutex;        /* guards the next */
    pipc__loop *loop;              /* NULL before it is needed */
    pipc__client_method methods[]; /* in the order of the generated table */
};

/*
 * Where the asynchronous calls of a client run; its threads start with the first of them, and end
 * when the client is closed. Only behind the gate.
 *
 * Errors: those of pipc__loop_start().
 */
int pipc__client_loop(struct pipc__client *client, pipc__loop **loop, pipc_error **error);

/* What a call is made with, besides messages and metadata. */
typedef struct pipc__call_terms {
    const char *path;
    const char *uri; /* where it goes, for messages */
    bool secure;     /* by TLS */
    bool is_direct;  /* to an endpoint of this process */
    int64_t timeout_ms;
    gpr_timespec deadline;
    pipc__size_limit request_limit;
    pipc_grpc_compression compression;
    bool wait_for_ready;
    pipc_cancellation *cancellation;  /* what can end it; like the next two, NULL if nothing */
    pipc_metadata *initial_metadata;  /* where those that come go */
    pipc_metadata *trailing_metadata; /* likewise */
} pipc__call_terms;

/* What was done from this side to a call that ran. */
typedef enum pipc__call_fate {
    PIPC__CALL_RAN,       /* nothing: it ran to its end */
    PIPC__CALL_CANCELLED, /* it was cancelled */
    PIPC__CALL_CLOSED     /* its client was closed */
} pipc__call_fate;

/* From now on, by what the context (may be NULL) and the client's options say. */
pipc__call_terms pipc__call_terms_of(const struct pipc__client *client,
                                     const pipc__client_method *row, const pipc_grpc_method *method,
                                     const pipc_context *context);

/* A call begins, behind the gate. The observation does not move. */
void pipc__call_observe(pipc__observation *self, const struct pipc__client *client,
                        const pipc__client_method *row, const pipc_context *context);

/* Returns the error of a client that is not open. */
int pipc__call_fail_closed(const char *path, pipc_error **error);

/* Returns the error of a call that was cancelled. */
int pipc__call_fail_cancelled(const char *path, pipc_error **error);

/* The error of a call that ended, by this `fate`, while it was not sent; PIPC_OK: it RAN. */
int pipc__call_fate_result(const pipc__call_terms *terms, pipc__call_fate fate, pipc_error **error);

/* Gives the metadata that have come to whoever wants them. Errors: PIPC_E_NO_MEMORY. */
int pipc__call_give_initial_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                     pipc_error **error);
int pipc__call_give_trailing_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                      pipc_error **error);

/* The error with which a call came back that had this `fate`. */
int pipc__call_result(const pipc__call_terms *terms, const pipc__envelope *envelope,
                      pipc__call_fate fate, pipc_error **error);

#endif
