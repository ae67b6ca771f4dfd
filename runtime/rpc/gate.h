/* Lets calls in while a component is open, and waits for them when it closes. */
#ifndef PIPC_RUNTIME_RPC_GATE_H_
#define PIPC_RUNTIME_RPC_GATE_H_

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/sync.h"

typedef struct pipc__gate {
    pipc__mutex mutex; /* guards all below */
    pipc__condition empty;
    pipc__list inside;
    bool open;
} pipc__gate;

/* A closed gate. */
void pipc__gate_init(pipc__gate *gate);
void pipc__gate_dispose(pipc__gate *gate);

void pipc__gate_open(pipc__gate *gate);

/* False: the gate is closed. Otherwise `link` is inside until pipc__gate_leave(). Threads: any. */
bool pipc__gate_enter(pipc__gate *gate, pipc__list *link);
void pipc__gate_leave(pipc__gate *gate, pipc__list *link);

/*
 * Lets nobody in any more, waits up to `timeout_ms` for those inside, then calls `cancel` for each
 * that is left (with the mutex held) and waits until they have left.
 */
void pipc__gate_close(pipc__gate *gate, int64_t timeout_ms, void (*cancel)(pipc__list *link));

#endif
