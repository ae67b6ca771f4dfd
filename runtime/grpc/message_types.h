/* What must be known of a message type before bytes from outside are unpacked as one. */
#ifndef PIPC_RUNTIME_GRPC_MESSAGE_TYPES_H_
#define PIPC_RUNTIME_GRPC_MESSAGE_TYPES_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct pipc__message_type {
    const ProtobufCMessageDescriptor *descriptor;
    /* Its bytes are inspected first, however few: it can nest too deep, or it can hold text. */
    bool inspected;
} pipc__message_type;

/* What was found out about types so far. Zeroed: nothing. */
typedef struct pipc__message_types {
    struct pipc__message_types_entry *entries; /* an open-addressed hash table */
    size_t count;
    size_t capacity;
} pipc__message_types;

/* Looks at a type and all it can hold; takes it as to be inspected if there is no memory for that.
 */
pipc__message_type pipc__message_types_get(pipc__message_types *types,
                                           const ProtobufCMessageDescriptor *descriptor);

void pipc__message_types_dispose(pipc__message_types *types);

#endif
