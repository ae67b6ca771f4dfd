/* A call of a client that may be sent more than once, as its interceptors have it. */
#ifndef PIPC_RUNTIME_RPC_ATTEMPTS_H_
#define PIPC_RUNTIME_RPC_ATTEMPTS_H_

#include "base/arena.h"
#include "base/sync.h"
#include "base/values.h"
#include "component/metadata.h"
#include "rpc/client.h"
#include "rpc/retries.h"

/* Of the memory that comes with it. */
enum { PIPC__ATTEMPTS_FIRST_CHUNK_BYTES = 512 };

/*
 * Only calls that somebody wants to see have one. Whoever makes such a call lets the interceptors
 * begin, sends it with the metadata that are here, and says when it is over; if it is to be sent
 * anew, does so from the beginning once `resume_ns` has come.
 *
 * Threads: one at a time; what is used is guarded.
 */
struct pipc_client_call {
    const pipc__call_terms *terms;
    const char *correlation_id; /* NULL: none */
    pipc_metadata outgoing;     /* with this attempt */
    grpc_byte_buffer *request;  /* the one message, of calls that send one */
    int attempt;                /* 1: the first */
    int64_t resume_ns;          /* when the next attempt is due */
    bool is_single;             /* what it needs to be sent anew will not be there */
    pipc__retries retries;      /* of this attempt: the interceptors see one */

    /* What runs an attempt of a call that nobody waits for, for its owner. */
    pipc__timer timer;
    pipc__task resume;
    void *owner;
    pipc__loop *loop; /* on whose thread the slots are called; NULL: the caller's own */
    pipc__pace *pace;

    /* The rest is private. */
    pipc_grpc_client_interceptor **interceptors; /* the outermost first */
    size_t *marks;                               /* of `outgoing`, before each of them began */
    size_t interceptor_count;
    size_t entered;      /* those that are owed an end */
    size_t initial_mark; /* of the metadata that the user wants, before the call */
    size_t trailing_mark;

    bool ending;                /* a slot `end` may have it sent anew: */
    bool again;                 /* that one wants it so */
    pipc__call_fate fate;       /* of the attempt that ends */
    const pipc__envelope *came; /* what came of it; NULL: nothing */
    pipc_metadata *initial;     /* what came, made when asked for */
    pipc_metadata *trailing;    /* likewise */
    pipc__values values;        /* those of pipc_client_call_set_value() */

    pipc__mutex mutex; /* guards the next */
    pipc__condition unsealed;
    bool used;   /* a message was given to the program, or written by it */
    bool sealed; /* nothing may be used, as it is about to be sent anew */

    pipc__arena arena;
    char first_chunk[PIPC__ATTEMPTS_FIRST_CHUNK_BYTES];
};

/* Whether somebody wants to see the calls of `client`. */
bool pipc__attempts_are_seen(const struct pipc__client *client);

/*
 * Copies what the context (may be NULL) says, as that may go before the call is over. `terms` live
 * as long as the call.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: takes `request`, which may be NULL, in any case. Free *out by pipc__attempts_free().
 */
int pipc__attempts_new(const struct pipc__client *client, const pipc__call_terms *terms,
                       const pipc_context *context, grpc_byte_buffer *request,
                       pipc_client_call **out, pipc_error **error);

/* Accepts NULL. */
void pipc__attempts_free(pipc_client_call *self);

/* Errors: those of the interceptor that refuses; `error` is not NULL. */
int pipc__attempts_begin(pipc_client_call *self, pipc_error **error);

/* The request, once more; NULL: there is none. Ownership: the caller's. */
grpc_byte_buffer *pipc__attempts_copy_request(const pipc_client_call *self);

/*
 * The attempt is over, or could not begin, with `code` and *error: tells the interceptors, from
 * inside out, unless `retries` want it sent anew. `came` is NULL if nothing was sent. True: it is
 * to be sent anew, and what the user wanted of the metadata has been taken back; *error and any
 * response are to be freed.
 */
bool pipc__attempts_over(pipc_client_call *self, const pipc__envelope *came, pipc__call_fate fate,
                         int code, pipc_error **error);

/* Gives `failure` (taken, may be NULL) to who may want it. */
void pipc__attempts_hand_over(pipc_error *failure, pipc_error **error);

/* --- messages of streams -------------------------------------------------------------------- */

/* False: not now. Otherwise a message may be given or written, and the call is not sent anew. */
bool pipc__attempts_use(pipc_client_call *self);

/* Whether it is about to be sent anew. */
bool pipc__attempts_are_sealed(pipc_client_call *self);

/* As pipc__attempts_use(), but waits until it may be done. */
void pipc__attempts_use_later(pipc_client_call *self);

/* It has been sent anew, or will not be. */
void pipc__attempts_unseal(pipc_client_call *self);

#endif
