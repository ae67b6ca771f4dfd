/* An event loop as what uses it sees it. */
#ifndef PIPC_RUNTIME_GRPC_EVENT_LOOP_H_
#define PIPC_RUNTIME_GRPC_EVENT_LOOP_H_

#include <pipc/event_loop.h>

#include "grpc/event_queue.h"

/*
 * The one that `references` (may be NULL) hold; *out is NULL if there is none.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_REFERENCE for a component of another kind in its place.
 */
int pipc__event_loop_find(const pipc_references *references, pipc_event_loop **out,
                          pipc_error **error);

/*
 * A reference to the queue of `self`, to be given back by pipc__event_queue_unreference(); NULL of
 * NULL.
 *
 * Errors: PIPC_E_INVALID_STATE if it is not open; *out is NULL then.
 */
int pipc__event_loop_get_queue(const pipc_event_loop *self, pipc__event_queue **out,
                               pipc_error **error);

#endif
