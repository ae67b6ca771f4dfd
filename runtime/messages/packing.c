#include "messages/packing.h"

#include <string.h>

enum { VARINT_MAX = 10 };

static size_t write_varint(uint64_t value, char *bytes)
{
    size_t length = 0;

    for (; value >= 0x80; value >>= 7)
        bytes[length++] = (char)(value | 0x80);
    bytes[length++] = (char)value;
    return length;
}

void pipc__pack_varint(pipc__str *out, uint64_t value)
{
    char bytes[VARINT_MAX];

    pipc__str_append_bytes(out, bytes, write_varint(value, bytes));
}

void pipc__pack_fixed(pipc__str *out, uint64_t value, size_t bytes)
{
    char little[8];

    for (size_t i = 0; i < bytes; i++)
        little[i] = (char)(value >> (8 * i));
    pipc__str_append_bytes(out, little, bytes);
}

void pipc__pack_tag(pipc__str *out, uint32_t field, unsigned wire_type)
{
    pipc__pack_varint(out, (uint64_t)field << 3 | wire_type);
}

void pipc__pack_bytes(pipc__str *out, uint32_t field, const char *bytes, size_t length)
{
    pipc__pack_tag(out, field, PIPC__WIRE_LENGTH_DELIMITED);
    pipc__pack_varint(out, length);
    pipc__str_append_bytes(out, bytes, length);
}

size_t pipc__pack_begin(pipc__str *out, uint32_t field)
{
    pipc__pack_tag(out, field, PIPC__WIRE_LENGTH_DELIMITED);
    return out->length;
}

void pipc__pack_end(pipc__str *out, size_t place)
{
    size_t content = out->length - place;
    char bytes[VARINT_MAX];
    size_t length = write_varint(content, bytes);

    pipc__str_append_bytes(out, bytes, length); /* for the room */
    if (out->failed)
        return;
    memmove(out->text + place + length, out->text + place, content);
    memcpy(out->text + place, bytes, length);
}

void pipc__pack_truncate(pipc__str *out, size_t length)
{
    if (length < out->length)
        out->length = length;
}
