/* A channel of the core while it is open, and the queues that blocking calls wait on. */
#ifndef PIPC_RUNTIME_GRPC_CHANNEL_H_
#define PIPC_RUNTIME_GRPC_CHANNEL_H_

#include <grpc/grpc.h>
#include <stdbool.h>

#include <pipc/grpc_compression.h>

#include "base/list.h"
#include "connect/connection.h"
#include "connect/credential.h"
#include "grpc/bounds.h"
#include "grpc/message_origin.h"
#include "grpc/server_call.h"

typedef struct pipc__channel pipc__channel;

/* A queue for one thread at a time to wait on, by grpc_completion_queue_pluck(). */
typedef struct pipc__pluck_queue {
    grpc_completion_queue *queue;
    struct pipc__pluck_queue *next; /* private */
} pipc__pluck_queue;

typedef struct pipc__channel_options {
    int response_max_bytes;
    const char *lb_policy; /* how to balance over several addresses; NULL: as the core does */
    /* How long the core waits between attempts to connect: at first, and at most. */
    int backoff_min_ms;
    int backoff_max_ms;
    pipc_grpc_compression compression;
    pipc__bounds bounds;
    const pipc__credential *credential; /* borrowed while it is opened; NULL: of plain text */
    const int *fd; /* a connection that there is, taken where it opens; NULL: it connects */
} pipc__channel_options;

/*
 * Opens a channel; no connection is made yet. Over a connection that there is it has that one
 * only, in plain text, and counts as connected as long as it is open.
 *
 * Errors: those of pipc__client_credentials_create(); PIPC_E_INTERNAL NO_THREAD; PIPC_E_NO_MEMORY.
 */
int pipc__channel_open(const pipc__connection *connection, const pipc__channel_options *options,
                       pipc__channel **out, pipc_error **error);

/*
 * Closes it; accepts NULL. No call may be running but for the members, which are cancelled; with
 * the last of them the channel goes.
 */
void pipc__channel_close(pipc__channel *channel);

/* A call that may outlive the closing of its channel: embed it. */
typedef struct pipc__channel_member pipc__channel_member;
struct pipc__channel_member {
    void (*cancel)(pipc__channel_member *self);
    bool cancelled; /* guarded, like the link, by the mutex of the channel */
    pipc__list link;
};

/* Adds a member to a channel that is open. */
void pipc__channel_add(pipc__channel *channel, pipc__channel_member *member);

/* Removes it, and frees `call`, which was its own. The channel may go with it. Threads: any. */
void pipc__channel_remove(pipc__channel *channel, pipc__channel_member *member, grpc_call *call);

/* Whether the channel was closed meanwhile. Threads: any. */
bool pipc__channel_has_cancelled(pipc__channel *channel, const pipc__channel_member *member);

/*
 * Waits up to `timeout_ms` until there is a connection.
 *
 * Errors: PIPC_E_NO_RESPONSE CANNOT_CONNECT if there is none by then, with what the core says of
 *         the last attempt as cause; PIPC_E_NO_MEMORY.
 */
int pipc__channel_connect(pipc__channel *channel, const pipc__connection *connection,
                          int64_t timeout_ms, pipc_error **error);

/* Whether there is a connection, and if not, what becomes of it. Threads: any. */
grpc_connectivity_state pipc__channel_state(pipc__channel *channel);

/*
 * Waits until that is `state`, until `timeout_ms` have passed or until pipc__lookout_cancel() for
 * `cancelled`; returns what it is then. To wait for a connection has one made. Threads: any.
 */
grpc_connectivity_state pipc__channel_wait_for_state(pipc__channel *channel,
                                                     grpc_connectivity_state state,
                                                     int64_t timeout_ms, const bool *cancelled);

/* Tells that the caller waits on one of the queues now, where calls are read. Threads: any. */
void pipc__channel_is_read(pipc__channel *channel);

/* What calls to `path` (static text) are created with. Lives as long as the channel. */
void *pipc__channel_register(pipc__channel *channel, const char *path);

/*
 * A new call, to be freed by grpc_call_unref(). With a `parent`, the server's call in whose course
 * it is made, it ends when that is cancelled, and no later than its deadline; it is cancelled at
 * once where that is over. Threads: any.
 */
grpc_call *pipc__channel_create_call(pipc__channel *channel, void *registered,
                                     pipc__server_call *parent, grpc_completion_queue *queue,
                                     gpr_timespec deadline);

/* Of the messages that come on a call. */
pipc__message_origin pipc__channel_origin(const pipc__channel *channel, grpc_call *call);

/*
 * A queue with nothing in it, which goes back by pipc__channel_return_queue() when that is so
 * again; NULL where there is no memory for one. Threads: any.
 */
PIPC_NODISCARD pipc__pluck_queue *pipc__channel_take_queue(pipc__channel *channel);
void pipc__channel_return_queue(pipc__channel *channel, pipc__pluck_queue *queue);

#endif
