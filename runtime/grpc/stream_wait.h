/* A streaming call of a client that threads wait for, each in its own right. */
#ifndef PIPC_RUNTIME_GRPC_STREAM_WAIT_H_
#define PIPC_RUNTIME_GRPC_STREAM_WAIT_H_

#include "grpc/stream_call.h"

typedef struct pipc__stream_wait {
    pipc__stream_call *call;
    pipc__channel *channel;
    pipc__channel_member member;
    pipc__pluck_queue *queue;
    pipc__mutex status_mutex; /* guards `over`, and is held by the one who waits for it */
    bool over;                /* the status is there */
    bool begun;               /* the initial metadata are there; only the reader's */
    bool sending;             /* something is on its way; only the writer's */
} pipc__stream_wait;

/*
 * Starts `call`, which is as pipc__stream_call_init() wants it and lives as long as `self`, on an
 * open channel.
 *
 * Errors: those of pipc__stream_call_init(); PIPC_E_NO_MEMORY. The request is taken then too, and
 *         nothing is owed.
 */
int pipc__stream_wait_start(pipc__stream_wait *self, pipc__stream_call *call,
                            pipc__channel *channel, const pipc__stream_start *start,
                            pipc_error **error);

/* Waits for the initial metadata, which are there when a message is, or the end. Readers only. */
void pipc__stream_wait_begin(pipc__stream_wait *self);

/* Waits for the next message, the caller's; NULL: no more come, and the status is on its way. */
grpc_byte_buffer *pipc__stream_wait_receive(pipc__stream_wait *self);

/* Sends a message, which is taken, when the one before is gone. False: too late. */
bool pipc__stream_wait_send(pipc__stream_wait *self, grpc_byte_buffer *bytes);

/* Tells the other side, likewise, that this was all. False: too late. */
bool pipc__stream_wait_half_close(pipc__stream_wait *self);

/* Waits for the status, which comes only after all messages were received. Threads: any. */
void pipc__stream_wait_status(pipc__stream_wait *self);

/* Whether the channel was closed while the call ran. Threads: any. */
bool pipc__stream_wait_was_closed(pipc__stream_wait *self);

/* Cancels the call if it is not over, waits for its end and frees all of it but the memory. */
void pipc__stream_wait_dispose(pipc__stream_wait *self);

#endif
