#include "grpc/nesting.h"

#include <assert.h>

#include "base/alloc.h"

/* --- types ---------------------------------------------------------------------------------- */

typedef struct pipc__nesting_entry {
    const ProtobufCMessageDescriptor *type; /* NULL: free */
    /* The longest chain of messages that begins with it, or UNBOUNDED. While the types it can hold
     * are still being looked at it is UNBOUNDED too: whoever meets it then has found a circle. */
    unsigned depth;
} pipc__nesting_entry;

enum { UNBOUNDED = PIPC__NESTING_MAX + 1 };

static pipc__nesting_entry *find_entry(const pipc__nesting_types *types,
                                       const ProtobufCMessageDescriptor *type)
{
    size_t at = ((uintptr_t)type >> 4) * 2654435761u;

    for (;; at++) {
        pipc__nesting_entry *entry = &types->entries[at & (types->capacity - 1)];

        if (entry->type == type || entry->type == NULL)
            return entry;
    }
}

static bool grow(pipc__nesting_types *types)
{
    pipc__nesting_types larger = {.capacity = types->capacity == 0 ? 16 : types->capacity * 2};

    larger.entries = pipc__alloc_zeroed(larger.capacity * sizeof *larger.entries);
    if (larger.entries == NULL)
        return false;
    for (size_t i = 0; i < types->capacity; i++)
        if (types->entries[i].type != NULL)
            *find_entry(&larger, types->entries[i].type) = types->entries[i];
    larger.count = types->count;
    pipc__free(types->entries);
    *types = larger;
    return true;
}

static bool add_entry(pipc__nesting_types *types, const ProtobufCMessageDescriptor *type)
{
    if (types->count * 2 >= types->capacity && !grow(types))
        return false;
    *find_entry(types, type) = (pipc__nesting_entry){.type = type, .depth = UNBOUNDED};
    types->count++;
    return true;
}

static unsigned find_depth(pipc__nesting_types *types, const ProtobufCMessageDescriptor *type)
{
    unsigned deepest = 0;
    const pipc__nesting_entry *known = types->capacity == 0 ? NULL : find_entry(types, type);

    assert(type != NULL);
    if (known != NULL && known->type != NULL)
        return known->depth;
    if (!add_entry(types, type))
        return UNBOUNDED;
    for (unsigned i = 0; i < type->n_fields && deepest < UNBOUNDED; i++) {
        unsigned depth = 0;

        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            depth = find_depth(types, type->fields[i].descriptor);
        if (depth > deepest)
            deepest = depth;
    }
    if (deepest < UNBOUNDED)
        deepest++;
    find_entry(types, type)->depth = deepest;
    return deepest;
}

bool pipc__nesting_is_unbounded(pipc__nesting_types *types,
                                const ProtobufCMessageDescriptor *descriptor)
{
    return find_depth(types, descriptor) >= UNBOUNDED;
}

void pipc__nesting_types_dispose(pipc__nesting_types *types)
{
    pipc__free(types->entries);
    *types = (pipc__nesting_types){.count = 0};
}

/* --- packed messages ------------------------------------------------------------------------ */

enum { VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5 };

typedef struct cursor {
    const uint8_t *at;
    const uint8_t *end;
} cursor;

/* False: the bytes end before the number does, or it has more than 64 bits. */
static bool read_varint(cursor *bytes, uint64_t *value)
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

/* Reads a field and gives its number and, of a length-delimited one, its bytes; else no bytes. */
static bool read_field(cursor *bytes, uint32_t *number, cursor *content)
{
    uint64_t key, length = 0;

    *content = (cursor){NULL, NULL};
    if (!read_varint(bytes, &key))
        return false;
    *number = (uint32_t)(key >> 3);
    switch (key & 7) {
    case VARINT:
        return read_varint(bytes, &length);
    case FIXED64:
        length = 8;
        break;
    case FIXED32:
        length = 4;
        break;
    case LENGTH_DELIMITED:
        if (!read_varint(bytes, &length))
            return false;
        break;
    default:
        return false; /* groups, which protobuf-c refuses */
    }
    if (length > (uint64_t)(bytes->end - bytes->at))
        return false;
    if ((key & 7) == LENGTH_DELIMITED)
        *content = (cursor){bytes->at, bytes->at + length};
    bytes->at += length;
    return true;
}

static bool nests_deeper(const ProtobufCMessageDescriptor *descriptor, cursor bytes, unsigned left)
{
    uint32_t number;
    cursor content;

    if (left == 0)
        return true;
    while (bytes.at < bytes.end && read_field(&bytes, &number, &content)) {
        const ProtobufCFieldDescriptor *field =
            content.at == NULL ? NULL : protobuf_c_message_descriptor_get_field(descriptor, number);

        if (field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE &&
            nests_deeper(field->descriptor, content, left - 1))
            return true;
    }
    return false;
}

bool pipc__nesting_is_too_deep(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                               size_t length)
{
    return nests_deeper(descriptor, (cursor){bytes, bytes + length}, PIPC__NESTING_MAX);
}
