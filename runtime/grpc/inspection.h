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

/*
 * Checks that a packed message nests no deeper, and that its text is UTF-8 without a 0, at which C
 * would end it. Bytes that are no message are not this function's to find: it reads what it can,
 * and only what it can.
 *
 * Errors: PIPC_E_INTERNAL MESSAGE_TOO_DEEP or BAD_TEXT, which names message and field.
 */
int pipc__inspect(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                  pipc_error **error);

#endif
