/* The types that a google.protobuf.Any may hold. */
#ifndef PIPC_RUNTIME_MESSAGES_ANY_TYPES_H_
#define PIPC_RUNTIME_MESSAGES_ANY_TYPES_H_

#include <pipc/message_json.h>

#include "base/arena.h"

/* The one whose name stands behind the last slash of `url`; NULL if it is none of the options'. */
const ProtobufCMessageDescriptor *pipc__any_type_called(const pipc_message_json_options *options,
                                                        const char *url, size_t length);

/*
 * The message of `type` that is packed in `bytes`, in `arena`.
 *
 * Errors: PIPC_E_INTERNAL for bytes that are none, as of the codec; PIPC_E_NO_MEMORY.
 */
int pipc__any_type_unpack(const ProtobufCMessageDescriptor *type, const ProtobufCBinaryData *bytes,
                          pipc__arena *arena, ProtobufCMessage **message, pipc_error **error);

#endif
