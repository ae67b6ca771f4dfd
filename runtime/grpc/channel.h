/* A channel of the core while it is open, and the queues that blocking calls wait on. */
#ifndef PIPC_RUNTIME_GRPC_CHANNEL_H_
#define PIPC_RUNTIME_GRPC_CHANNEL_H_

#include <grpc/grpc.h>

#include "connect/connection.h"

typedef struct pipc__channel pipc__channel;

/* A queue for one thread at a time to wait on, by grpc_completion_queue_pluck(). */
typedef struct pipc__pluck_queue {
    grpc_completion_queue *queue;
    struct pipc__pluck_queue *next; /* private */
} pipc__pluck_queue;

/*
 * Opens a channel; no connection is made yet.
 *
 * Errors: PIPC_E_NO_MEMORY.
 */
int pipc__channel_open(const pipc__connection *connection, int response_max_bytes,
                       pipc__channel **out, pipc_error **error);

/* Closes it; accepts NULL. No call may be running. */
void pipc__channel_close(pipc__channel *channel);

/*
 * Waits up to `timeout_ms` until there is a connection.
 *
 * Errors: PIPC_E_NO_RESPONSE CANNOT_CONNECT if there is none by then; PIPC_E_NO_MEMORY.
 */
int pipc__channel_connect(pipc__channel *channel, const pipc__connection *connection,
                          int64_t timeout_ms, pipc_error **error);

/* What calls to `path` (static text) are created with. Lives as long as the channel. */
void *pipc__channel_register(pipc__channel *channel, const char *path);

/* A new call, to be freed by grpc_call_unref(). Threads: any. */
grpc_call *pipc__channel_create_call(pipc__channel *channel, void *registered,
                                     grpc_completion_queue *queue, gpr_timespec deadline);

/*
 * A queue with nothing in it; *out goes back by pipc__channel_return_queue() when that is so again.
 * Threads: any.
 *
 * Errors: PIPC_E_NO_MEMORY.
 */
int pipc__channel_take_queue(pipc__channel *channel, pipc__pluck_queue **out, pipc_error **error);
void pipc__channel_return_queue(pipc__channel *channel, pipc__pluck_queue *queue);

#endif
