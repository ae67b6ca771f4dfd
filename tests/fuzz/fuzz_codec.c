/*
 * Packed messages: whatever the inspection lets pass, protobuf-c unpacks without
 * recursion that ends in a stack overflow.
 *
 * The first byte of an input is the type, the second how many trees are put around the rest.
 */
#include <pipc/pipc.h>

#include "base/arena.h"
#include "echo.pb-c.h"
#include "fuzz.h"
#include "grpc/codec.h"
#include "grpc/excerpt.h"
#include "grpc/inspection.h"
#include "kinds.pb-c.h"
#include "old_kinds.pb-c.h"

/* Each level of protobuf_c_message_unpack() takes somewhat less than a KiB. */
enum { STACK_MAX_BYTES = PIPC__NESTING_MAX * 1500 };

static const char *stack_start;

static void *alloc_and_measure(void *data, size_t size)
{
    const char *end = __builtin_frame_address(0);

    (void)data;
    FUZZ_CHECK(stack_start - end < STACK_MAX_BYTES);
    return malloc(size);
}

static void free_it(void *data, void *block)
{
    (void)data;
    free(block);
}

/* protobuf-c asks for memory at each level, so that this sees how deep it is. */
static void unpack_on_a_short_stack(const ProtobufCMessageDescriptor *descriptor,
                                    const uint8_t *bytes, size_t length)
{
    ProtobufCAllocator allocator = {alloc_and_measure, free_it, NULL};
    ProtobufCMessage *message;

    stack_start = __builtin_frame_address(0);
    message = protobuf_c_message_unpack(descriptor, &allocator, length, bytes);
    if (message != NULL)
        protobuf_c_message_free_unpacked(message, &allocator);
}

static unsigned depth_of(const Tests__Tree *tree)
{
    unsigned deepest = 0;

    for (size_t i = 0; i < tree->n_branches; i++) {
        unsigned depth = depth_of(tree->branches[i]);

        if (depth > deepest)
            deepest = depth;
    }
    return deepest + 1;
}

/*
 * What came in goes out, and is the same when it comes in again; if it does: a field number 0 of
 * two bytes protobuf-c takes in for an unknown field, one of a single byte it does not.
 */
static void check_packs(const pipc__message_type *type, const ProtobufCMessage *message)
{
    size_t length = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(length + 1);
    uint8_t *again = malloc(length + 1);
    ProtobufCMessage *copy = NULL;
    pipc__arena arena;

    pipc__arena_init(&arena, NULL, 0);
    FUZZ_CHECK(protobuf_c_message_pack(message, bytes) == length);
    if (pipc__codec_unpack_bytes(type, bytes, length, &arena, &copy, NULL) == PIPC_OK) {
        FUZZ_CHECK(protobuf_c_message_get_packed_size(copy) == length);
        FUZZ_CHECK(protobuf_c_message_pack(copy, again) == length);
        FUZZ_CHECK(memcmp(bytes, again, length) == 0);
    }
    pipc__arena_dispose(&arena);
    free(again);
    free(bytes);
}

/* What is left without the unknown fields has none, and is a message wherever all of it was. */
static void check_known_fields(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                               size_t length)
{
    ProtobufCMessage *whole = protobuf_c_message_unpack(descriptor, NULL, length, bytes);
    uint8_t *copy = malloc(length + 1);
    const pipc__excerpt excerpt = {.without_unknown = true};
    size_t copied = pipc__excerpt_pack(&excerpt, descriptor, bytes, length, copy);
    ProtobufCMessage *known = protobuf_c_message_unpack(descriptor, NULL, copied, copy);
    pipc__inspection found;

    FUZZ_CHECK(copied <= length);
    FUZZ_CHECK(pipc__inspect(descriptor, copy, copied, &found, NULL) == PIPC_OK);
    FUZZ_CHECK(found.unknown_fields == 0);
    FUZZ_CHECK(whole == NULL || known != NULL);
    protobuf_c_message_free_unpacked(known, NULL);
    protobuf_c_message_free_unpacked(whole, NULL);
    free(copy);
}

static void *alloc_in_arena(void *data, size_t size)
{
    return pipc__arena_alloc(data, size);
}

static void leave_it(void *data, void *block)
{
    (void)data;
    (void)block;
}

