/* Lets calls in while a component is open, and waits for them when it closes. */
#ifndef PIPC_RUNTIME_RPC_GATE_H_
#define PIPC_RUNTIME_RPC_GATE_H_

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/sync.h"
#include "grpc/event_queue.h"

typedef struct pipc__gate {
    pipc__mutex mutex; /* guards all below */
    pipc__condition empty;
    pipc__list inside;
    unsigned unlisted; /* those inside without a link */
    bool open;
    pipc__event_queue *events; /* what closing runs meanwhile; NULL: nothing */
} pipc__gate;

/* A closed gate. */
void pipc__gate_init(pipc__gate *gate);
void pipc__gate_dispose(pipc__gate *gate);

void pipc__gate_open(pipc__gate *gate);

/*
 * From now on whoever closes the gate runs what is due in `events` (borrowed, may be NULL) while it
 * waits, as those inside may wait for that. Not while it is being closed.
 */
void pipc__gate_set_events(pipc__gate *gate, pipc__event_queue *events);

/*
 * False: the gate is closed. Otherwise `link` is inside until pipc__gate_leave(). It may be NULL
 * for somebody who need not be cancelled, who is soon gone. Threads: any.
 */
bool pipc__gate_enter(pipc__gate *gate, pipc__list *link);
void pipc__gate_leave(pipc__gate *gate, pipc__list *link);

/*
 * Lets nobody in any more, waits up to `timeout_ms` for those inside, then calls `cancel` for each
 * that is left (with the mutex held) and waits until they have left.
 */
void pipc__gate_close(pipc__gate *gate, int64_t timeout_ms, void (*cancel)(pipc__list *link));

/* How those are taken leave of who may never leave by themselves. */
typedef struct pipc__gate_farewell {
    void (*cancel)(pipc__list *link);
    int64_t patience_ms; /* with those that were cancelled */
    /* With the mutex held: whether nobody else sees to it that `link` leaves. */
    bool (*claim)(pipc__list *link);
    /* Without the mutex: has `link`, which was claimed, leave, at once or some time later. */
    void (*abandon)(pipc__list *link);
} pipc__gate_farewell;

/* As pipc__gate_close(), but abandons whom that can be done to once the patience is over. */
void pipc__gate_close_with(pipc__gate *gate, int64_t timeout_ms,
                           const pipc__gate_farewell *farewell);

/* Abandons all inside whom that can be done to. */
void pipc__gate_abandon(pipc__gate *gate, const pipc__gate_farewell *farewell);

#endif
