/* What a call reads from its context beyond the public face. */
#ifndef PIPC_RUNTIME_COMPONENT_CONTEXT_H_
#define PIPC_RUNTIME_COMPONENT_CONTEXT_H_

#include <stdbool.h>

#include <pipc/context.h>

/* All accept NULL, and give NULL where there is nothing. Borrowed until the context changes. */
const pipc_metadata *pipc__context_metadata(const pipc_context *context);
pipc_metadata *pipc__context_initial_metadata(const pipc_context *context);
pipc_metadata *pipc__context_trailing_metadata(const pipc_context *context);
pipc_cancellation *pipc__context_cancellation(const pipc_context *context);

/* Whether calls wait for a connection; false for NULL. */
bool pipc__context_wait_for_ready(const pipc_context *context);

/* DEFAULT unless set. */
pipc_grpc_compression pipc__context_compression(const pipc_context *context);

/* The call in whose handler this context was made. */
pipc_call *pipc__context_parent(const pipc_context *context);
void pipc__context_set_parent(pipc_context *context, pipc_call *parent);

#endif
