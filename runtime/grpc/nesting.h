/* How deep messages nest: protobuf-c unpacks them by recursion without a limit of its own. */
#ifndef PIPC_RUNTIME_GRPC_NESTING_H_
#define PIPC_RUNTIME_GRPC_NESTING_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As in other protobuf runtimes; the outermost message counts as 1. */
enum { PIPC__NESTING_MAX = 100 };

/* What was found out about message types so far. Zeroed: nothing. */
typedef struct pipc__nesting_types {
    struct pipc__nesting_entry *entries; /* an open-addressed hash table */
    size_t count;
    size_t capacity;
} pipc__nesting_types;

/*
 * Whether messages of this type can nest deeper than PIPC__NESTING_MAX, which is true where a type
 * can hold itself, directly or not. Tells also true when there is no memory to find it out.
 */
bool pipc__nesting_is_unbounded(pipc__nesting_types *types,
                                const ProtobufCMessageDescriptor *descriptor);

void pipc__nesting_types_dispose(pipc__nesting_types *types);

/*
 * Whether a packed message nests deeper than PIPC__NESTING_MAX. Bytes that are no message are not
 * this function's to find: it reads what it can, and only what it can.
 */
bool pipc__nesting_is_too_deep(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                               size_t length);

#endif
