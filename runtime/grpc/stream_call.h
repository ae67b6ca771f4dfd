/* One streaming call of a client, in the core's terms: whoever waits does so in its own thread. */
#ifndef PIPC_RUNTIME_GRPC_STREAM_CALL_H_
#define PIPC_RUNTIME_GRPC_STREAM_CALL_H_

#include "base/sync.h"
#include "grpc/channel.h"
#include "grpc/envelope.h"

/* What waits for its completion; its place in `tags` is the core's tag. */
typedef enum pipc__stream_tag {
    PIPC__STREAM_START,
    PIPC__STREAM_INITIAL_METADATA,
    PIPC__STREAM_STATUS,
    PIPC__STREAM_RECEIVE,
    PIPC__STREAM_SEND,
    PIPC__STREAM_TAGS
} pipc__stream_tag;

typedef struct pipc__stream_call {
    pipc__channel *channel;
    pipc__channel_member member;
    pipc__pluck_queue *queue;
    grpc_call *call;
    pipc__envelope envelope;
    char tags[PIPC__STREAM_TAGS];
    pipc__mutex batch_mutex;  /* held while a batch is started, which the core does not guard */
    pipc__mutex status_mutex; /* guards `over`, and is held by the one who waits for it */
    bool over;                /* the status is there */
    bool begun;               /* the initial metadata are there; only the reader's */
    bool sending;             /* something is on its way; only the writer's, like the next */
    bool writes_done;
    bool uncompressed; /* what is sent, whatever the call's compression */
} pipc__stream_call;

/* What a call is started with. */
typedef struct pipc__stream_start {
    void *registered;
    grpc_call *parent; /* NULL: none */
    gpr_timespec deadline;
    const char *correlation_id;
    const pipc_metadata *metadata;
    bool wait_for_ready;
    pipc_grpc_compression compression;
    grpc_byte_buffer *request; /* taken, and sent as the only message; NULL: messages come later */
} pipc__stream_start;

/*
 * Starts a call on an open channel.
 *
 * Errors: those of pipc__envelope_init(); PIPC_E_NO_MEMORY. The request is taken then too, and
 *         nothing is owed.
 */
int pipc__stream_call_start(pipc__stream_call *self, pipc__channel *channel,
                            const pipc__stream_start *start, pipc_error **error);

/* Waits for the initial metadata, which are there when a message is, or the end. Readers only. */
void pipc__stream_call_await_begin(pipc__stream_call *self);

/* Waits for the next message, the caller's; NULL: no more come, and the status is on its way. */
grpc_byte_buffer *pipc__stream_call_receive(pipc__stream_call *self);

/* Of the messages that come on it. */
pipc__message_origin pipc__stream_call_origin(const pipc__stream_call *self);

/* Sends a message, which is taken, when the one before is gone. False: too late. */
bool pipc__stream_call_send(pipc__stream_call *self, grpc_byte_buffer *bytes);

/* Tells the other side that this was all. False: too late. */
bool pipc__stream_call_writes_done(pipc__stream_call *self);

/* Waits for the status, which comes only after all messages were received. Threads: any. */
void pipc__stream_call_await_status(pipc__stream_call *self);

/* Whether the channel was closed while the call ran. Threads: any. */
bool pipc__stream_call_was_closed(pipc__stream_call *self);

void pipc__stream_call_cancel(pipc__stream_call *self);

/* Cancels the call if it is not over, waits for its end and frees all but `self`. */
void pipc__stream_call_dispose(pipc__stream_call *self);

#endif
