/* The stream of a handler, over the batches of a call: by blocking reads and writes, or listening.
 */
#ifndef PIPC_RUNTIME_RPC_SERVER_STREAM_H_
#define PIPC_RUNTIME_RPC_SERVER_STREAM_H_

#include <pipc/generated.h>

#include "base/arena.h"
#include "base/sync.h"
#include "grpc/codec.h"
#include "grpc/server_call.h"

enum { PIPC__STREAM_FIRST_CHUNK_BYTES = 1024 };

/* Part of a pipc_call. */
struct pipc_grpc_server_stream {
    pipc__server_call *call;
    const pipc__message_type *request; /* of what is read; NULL: nothing is */
    pipc__mutex mutex;                 /* guards the flags, and is held while a batch is started */
    pipc__condition changed;

    pipc__tag received;
    grpc_byte_buffer *bytes; /* of the message being received */
    bool receiving;
    bool receive_ok;

    /* Of the reader only: */
    bool ended;        /* nothing more will come */
    pipc__arena arena; /* of the message last read */
    char first_chunk[PIPC__STREAM_FIRST_CHUNK_BYTES];

    pipc__tag sent;
    bool sending;
    bool send_failed;
    grpc_byte_buffer *next; /* what is sent after that, if there is a listener; NULL: nothing */

    bool is_closed;           /* nothing more is received or sent, */
    bool reply_waits;         /* but for the reply, once `sending` is over */
    pipc__server_reply reply; /* that waits */

    pipc_grpc_server_listener *listener; /* NULL: reads and writes block */
    bool handler_returned;
    bool listens;       /* both: what is received goes to the listener */
    bool tells;         /* a message is with the listener */
    bool paused;        /* the listener wants no more */
    bool resumed;       /* it does, before it has said that it does not */
    bool write_refused; /* it waits for `writable` */
};

/* `request` is what is read from it, NULL of server streams. */
void pipc__server_stream_init(pipc_grpc_server_stream *self, pipc__server_call *call,
                              const pipc__message_type *request);

/* Nothing is under way any more. */
void pipc__server_stream_dispose(pipc_grpc_server_stream *self);

/* The handler has returned PIPC_PENDING. Called on a thread of the loop. */
void pipc__server_stream_go_on(pipc_grpc_server_stream *self);

/*
 * Nothing is started on the call any more, but for the reply. True: it can be sent now. Otherwise
 * it is taken, and sent when what is being sent is, and the call stays until then.
 */
bool pipc__server_stream_close(pipc_grpc_server_stream *self, const pipc__server_reply *reply);

/* PIPC_E_FAILED_INVOCATION CANCELLED. */
int pipc__server_stream_fail_cancelled(pipc_error **error);

/* --- the callbacks, called by who has the turn -------------------------------------------- */

void pipc__server_stream_take_message(pipc_grpc_server_stream *self);
void pipc__server_stream_tell_writable(pipc_grpc_server_stream *self);
void pipc__server_stream_tell_cancelled(pipc_grpc_server_stream *self);

#endif
