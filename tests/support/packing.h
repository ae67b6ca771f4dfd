/* Packed messages that protobuf-c would not make. */
#ifndef PIPC_TESTS_SUPPORT_PACKING_H_
#define PIPC_TESTS_SUPPORT_PACKING_H_

#include <stddef.h>
#include <stdint.h>

/*
 * A message whose field 1 holds such a message, `levels` of them in all, the outermost included.
 * free() it.
 */
uint8_t *pack_nested(unsigned levels, size_t *length);

#endif
