/* The stream of a handler, over the batches of a call: by blocking reads and writes, or listening.
 */
#ifndef PIPC_RUNTIME_RPC_SERVER_STREAM_H_
#define PIPC_RUNTIME_RPC_SERVER_STREAM_H_

#include <pipc/generated.h>

#include "base/arena.h"
#include "base/sync.h"
#include "grpc/codec.h"
#include "grpc/message_queue.h"
#include "grpc/server_call.h"

enum { PIPC__STREAM_FIRST_CHUNK_BYTES = 1024 };

/* Sees the messages of a stream before its handler does: embed it. */
typedef struct pipc__stream_witness pipc__stream_witness;
struct pipc__stream_witness {
    /* PIPC_OK, or the handler gets this error instead of the message. */
    int (*saw)(pipc__stream_witness *self, const ProtobufCMessage *message, pipc_error **error);
};

/* Of one direction. */
typedef struct pipc__stream_waiter {
    bool waits;
    pipc__signal wakes;
} pipc__stream_waiter;

/*
 * Part of a pipc_call. What is read comes ahead of who reads, and what is written is on its way
 * behind who writes, both within bounds: a thread switch is for who has nothing to read, or no room
 * to write.
 */
struct pipc_grpc_server_stream {
    pipc__server_call *call;
    const pipc__message_type *request; /* of what is read; NULL: nothing is */
    pipc__stream_witness *witness;     /* set while the handler runs; NULL: none */
    pipc__mutex mutex;                 /* guards the flags, and is held while a batch is started */

    pipc__tag received;
    grpc_byte_buffer *bytes;  /* the core's, of the message being received */
    pipc__message_queue came; /* of these, what nobody has read */
    bool receiving;
    bool came_all;  /* nothing more will come, */
    bool came_well; /* as that was the end, unless the call broke off */
    pipc__stream_waiter reader;

    /* Of the reader only: */
    bool ended;        /* nothing more will come */
    pipc__arena arena; /* of the message last read */
    char first_chunk[PIPC__STREAM_FIRST_CHUNK_BYTES];

    pipc__tag sent;
    pipc__message_queue leaving; /* what is sent after what is being sent */
    bool sending;
    bool send_failed;
    pipc__stream_waiter writer;

    bool is_closed;           /* nothing more is received or sent, */
    bool reply_waits;         /* but for what is leaving, and the reply */
    pipc__server_reply reply; /* that waits */

    pipc_grpc_server_listener *listener; /* NULL: reads and writes block */
    bool handler_returned;
    bool listens;  /* both: what is received goes to the listener */
    bool tells;    /* a message is with the listener */
    unsigned told; /* messages in a row that came at once */
    bool end_told;
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

/* Says what completions do. */
void pipc__server_stream_init_reading(pipc_grpc_server_stream *self);
void pipc__server_stream_init_writing(pipc_grpc_server_stream *self);

/*
 * With the mutex held, and nothing being received: starts to receive, if anything may still come.
 * `at_once`: it may have come when this returns.
 */
void pipc__server_stream_receive(pipc_grpc_server_stream *self, bool at_once);

/* With the mutex held: waits until another thread relieves `waiter`, and wakes it. */
void pipc__server_stream_wait(pipc_grpc_server_stream *self, pipc__stream_waiter *waiter);

/*
 * Likewise: that other thread. True: it then wakes who waits, without the mutex, which that thread
 * would have to wait for.
 */
bool pipc__server_stream_relieve(pipc__stream_waiter *waiter);

/* PIPC_E_FAILED_INVOCATION CANCELLED. */
int pipc__server_stream_fail_cancelled(pipc_error **error);

/* --- the callbacks, called by who has the turn -------------------------------------------- */

void pipc__server_stream_take_message(pipc_grpc_server_stream *self);
void pipc__server_stream_tell_writable(pipc_grpc_server_stream *self);
void pipc__server_stream_tell_cancelled(pipc_grpc_server_stream *self);

#endif
