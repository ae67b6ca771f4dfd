/* One streaming call of a client, in the core's terms: its batches, whoever waits for them. */
#ifndef PIPC_RUNTIME_GRPC_STREAM_CALL_H_
#define PIPC_RUNTIME_GRPC_STREAM_CALL_H_

#include "base/sync.h"
#include "grpc/channel.h"
#include "grpc/envelope.h"
#include "grpc/loop.h"

/* What completes; its place in `tags` is the core's tag. */
typedef enum pipc__stream_tag {
    PIPC__STREAM_START,
    PIPC__STREAM_INITIAL_METADATA,
    PIPC__STREAM_STATUS,
    PIPC__STREAM_RECEIVE,
    PIPC__STREAM_SEND,
    PIPC__STREAM_TAGS
} pipc__stream_tag;

typedef struct pipc__stream_call {
    grpc_call *call;
    pipc__message_origin origin; /* of the messages that come on it */
    pipc__envelope envelope;
    pipc__tag tags[PIPC__STREAM_TAGS]; /* what they fire is for queues of a loop only */
    pipc__mutex batch_mutex; /* held while a batch is started, which the core does not guard */
    bool writes_done;        /* only the writer's, like the next */
    bool uncompressed;       /* what is sent, whatever the call's compression */
} pipc__stream_call;

/* What a call is started with. */
typedef struct pipc__stream_start {
    void *registered;
    pipc__server_call *parent; /* NULL: none */
    gpr_timespec deadline;
    const char *correlation_id;
    const pipc_metadata *metadata;
    bool wait_for_ready;
    pipc_grpc_compression compression;
    const char *traceparent;   /* in place of that of the metadata; NULL: what they say */
    grpc_byte_buffer *request; /* taken, and sent as the only message; NULL: messages come later */
} pipc__stream_start;

/*
 * Makes a call on an open channel, whose batches will complete in `queue`. `self` is zeroed, or was
 * disposed: what is the writer's stays then.
 *
 * Errors: those of pipc__envelope_init(). The request is taken then too, and nothing is owed.
 */
int pipc__stream_call_init(pipc__stream_call *self, pipc__channel *channel,
                           grpc_completion_queue *queue, const pipc__stream_start *start,
                           pipc_error **error);

/*
 * Starts what every call begins with; START, INITIAL_METADATA and STATUS complete once each, the
 * latter only after all messages were received.
 */
void pipc__stream_call_start(pipc__stream_call *self, const pipc__stream_start *start);

/*
 * These start one batch each. False: it was refused, as the call is over, and nothing will
 * complete.
 */

/* RECEIVE completes with the next message in *bytes, NULL: no more come. */
bool pipc__stream_call_receive(pipc__stream_call *self, grpc_byte_buffer **bytes);

/* Takes `bytes`. SEND completes when they are gone; nothing may be sent before that. */
bool pipc__stream_call_send(pipc__stream_call *self, grpc_byte_buffer *bytes);

/* Likewise, but tells that nothing more comes. */
bool pipc__stream_call_half_close(pipc__stream_call *self);

/* Threads: any. */
void pipc__stream_call_cancel(pipc__stream_call *self);

/* Frees all but the core's call, and `self`. Everything that was started is complete. */
void pipc__stream_call_dispose(pipc__stream_call *self);

#endif
