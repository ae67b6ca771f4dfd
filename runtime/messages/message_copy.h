/* Copies of messages, as deep as they are. */
#ifndef PIPC_RUNTIME_MESSAGES_MESSAGE_COPY_H_
#define PIPC_RUNTIME_MESSAGES_MESSAGE_COPY_H_

#include <protobuf-c/protobuf-c.h>

#include <pipc/types.h>

#include "base/arena.h"

/*
 * A copy of `message`, unknown fields included.
 *
 * Errors:    PIPC_E_NO_MEMORY; PIPC_E_INTERNAL BAD_MESSAGE for one that protobuf-c cannot read
 * back. Ownership: free *out by pipc__message_copy_free().
 */
int pipc__message_copy(const ProtobufCMessage *message, ProtobufCMessage **out, pipc_error **error);

/* Accepts NULL. */
void pipc__message_copy_free(ProtobufCMessage *message);

/* As pipc__message_copy(), into `out`, which is of the same type: it dies with `arena`. */
int pipc__message_copy_into(const ProtobufCMessage *message, pipc__arena *arena,
                            ProtobufCMessage *out, pipc_error **error);

#endif
