/* Fields of a packed message, appended to bytes that grow. */
#ifndef PIPC_RUNTIME_MESSAGES_PACKING_H_
#define PIPC_RUNTIME_MESSAGES_PACKING_H_

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
    PIPC__WIRE_VARINT = 0,
    PIPC__WIRE_64 = 1,
    PIPC__WIRE_LENGTH_DELIMITED = 2,
    PIPC__WIRE_32 = 5
};

void pipc__pack_varint(pipc__str *out, uint64_t value);
void pipc__pack_fixed(pipc__str *out, uint64_t value, size_t bytes);
void pipc__pack_tag(pipc__str *out, uint32_t field, unsigned wire_type);
void pipc__pack_bytes(pipc__str *out, uint32_t field, const char *bytes, size_t length);

/* Begins what has a length in front of it, which pipc__pack_end() puts there; returns the place. */
size_t pipc__pack_begin(pipc__str *out, uint32_t field);
void pipc__pack_end(pipc__str *out, size_t place);

/* Drops all behind `length`. */
void pipc__pack_truncate(pipc__str *out, size_t length);

#endif
