/* A stream of a client whose listener is told what comes. */
#ifndef PIPC_RUNTIME_RPC_HEARD_STREAM_H_
#define PIPC_RUNTIME_RPC_HEARD_STREAM_H_

#include "rpc/client_stream.h"
#include "rpc/client_visit.h"

/*
 * Completions come on threads of the loop, several at once. Each notes what it is about, and then
 * runs what is due, unless another thread does so already, which then sees to that as well: so the
 * callbacks of one stream are called one at a time, and no thread waits for another's callback.
 * Between two attempts it is `over`, but what may not be used yet is told to wait.
 */
typedef struct pipc__heard_stream {
    pipc_grpc_client_stream stream;
    pipc__client_visit visit;
    pipc__loop *loop;
    pipc__pace *pace;
    pipc__task task; /* runs what is due */
    pipc_grpc_client_listener *listener;
    const pipc__client_method *row;
    bool has_one_answer; /* which `done` gets; there are no messages before */
    bool has_call;       /* of the core */

    /* Only of the thread that runs what is due: */
    grpc_byte_buffer *answer; /* the one */
    int code;                 /* if it is not PIPC_OK, how the call ends, with `error` */
    pipc_error *error;

    pipc__mutex mutex;       /* guards all below, and is held while batches are started */
    unsigned batches;        /* that were started and are not complete */
    bool runs;               /* a thread runs what is due, or soon will */
    bool headed;             /* the initial metadata are there */
    bool over;               /* the status is there */
    bool stopped;            /* nothing more is read: it was cancelled */
    bool paused;             /* nothing more is read before it is resumed */
    bool resumed;            /* since `message` was called last */
    bool sending;            /* something is on its way */
    bool unsendable;         /* as something was lost on its way */
    bool half_closes;        /* when what is on its way is gone */
    grpc_byte_buffer *next;  /* what is sent after that; NULL: nothing */
    bool half_closed;        /* nothing more is written */
    bool wants_write;        /* a write was refused */
    grpc_byte_buffer *bytes; /* the core's while a message is read */
    bool received;           /* `bytes` are there, to be given */
} pipc__heard_stream;

/* Says what completions do. */
void pipc__heard_stream_init_tags(pipc__heard_stream *self);

/* Afterwards the stream may be gone. */
void pipc__heard_stream_start(pipc__heard_stream *self, const pipc__stream_start *start);

/* Has pipc__heard_stream_start_anew() run when the time has come. The stream may be gone then. */
void pipc__heard_stream_pause(pipc__heard_stream *self);

/* For `seen->resume`. */
void pipc__heard_stream_start_anew(pipc__task *task);

/* Lets the interceptors begin, and makes the core's call. Errors: what is known by then. */
int pipc__heard_stream_prepare_attempt(pipc__heard_stream *self, pipc__stream_start *start,
                                       pipc_error **error);

/*
 * An attempt is over with *code and *error, or did not begin. True: there shall be another one, and
 * all that came of this one is gone.
 */
bool pipc__heard_stream_is_sent_anew(pipc__heard_stream *self, int code,
                                     ProtobufCMessage **response, pipc_error **error);

/* The call is over: tells the listener. */
void pipc__heard_stream_end(pipc__heard_stream *self, int code, ProtobufCMessage *response,
                            pipc_error *error);

/* The next three are called with the mutex held. */

/* Starts to read, unless nothing is to be read. */
void pipc__heard_stream_read_next(pipc__heard_stream *self);

/* Whether what is sent may arrive. */
bool pipc__heard_stream_can_send(const pipc__heard_stream *self);

/* Notes whether something is on its way now, and returns it. */
bool pipc__heard_stream_note_sending(pipc__heard_stream *self, bool started);

/* The last of it; a client that is being closed goes on when the gate is left. */
void pipc__heard_stream_free(pipc__heard_stream *self);

#endif
