/*
 * The lookout: a thread, one for all channels of the process, that reads their sockets while nobody
 * else does. The core reads them only for those who wait on a queue: a channel that nobody calls
 * would learn of a server that went, and of a connection that was made, seconds too late.
 *
 * It waits in the core, without a time limit, so it costs nothing while nothing happens. While
 * calls come one after the other on channels that are connected it steps aside: a reply that it
 * reads is a detour to the one who waits for it. Where a server polls in the same process it does
 * so too, as the server's threads read all sockets.
 */
#ifndef PIPC_RUNTIME_GRPC_LOOKOUT_H_
#define PIPC_RUNTIME_GRPC_LOOKOUT_H_

#include <grpc/grpc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <pipc/types.h>

#include "base/list.h"

/* A channel, as the lookout sees it: embed it. */
typedef struct pipc__sight {
    grpc_channel *channel;
    atomic_bool busy;  /* a call began since the lookout last looked */
    atomic_bool ready; /* whether there is a connection, as far as is known */
    /* The rest is guarded by the lookout's mutex. */
    pipc__list link;
    grpc_connectivity_state state;
    bool leaving;
    bool left; /* the core has nothing more to tell about it */
} pipc__sight;

/*
 * Takes `channel` in. The core must have been acquired, and stay so until pipc__lookout_destroy().
 *
 * Errors: PIPC_E_INTERNAL NO_THREAD if the system has none to give. Nothing changes then.
 */
int pipc__lookout_add(pipc__sight *sight, grpc_channel *channel, pipc_error **error);

/* Destroys the channel, and forgets it. With the last one the thread ends. */
void pipc__lookout_destroy(pipc__sight *sight);

/* Tells that somebody is about to read the channel's sockets himself. Threads: any. */
void pipc__lookout_step_aside(pipc__sight *sight);

/* Tells that the threads of a server begin to poll, or end. */
void pipc__lookout_server_begins(void);
void pipc__lookout_server_ends(void);

/*
 * Waits until the channel is in `state`, which may pass unseen if it does not last; until
 * `deadline_ns`; or until *cancelled, which pipc__lookout_cancel() sets. Returns the state seen.
 */
grpc_connectivity_state pipc__lookout_wait(pipc__sight *sight, grpc_connectivity_state state,
                                           int64_t deadline_ns, const bool *cancelled);
void pipc__lookout_cancel(bool *cancelled);

#endif
