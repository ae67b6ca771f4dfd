/* A stream of a client, as those see it who wait for it and those who are told of it. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_STREAM_H_
#define PIPC_RUNTIME_RPC_CLIENT_STREAM_H_

#include "base/arena.h"
#include "grpc/stream_call.h"
#include "rpc/attempts.h"
#include "rpc/client.h"

enum { PIPC__CLIENT_STREAM_CHUNK_BYTES = 1024 };

/* What the two forms of a stream do each in its own way. */
typedef struct pipc__client_stream_form {
    /* Whether a message may be written now: PIPC_OK, or PIPC_PENDING. */
    int (*may_write)(pipc_grpc_client_stream *self);
    /* These two are for one thread at a time. False: the call is over. */
    bool (*send)(pipc_grpc_client_stream *self, grpc_byte_buffer *bytes); /* takes `bytes` */
    bool (*half_close)(pipc_grpc_client_stream *self);
    void (*cancel)(pipc_grpc_client_stream *self);
} pipc__client_stream_form;

struct pipc_grpc_client_stream {
    const pipc__client_stream_form *form;
    pipc__stream_call call;
    pipc__call_terms terms;
    pipc__observation observation;
    pipc_client_call *seen; /* NULL: it is sent once, and nobody wants to see that */
    pipc__message_type response;
    bool begun;        /* the initial metadata were given */
    pipc__arena arena; /* of the message last given */
    char first_chunk[PIPC__CLIENT_STREAM_CHUNK_BYTES];
};

/* Behind the gate; `row` is that of `method`. The end of its observation is owed then. */
void pipc__client_stream_init(pipc_grpc_client_stream *self, const pipc__client_stream_form *form,
                              const struct pipc__client *client, const pipc__client_method *row,
                              const pipc_grpc_method *method, const pipc_context *context);

/*
 * What its call is started with, but for a request and the metadata where it is `seen`, as it is
 * afterwards if somebody wants to. `request` may be NULL.
 *
 * Errors: those of pipc__codec_pack() and pipc__attempts_new().
 */
int pipc__client_stream_start_of(pipc_grpc_client_stream *self, const struct pipc__client *client,
                                 const pipc__client_method *row, const pipc_context *context,
                                 const ProtobufCMessage *request, pipc__stream_start *start,
                                 pipc_error **error);

/*
 * Of one that is `seen`: lets the interceptors begin, and completes `start` with what they have
 * added.
 *
 * Errors: theirs. `error` is not NULL.
 */
int pipc__client_stream_begin_attempt(pipc_grpc_client_stream *self, pipc__stream_start *start,
                                      pipc_error **error);

/* What later attempts of such a one are started with, for pipc__client_stream_begin_attempt(). */
pipc__stream_start pipc__client_stream_start_anew_of(const pipc_grpc_client_stream *self,
                                                     const pipc__client_method *row);

/*
 * Gives what came before the first message, unless that was done.
 *
 * Errors: PIPC_E_NO_MEMORY.
 */
int pipc__client_stream_give_begin(pipc_grpc_client_stream *self, pipc_error **error);

/*
 * Unpacks a message that came.
 *
 * Errors:    those of pipc__codec_unpack().
 * Ownership: *message is borrowed until the next one is unpacked, or the stream is disposed.
 */
int pipc__client_stream_unpack(pipc_grpc_client_stream *self, grpc_byte_buffer *bytes,
                               const ProtobufCMessage **message, pipc_error **error);

/* Forgets the message last given. */
void pipc__client_stream_forget(pipc_grpc_client_stream *self);

/* Returns the error of a call that has one answer and was given more. */
int pipc__client_stream_fail_twice(const pipc_grpc_client_stream *self, pipc_error **error);

#endif
