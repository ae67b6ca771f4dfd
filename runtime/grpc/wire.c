#include "grpc/wire.h"

#include <stddef.h>

enum { VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5 };

/* False: the bytes end before the number does, or it has more than 64 bits. */
bool pipc__wire_read_varint(pipc__wire_bytes *bytes, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && bytes->at < bytes->end; shift += 7) {
        uint8_t byte = *bytes->at++;

        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool pipc__wire_read(pipc__wire_bytes *bytes, pipc__wire_field *field)
{
    uint64_t key, length = 0;

    field->start = bytes->at;
    field->content = (pipc__wire_bytes){NULL, NULL};
    if (!pipc__wire_read_varint(bytes, &key))
        return false;
    field->number = (uint32_t)(key >> 3);
    field->value = bytes->at;
    switch (key & 7) {
    case VARINT:
        return pipc__wire_read_varint(bytes, &length);
    case FIXED64:
        length = 8;
        break;
    case FIXED32:
        length = 4;
        break;
    case LENGTH_DELIMITED:
        if (!pipc__wire_read_varint(bytes, &length))
            return false;
        break;
    default:
        return false; /* groups, which protobuf-c refuses */
    }
    if (length > (uint64_t)(bytes->end - bytes->at))
        return false;
    if ((key & 7) == LENGTH_DELIMITED)
        field->content = (pipc__wire_bytes){bytes->at, bytes->at + length};
    bytes->at += length;
    return true;
}
