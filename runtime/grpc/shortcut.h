/* Completions that are there at once, without the way through a completion queue. */
#ifndef PIPC_RUNTIME_GRPC_SHORTCUT_H_
#define PIPC_RUNTIME_GRPC_SHORTCUT_H_

#include <stdatomic.h>

#include "grpc/loop.h"

/*
 * Much of what is started is complete before the core returns, and still it would wake a thread
 * that polls, only to tell that. Instead the first completion that this thread makes is caught. It
 * may be that of somebody else: who asks the core for something does for others what there is to
 * do. That one is handed on to the threads of the loop, and meanwhile nothing is caught. Zeroed: it
 * is open.
 */
typedef struct pipc__shortcut {
    pipc__tag hands_on; /* fires, on a thread of the loop, for what was caught */
    pipc__tag *other;   /* that was caught */
    bool other_ok;
    atomic_bool closed; /* a thread has it, or what was caught is not yet handed on */
} pipc__shortcut;

typedef enum pipc__catch { PIPC__CAUGHT_NOTHING, PIPC__CAUGHT, PIPC__CAUGHT_ANOTHER } pipc__catch;

/* True: it is this thread's until pipc__shortcut_end(). One thread has it at a time. */
bool pipc__shortcut_claim(pipc__shortcut *self);

/*
 * Between these, which are called with the loop's queue, this thread starts one batch. By its end
 * that batch may be over on another thread: whoever has the shortcut sees to it that it stays.
 */
void pipc__shortcut_begin(grpc_completion_queue *queue);

/*
 * CAUGHT: `tag` will not fire, as it is complete already, *ok or not. CAUGHT_ANOTHER: the caller
 * has `hands_on` fire, and what that is calls pipc__shortcut_hand_on().
 */
pipc__catch pipc__shortcut_end(pipc__shortcut *self, grpc_completion_queue *queue, pipc__tag *tag,
                               bool *ok);

void pipc__shortcut_hand_on(pipc__shortcut *self);

#endif
