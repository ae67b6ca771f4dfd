/* The stream of a handler: blocking reads and writes over the batches of a call. */
#ifndef PIPC_RUNTIME_RPC_SERVER_STREAM_H_
#define PIPC_RUNTIME_RPC_SERVER_STREAM_H_

#include <pipc/generated.h>

#include "base/arena.h"
#include "base/sync.h"
#include "grpc/codec.h"
#include "grpc/server_call.h"

enum { PIPC__STREAM_FIRST_CHUNK_BYTES = 1024 };

/* On the stack of the thread that runs the handler. */
struct pipc_grpc_server_stream {
    pipc__server_call *call;
    const pipc__message_type *request;
    pipc__mutex mutex; /* guards the flags, and is held while a batch is started */
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
};

void pipc__server_stream_init(pipc_grpc_server_stream *self, pipc__server_call *call,
                              const pipc__message_type *request);

/* Waits for what is under way. The handler has returned: nobody else reads or writes. */
void pipc__server_stream_dispose(pipc_grpc_server_stream *self);

#endif
