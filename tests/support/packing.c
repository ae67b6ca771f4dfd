#include "support/packing.h"

#include <stdlib.h>
#include <string.h>

/* Written from the inside, which is the end, to the outside. */
uint8_t *pack_nested(unsigned levels, size_t *length)
{
    size_t capacity = (size_t)levels * 11 + 1;
    uint8_t *bytes = malloc(capacity);
    size_t start = capacity;

    for (unsigned level = 1; level < levels; level++) {
        uint8_t varint[10];
        size_t size = 0;

        for (size_t left = capacity - start; left > 0 || size == 0; left >>= 7)
            varint[size++] = (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        start -= size;
        memcpy(bytes + start, varint, size);
        bytes[--start] = 0x0a;
    }
    *length = capacity - start;
    memmove(bytes, bytes + start, *length);
    return bytes;
}
