/* Packed messages from outside: what protobuf-c takes, but must not be given. */
#ifndef PIPC_RUNTIME_GRPC_INSPECTION_H_
#define PIPC_RUNTIME_GRPC_INSPECTION_H_

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

#include <pipc/types.h>

/*
 * protobuf-c unpacks by recursion without a limit. As in other protobuf runtimes; the outermost
 * message counts as 1.
 */
enum { PIPC__NESTING_MAX = 100 };

/* What was found out about a message besides. */
typedef struct pipc__inspection {
    size_t unknown_fields; /* at all levels */
    /* No less than protobuf-c asks for to unpack it, as long as it has nothing to merge: where a
     * field that holds one message comes several times, it makes one of them all. */
    size_t memory_bytes;
    /* An excerpt that lends is shorter by that at least; what saves little does not count. */
    size_t lendable_bytes;
} pipc__inspection;

/*
 * Checks that a packed message nests no deeper, and that its text is UTF-8 without a 0, at which C
 * would end it. Bytes that are no message are not this function's to find: it reads what it can,
 * and only what it can.
 *
 * Errors: PIPC_E_INTERNAL MESSAGE_TOO_DEEP or BAD_TEXT, which names message and field.
 */
int pipc__inspect(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                  pipc__inspection *found, pipc_error **error);

#endif
