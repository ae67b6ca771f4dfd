/* One call to a service, from its acceptance to its reply. */
#ifndef PIPC_RUNTIME_RPC_CALL_H_
#define PIPC_RUNTIME_RPC_CALL_H_

#include <pipc/call.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/values.h"
#include "grpc/server_call.h"
#include "rpc/gate.h"
#include "rpc/observation.h"
#include "rpc/server_stream.h"
#include "rpc/service.h"
#include "rpc/turns.h"

/* Of the memory that comes with the call, so that small messages need no other. */
enum { PIPC__CALL_FIRST_CHUNK_BYTES = 1024 };

/* Who ends a call is who changes its state. */
enum {
    PIPC__CALL_FREE, /* in the pool */
    PIPC__CALL_RUNS, /* the handler does */
    PIPC__CALL_PENDING,
    PIPC__CALL_FINISHED,
    PIPC__CALL_ABANDONED, /* it was PENDING too long: no thing of the core is to be touched */
    PIPC__CALL_ORPHANED   /* as ABANDONED, and all is over but for pipc_call_finish() */
};

/* A piece of a pipc__call_pool. */
struct pipc_call {
    atomic_int state; /* also while it is in the pool */
    pipc__server_call server_call;
    pipc__list link; /* in the service's gate */
    bool is_inside;  /* of that gate */
    bool streams;
    /* The handler, whoever calls back, whoever replies, and a reply that waits: the last one out
     * leaves the gate. */
    atomic_uint stays;
    atomic_bool is_answered;
    pipc__service_method *method; /* only inside the gate */
    const char *path;
    ProtobufCMessage *response;                /* NULL: the rpc has none */
    pipc_grpc_compression message_compression; /* of what was read last */

    pipc__tag request_ended;  /* where one message is due, and it came */
    grpc_byte_buffer *excess; /* what came after it */
    bool exceeds;
    pipc__task serving; /* runs the handler */
    size_t entered;     /* interceptors that are owed an end */
    pipc__observation observation;

    pipc__turns turns;
    pipc__task callbacks;         /* runs what is due, for who has got the turn */
    atomic_bool cancelled_is_due; /* or was told */
    pipc__tag turn; /* fires for who has got the turn on a thread of somebody else's */
    _Atomic(pipc_call_listener *) listener;

    pipc__arena arena;
    char *correlation_id;   /* made when asked for */
    char *peer;             /* likewise */
    pipc_metadata metadata; /* that came, likewise */
    bool has_metadata;
    pipc__values values; /* those of pipc_call_set_value() */
    char first_chunk[PIPC__CALL_FIRST_CHUNK_BYTES];
    pipc_grpc_server_stream stream; /* of kinds that stream */
};

/* Serves a call to a pipc__service_method: decodes, runs the handler, encodes, replies. */
void pipc__call_accept(pipc__route *route, const pipc__incoming_call *incoming);

/* For calls that are made in the course of `call`; NULL of NULL. */
pipc__server_call *pipc__call_as_parent(pipc_call *call);

/*
 * What asks the core holds the call meanwhile, by this and pipc__server_call_let_go(): whoever is
 * so late to finish that the call was abandoned may still ask. NULL: the core's call is over.
 */
pipc__server_call *pipc__call_hold(const pipc_call *call);

/* The correlation id, or NULL, in memory of `arena`. Threads: any, while the call is held. */
char *pipc__call_read_correlation_id(const pipc_call *call, pipc__arena *arena);

/* As pipc_call_new_context(), with a correlation id that came otherwise. */
int pipc__call_new_context(pipc_call *call, const char *correlation_id, pipc_context **out,
                           pipc_error **error);

/* For a service that closes: how the calls inside its gate are taken leave of. */
extern const pipc__gate_farewell pipc__call_farewell;

/* --- how it ends ---------------------------------------------------------------------------- */

/*
 * Replies, with `bytes` (taken) or `error` (taken, made of `code` if it is NULL), and leaves.
 * Called by who has made the call FINISHED, and stays.
 */
void pipc__call_conclude(pipc_call *call, int code, grpc_byte_buffer *bytes, pipc_error *error);

/*
 * The caller gets an error (taken), and whoever owes pipc_call_finish() is told that the call is
 * cancelled. Called by who has the turn.
 */
void pipc__call_break_off(pipc_call *call, int code, pipc_error *error);

/* One of those that `stays` counts goes. */
void pipc__call_leave(pipc_call *call);

/* All is over, and nobody will finish it any more: gives the memory back. */
void pipc__call_release(pipc_call *call);

/*
 * Asserts, or logs where assertions are off: the call was used against its contract. Touches
 * nothing of it, as it may be anybody's by now.
 */
void pipc__call_complain(pipc_call *call, const char *what);

/* --- its callbacks -------------------------------------------------------------------------- */

/* Has what is due run. Called by who has the turn, on a thread of the loop. */
void pipc__call_take_turns(pipc_call *call);

/* What `callbacks` runs. */
void pipc__call_run_turns(pipc__task *task);

/* Packs what is answered, as pipc__codec_pack() does. */
int pipc__call_pack(const pipc_call *call, const ProtobufCMessage *message, grpc_byte_buffer **out,
                    pipc_error **error);

/* `cancelled` is due, if it was not before. True: the caller has got the turn. */
bool pipc__call_add_cancelled(pipc_call *call);

/* As pipc__call_take_turns(), for those on any thread: has a thread of the loop do it. */
void pipc__call_fire_turns(pipc_call *call);

/* What pipc__call_fire_turns() fires. */
void pipc__call_turn_fired(pipc__tag *tag, bool ok);

#endif
