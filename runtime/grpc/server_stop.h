/* A server's inside, for those parts of it that take calls in and that stop it. */
#ifndef PIPC_RUNTIME_GRPC_SERVER_STOP_H_
#define PIPC_RUNTIME_GRPC_SERVER_STOP_H_

#include <stdatomic.h>

#include "base/sync.h"
#include "grpc/port_list.h"
#include "grpc/server.h"

/* A request posted ahead; posted again as soon as a call has come. */
typedef struct pipc__slot {
    pipc__tag tag;
    pipc__server *server;
    pipc__route *route; /* NULL: for paths that are no route's */
    void *registered;   /* the core's handle of the route */
    grpc_call *call;
    grpc_metadata_array metadata;
    gpr_timespec deadline;
    grpc_byte_buffer *payload;
    grpc_call_details details; /* of other paths only */
} pipc__slot;

struct pipc__server {
    grpc_server *server;
    pipc__loop *loop;
    pipc__slot *slots;
    size_t slot_count;
    pipc__port_list ports;
    pipc__core_acceptor *core_acceptor; /* NULL where the core accepts by itself */
    int request_max_bytes;
    pipc__size_limit response_limit;
    bool checks_cardinality;
    size_t call_max; /* whether their handlers run or not */
    pipc__tag shut_down;
    void (*abandon)(void *argument); /* may be NULL */
    void *argument;
    /* Slots that wait for a call, and calls that were handed over and have not ended: once there
     * are none there will be none. */
    atomic_size_t under_way;
    atomic_bool is_idle; /* there are none; set with the mutex held, as then the server may go */
    atomic_bool is_shut_down;
    atomic_uint posting; /* those who are posting a request */
    atomic_bool posts_no_more;
    atomic_uint waiters; /* those in pipc__server_wait_until() */
    pipc__mutex mutex;
    pipc__condition changed;
};

/*
 * Takes no more calls and waits up to `timeout_ms` for those that run, cancels those that are left
 * and waits for them to end: as of pipc__server_close(). Calls that come too late are refused.
 */
void pipc__server_stop(pipc__server *server, long timeout_ms);

#endif
