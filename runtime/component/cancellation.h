/* What a cancellation can end. */
#ifndef PIPC_RUNTIME_COMPONENT_CANCELLATION_H_
#define PIPC_RUNTIME_COMPONENT_CANCELLATION_H_

#include <pipc/cancellation.h>

#include "base/list.h"

/* Embed it in what is to be ended. */
typedef struct pipc__cancellable pipc__cancellable;
struct pipc__cancellable {
    pipc__list link;
    /* Called with the mutex of the cancellation held, at most once. */
    void (*cancel)(pipc__cancellable *self);
};

/* Both accept a `cancellation` that is NULL. False: it was cancelled already. Threads: any. */
bool pipc__cancellation_add(pipc_cancellation *cancellation, pipc__cancellable *cancellable);
void pipc__cancellation_remove(pipc_cancellation *cancellation, pipc__cancellable *cancellable);

#endif