static void check_same(const ProtobufCMessage *message, const ProtobufCMessage *other)
{
    size_t length = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = malloc(length + 1);
    uint8_t *other_packed = malloc(length + 1);

    FUZZ_CHECK(protobuf_c_message_get_packed_size(other) == length);
    protobuf_c_message_pack(message, packed);
    protobuf_c_message_pack(other, other_packed);
    FUZZ_CHECK(memcmp(packed, other_packed, length) == 0);
    free(other_packed);
    free(packed);
}

/* Of an excerpt that lends comes what protobuf-c makes of all of it, or nothing if that is none. */
static void check_lending(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                          size_t length, size_t lendable)
{
    ProtobufCMessage *whole = protobuf_c_message_unpack(descriptor, NULL, length, bytes);
    const pipc__excerpt excerpt = {.lends = true};
    uint8_t *copy = malloc(length - lendable + 1);
    size_t copied = pipc__excerpt_pack(&excerpt, descriptor, bytes, length, copy);
    ProtobufCAllocator allocator = {alloc_in_arena, leave_it, NULL};
    ProtobufCMessage *filled;
    pipc__arena arena;

    FUZZ_CHECK(copied <= length - lendable);
    pipc__arena_init(&arena, NULL, 0);
    allocator.allocator_data = &arena;
    filled = protobuf_c_message_unpack(descriptor, &allocator, copied, copy);
    free(copy);
    FUZZ_CHECK((filled == NULL) == (whole == NULL));
    if (filled != NULL) {
        FUZZ_CHECK(pipc__excerpt_fill(filled, bytes, length));
        check_same(filled, whole);
    }
    pipc__arena_dispose(&arena);
    protobuf_c_message_free_unpacked(whole, NULL);
}

static void check(const pipc__message_type *type, const uint8_t *bytes, size_t length)
{
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    pipc__inspection found;
    pipc__arena arena;

    pipc__arena_init(&arena, NULL, 0);
    if (pipc__inspect(type->descriptor, bytes, length, &found, NULL) == PIPC_OK) {
        unpack_on_a_short_stack(type->descriptor, bytes, length);
        check_known_fields(type->descriptor, bytes, length);
        check_lending(type->descriptor, bytes, length, found.lendable_bytes);
    }
    if (pipc__codec_unpack_bytes(type, bytes, length, &arena, &message, &error) == PIPC_OK) {
        FUZZ_CHECK(message->descriptor == type->descriptor && error == NULL);
        if (type->descriptor == &tests__tree__descriptor)
            FUZZ_CHECK(depth_of((const Tests__Tree *)message) <= PIPC__NESTING_MAX);
        check_packs(type, message);
    } else {
        FUZZ_CHECK(message == NULL && pipc_error_category(error) == PIPC_E_INTERNAL);
    }
    pipc_error_free(error);
    pipc__arena_dispose(&arena);
}

/* Puts `levels` trees around `length` bytes, from the inside out; free() the result. */
static uint8_t *wrap(const uint8_t *data, size_t *length, unsigned levels)
{
    size_t capacity = *length + (size_t)levels * 11 + 1;
    uint8_t *buffer = malloc(capacity);
    size_t start = capacity - *length;
    uint8_t *bytes;

    memcpy(buffer + start, data, *length);
    for (unsigned level = 0; level < levels; level++) {
        uint8_t varint[10];
        size_t size = 0;

        for (size_t left = capacity - start; left > 0 || size == 0; left >>= 7)
            varint[size++] = (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        start -= size;
        memcpy(buffer + start, varint, size);
        buffer[--start] = 0x0a;
    }
    *length = capacity - start;
    bytes = malloc(*length + 1); /* of its own, so that reading past the end is seen */
    memcpy(bytes, buffer + start, *length);
    free(buffer);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ProtobufCMessageDescriptor *const types[] = {
        &tests__tree__descriptor,     &tests__forest__descriptor, &tests__failure__descriptor,
        &tests__points__descriptor,   &tests__pieces__descriptor, &tests__kinds__descriptor,
        &tests__old_kinds__descriptor};
    pipc__message_types known = {0};
    pipc__message_type type;
    size_t length = size - 2;
    uint8_t *bytes;

    if (size < 2)
        return 0;
    type = pipc__message_types_get(&known, types[data[0] % PIPC_ARRAY_SIZE(types)]);
    FUZZ_CHECK(type.inspected == (type.descriptor != &tests__points__descriptor));
    bytes = wrap(data + 2, &length, data[1]);
    check(&type, bytes, length);
    free(bytes);
    pipc__message_types_dispose(&known);
    return 0;
}
