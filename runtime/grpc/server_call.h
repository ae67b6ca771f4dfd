/* One incoming call as the core sees it, from its arrival to its last batch. */
#ifndef PIPC_RUNTIME_GRPC_SERVER_CALL_H_
#define PIPC_RUNTIME_GRPC_SERVER_CALL_H_

#include <stdatomic.h>

#include "base/arena.h"
#include "component/metadata.h"
#include "grpc/message_origin.h"
#include "grpc/round.h"
#include "grpc/server.h"
#include "grpc/shortcut.h"

typedef struct pipc__server_call pipc__server_call;
struct pipc__server_call {
    pipc__incoming_call incoming;
    const struct pipc__server_call_events *events;
    atomic_int watch;      /* whether `closed` fires by itself */
    pipc__tag closed;      /* nobody waits for an answer any more, or it was sent */
    pipc__tag replied;     /* the reply is on its way */
    pipc__round_mark mark; /* of what was sent last */
    atomic_uint holds;     /* batches under way, and those who must find it alive */
    pipc__shortcut shortcut;
    atomic_bool cancelled;
    int cancelled_out;          /* the core's, until `closed` fires */
    bool initial_metadata_sent; /* with the first message of a stream */
    bool uncompressed;          /* what is sent, whatever the call's compression */
    pipc_grpc_compression compression;
    grpc_byte_buffer *response;
    pipc_metadata initial_metadata;  /* to be sent; for the handler to add to */
    pipc_metadata trailing_metadata; /* likewise */
    grpc_metadata *sent_initial;     /* the above as the core takes them */
    size_t sent_initial_count;
    grpc_metadata *sent_trailing;
    size_t sent_trailing_count;
    grpc_slice message;
};

/* Each is called once. */
typedef struct pipc__server_call_events {
    /* Nobody waits for the answer any more; called on a thread of the loop. */
    void (*cancelled)(pipc__server_call *self);
    /* All is over: the memory is the owner's again. Called on any thread. */
    void (*ended)(pipc__server_call *self);
} pipc__server_call_events;

/* How a call ends; zeroed: OK without a message. */
typedef struct pipc__server_reply {
    grpc_byte_buffer *response; /* taken; NULL unless the status is OK */
    grpc_status_code status;
    grpc_slice message; /* taken */
    grpc_slice details; /* taken; what grpc-status-details-bin holds, or of length 0 */
    bool is_bare;       /* without the metadata, which somebody may be adding to */
} pipc__server_reply;

/*
 * Takes the call over. It is owed a pipc__server_call_reply(), and is held by the caller once. Not
 * to be `watched` costs less.
 *
 * @param events  NULL: the memory of `self` is of the core's arena, and nobody wants to be told.
 */
void pipc__server_call_begin(pipc__server_call *self, const pipc__incoming_call *incoming,
                             const pipc__server_call_events *events, bool watched);

/*
 * From now on, if not from its beginning, the call learns that it was cancelled, and with it the
 * calls that are made in its course. The caller holds it. Threads: any.
 */
void pipc__server_call_watch(pipc__server_call *self);
bool pipc__server_call_is_watched(const pipc__server_call *self);

/* The call does not end before it is let go of. False: it has ended already, or it is that of a
 * process which this one is a fork of. Threads: any. */
bool pipc__server_call_hold(pipc__server_call *self);
void pipc__server_call_let_go(pipc__server_call *self);

/* Sends the reply, in one batch. Threads: any, once. */
void pipc__server_call_reply(pipc__server_call *self, const pipc__server_reply *reply);

/* What became of something that was started. */
typedef enum pipc__progress {
    PIPC__REFUSED,   /* by the core; the tag will not fire */
    PIPC__UNDER_WAY, /* the tag will fire, and lets go of the call */
    PIPC__DONE,      /* already, and the tag will not fire; */
    PIPC__FAILED     /* likewise, as the call is over */
} pipc__progress;

/* How a message of a stream is sent. */
typedef struct pipc__send_options {
    bool at_once; /* it may be DONE or FAILED; otherwise it is UNDER_WAY at best */
    bool more;    /* another one is sent as soon as this one is gone, and both may leave then */
} pipc__send_options;

/*
 * For streams: receives the next message, or NULL at the end, into *bytes (the caller's then), or
 * sends one, which is taken. `tag` fires when that is done, not ok if the call is over. No more
 * than one of each may be under way, and none while the reply is sent. The caller holds the call.
 * Threads: one at a time of all that start something on this call.
 */
pipc__progress pipc__server_call_receive(pipc__server_call *self, grpc_byte_buffer **bytes,
                                         pipc__tag *tag, bool at_once);
pipc__progress pipc__server_call_send(pipc__server_call *self, grpc_byte_buffer *bytes,
                                      pipc__tag *tag, pipc__send_options options);

/* To be called when the tag of such a send fires, before another is sent. */
void pipc__server_call_note_sent(const pipc__server_call *self);

/* Has `tag` fire at once, on a thread of the loop, which lets go of the call. Threads: any. */
void pipc__server_call_fire(pipc__server_call *self, pipc__tag *tag);

/* Whether a receive that gave no message did so because the call broke off, not because it ended.
 */
bool pipc__server_call_broke_off(const pipc__server_call *self);

/* Of the messages that come on it, each of which is to be noted before the next is received. */
pipc__message_origin pipc__server_call_origin(const pipc__server_call *self);
void pipc__server_call_note_message(const pipc__server_call *self, grpc_byte_buffer *bytes);

/* Threads: any, until the reply. */
bool pipc__server_call_is_cancelled(const pipc__server_call *self);
void pipc__server_call_cancel(pipc__server_call *self);

/* As if it were cancelled, for those who ask for that; the reply is sent all the same. */
void pipc__server_call_note_cancelled(pipc__server_call *self);

/* Waits for that; INT64_MAX: without limit. */
bool pipc__server_call_wait_cancelled(pipc__server_call *self, int64_t deadline_ns);

/* Adds a copy of all metadata that came with the call to `metadata`. Errors: PIPC_E_NO_MEMORY. */
int pipc__server_call_read_metadata(const pipc__server_call *self, pipc_metadata *metadata,
                                    pipc_error **error);

/* The value of the first metadata called `key`, NULL if there is none; borrowed until the end. */
const grpc_slice *pipc__server_call_metadata(const pipc__server_call *self, const char *key);

/* Who calls, as the core writes it, in memory of `arena`; NULL: no memory. */
char *pipc__server_call_peer(const pipc__server_call *self, pipc__arena *arena);

/* Until the caller's deadline; 0 when it is over, INT64_MAX if there is none. */
int64_t pipc__server_call_time_left_ms(const pipc__server_call *self);

/* Ends a call that nobody takes. */
void pipc__server_call_refuse(const pipc__incoming_call *incoming, grpc_status_code status,
                              const char *message);

#endif
