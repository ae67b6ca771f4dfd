/* A stream of a client that threads wait for. */
#ifndef PIPC_RUNTIME_RPC_WAITED_STREAM_H_
#define PIPC_RUNTIME_RPC_WAITED_STREAM_H_

#include <stdatomic.h>

#include "base/error.h"
#include "grpc/stream_wait.h"
#include "rpc/client_stream.h"
#include "rpc/client_visit.h"

/* Its terms' uri is owned. */
typedef struct pipc__waited_stream {
    pipc_grpc_client_stream stream;
    pipc__stream_wait wait;
    pipc__cancellable cancellable;
    atomic_bool cancelled;
    struct pipc__client *client; /* only behind the gate, like its: */
    const pipc__client_method *row;

    /* Of the reader only: */
    bool ended;          /* nothing more will come */
    bool trailed;        /* the trailing metadata were given */
    pipc_error *failure; /* if it is gone, how it ended */

    /* Of those that are `seen`, whose mutex guards these; and while it is sealed, only the
     * reader's: */
    bool gone; /* there is no call, nor will there be */
    bool half_closed;
    pipc__client_visit *visit; /* while it is sent anew */
} pipc__waited_stream;

/* Threads: any. */
void pipc__waited_stream_cancel(pipc__waited_stream *self);

/* What was done to it from this side. */
pipc__call_fate pipc__waited_stream_fate(pipc__waited_stream *self);

/* --- of those that are seen ----------------------------------------------------------------- */

/* Behind the gate. Errors: what is known before anything is sent. */
int pipc__waited_stream_start_attempts(pipc__waited_stream *self, pipc__client_visit *visit,
                                       pipc__stream_start *start, pipc_error **error);

/*
 * An attempt is over, with *code and *error (taken), to which no message belongs. True: there is a
 * new one. False: the call is over, with the *code and *error that are there now.
 */
bool pipc__waited_stream_is_sent_anew(pipc__waited_stream *self, int *code, pipc_error **error);

/* The program has done with it. */
void pipc__waited_stream_end_early(pipc__waited_stream *self);

/* Tells the other side that nothing more comes, also in later attempts. False: too late. */
bool pipc__waited_stream_half_close(pipc__waited_stream *self);

#endif
