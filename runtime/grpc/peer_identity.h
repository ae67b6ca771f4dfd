/* What the other side of a call has proved to be. */
#ifndef PIPC_RUNTIME_GRPC_PEER_IDENTITY_H_
#define PIPC_RUNTIME_GRPC_PEER_IDENTITY_H_

#include <grpc/grpc.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether it has proved anything. */
bool pipc__peer_is_authenticated(grpc_call *call);

/* By which name the core knows it, NULL if by none. Borrowed while the call lives. */
const char *pipc__peer_identity(grpc_call *call);

/*
 * The `index`-th value of the property `name`, NULL past the last. One with a 0 inside, at which C
 * would cut it to another's, is as none. Borrowed while the call lives.
 */
const char *pipc__peer_property(grpc_call *call, const char *name, size_t index);

#endif
