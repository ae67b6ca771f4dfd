/* One call to a service, from its acceptance to its reply. */
#ifndef PIPC_RUNTIME_RPC_CALL_H_
#define PIPC_RUNTIME_RPC_CALL_H_

#include <pipc/call.h>

#include "base/list.h"
#include "grpc/server.h"

/* Serves a call to a pipc__service_method: decodes, runs the handler, encodes, replies. */
void pipc__call_accept(pipc__route *route, const pipc__incoming_call *incoming);

/* The core's, to make calls in the course of it; NULL of NULL. */
grpc_call *pipc__call_core(const pipc_call *call);

/* Cancels the call that is inside its service's gate by `link`. */
void pipc__call_cancel(pipc__list *link);

#endif
