/* What goes around the messages of a client's call: metadata both ways, and the status. */
#ifndef PIPC_RUNTIME_GRPC_ENVELOPE_H_
#define PIPC_RUNTIME_GRPC_ENVELOPE_H_

#include <grpc/grpc.h>
#include <stdbool.h>
#include <stdint.h>

#include <pipc/grpc_compression.h>
#include <pipc/metadata.h>
#include <pipc/types.h>

#include "grpc/refusal.h"

enum { PIPC__ENVELOPE_ROOM = 6 };

typedef struct pipc__envelope {
    grpc_metadata *sent; /* `room`, or allocated */
    size_t sent_count;
    bool wait_for_ready; /* false unless set: the call fails where there is no connection */
    grpc_metadata room[PIPC__ENVELOPE_ROOM];
    grpc_metadata_array initial_metadata;
    grpc_metadata_array trailing_metadata;
    grpc_status_code status;
    grpc_slice message;
    bool asks_origin;
    const char *origin; /* how the core describes a failure, to people; NULL: it was not asked */
    pipc__attempt_name attempt; /* if it was asked */
} pipc__envelope;

/*
 * Makes `self` ready to go out with a correlation id (NULL or empty: none) and `metadata` (NULL:
 * none), both of which it copies.
 *
 * Errors: PIPC_E_BAD_REQUEST BAD_CORRELATION_ID for one that metadata cannot hold;
 * PIPC_E_NO_MEMORY. `self` is to be disposed then too.
 */
int pipc__envelope_init(pipc__envelope *self, const char *correlation_id,
                        const pipc_metadata *metadata, pipc_error **error);

/* Has the messages compressed as told, by one more of the metadata; at most once. Cannot fail. */
void pipc__envelope_compress(pipc__envelope *self, pipc_grpc_compression compression);

/* Names the span that calls, in place of what `metadata` said; at most once. Cannot fail. */
void pipc__envelope_trace(pipc__envelope *self, const char *traceparent);

/* Tells how often the call was sent before, by one more; at most once. Cannot fail. */
void pipc__envelope_count_attempts(pipc__envelope *self, long previous);

/*
 * Has the core say where a failure is from, and names the attempt by one more of the metadata, for
 * pipc__envelope_may_have_run(); at most once. Cannot fail.
 */
void pipc__envelope_ask_origin(pipc__envelope *self);

/*
 * False: the call failed for want of a connection, or as the server was stopping, and no handler
 * has seen it.
 *
 * @param is_connected  whether its channel is, now that the call has failed.
 */
bool pipc__envelope_may_have_run(const pipc__envelope *self, bool is_connected);

/* What the other side wishes of those who send a call once more. */
typedef enum pipc__pushback {
    PIPC__PUSHBACK_NONE,
    PIPC__PUSHBACK_LATER,
    PIPC__PUSHBACK_NEVER
} pipc__pushback;

/* `grpc-retry-pushback-ms` of what came, and *delay_ms if it is LATER. Garbage is NEVER. */
pipc__pushback pipc__envelope_pushback(const pipc__envelope *self, int64_t *delay_ms);

void pipc__envelope_dispose(pipc__envelope *self);

/* An operation of `type`, which, where it is about the envelope, reads or fills `self`. */
grpc_op pipc__envelope_op(pipc__envelope *self, grpc_op_type type);

/* The error that came back, and its category; PIPC_OK if the status is. */
int pipc__envelope_result(const pipc__envelope *self, pipc_error **error);

/* The moment `timeout_ms` from now; 0: never. */
gpr_timespec pipc__deadline_after_ms(int64_t timeout_ms);

/* Milliseconds until that moment, 0 when it has come, INT64_MAX: never. */
int64_t pipc__deadline_left_ms(gpr_timespec deadline);

/* Whether that moment has come, as far as the core's timers can tell. */
bool pipc__deadline_is_over(gpr_timespec deadline);

#endif
