#include "grpc/message_types.h"

#include <assert.h>
#include <stdint.h>

#include "base/alloc.h"
#include "grpc/inspection.h"

typedef struct pipc__message_types_entry {
    const ProtobufCMessageDescriptor *type; /* NULL: free */
    /* The longest chain of messages that begins with it, or UNBOUNDED. While the types it can hold
     * are still being looked at it is UNBOUNDED too: whoever meets it then has found a circle. */
    unsigned depth;
    /* Whether it, or what it can hold, has text; of types in a circle perhaps too few are told. */
    bool has_text;
} pipc__message_types_entry;

enum { UNBOUNDED = PIPC__NESTING_MAX + 1 };

static pipc__message_types_entry *find_entry(const pipc__message_types *types,
                                             const ProtobufCMessageDescriptor *type)
{
    size_t at = ((uintptr_t)type >> 4) * 2654435761u;

    for (;; at++) {
        pipc__message_types_entry *entry = &types->entries[at & (types->capacity - 1)];

        if (entry->type == type || entry->type == NULL)
            return entry;
    }
}

static bool grow(pipc__message_types *types)
{
    pipc__message_types larger = {.capacity = types->capacity == 0 ? 16 : types->capacity * 2};

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

static bool add_entry(pipc__message_types *types, const ProtobufCMessageDescriptor *type)
{
    if (types->count * 2 >= types->capacity && !grow(types))
        return false;
    *find_entry(types, type) = (pipc__message_types_entry){.type = type, .depth = UNBOUNDED};
    types->count++;
    return true;
}

static const pipc__message_types_entry *look_at(pipc__message_types *types,
                                                const ProtobufCMessageDescriptor *type);

/* Adds to `entry` what a field of that kind means for its message. False: there is no memory. */
static bool add_field(pipc__message_types *types, const ProtobufCFieldDescriptor *field,
                      pipc__message_types_entry *entry)
{
    const pipc__message_types_entry *held;

    entry->has_text = entry->has_text || field->type == PROTOBUF_C_TYPE_STRING;
    if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        return true;
    held = look_at(types, field->descriptor);
    if (held == NULL)
        return false;
    entry->has_text = entry->has_text || held->has_text;
    if (held->depth >= entry->depth)
        entry->depth = held->depth < UNBOUNDED ? held->depth + 1 : UNBOUNDED;
    return true;
}

/* NULL: there is no memory. Borrowed until the next look. */
static const pipc__message_types_entry *look_at(pipc__message_types *types,
                                                const ProtobufCMessageDescriptor *type)
{
    pipc__message_types_entry found = {.type = type, .depth = 1};
    pipc__message_types_entry *entry = types->capacity == 0 ? NULL : find_entry(types, type);

    assert(type != NULL);
    if (entry != NULL && entry->type != NULL)
        return entry;
    if (!add_entry(types, type))
        return NULL;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (!add_field(types, &type->fields[i], &found))
            return NULL;
    entry = find_entry(types, type);
    *entry = found;
    return entry;
}

pipc__message_type pipc__message_types_get(pipc__message_types *types,
                                           const ProtobufCMessageDescriptor *descriptor)
{
    const pipc__message_types_entry *entry = look_at(types, descriptor);
    bool harmless = entry != NULL && entry->depth < UNBOUNDED && !entry->has_text;

    return (pipc__message_type){.descriptor = descriptor, .inspected = !harmless};
}

void pipc__message_types_dispose(pipc__message_types *types)
{
    pipc__free(types->entries);
    *types = (pipc__message_types){.count = 0};
}
