#include "support/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "echo.pb-c.h"
#include "grpc/excerpt.h"
#include "grpc/inspection.h"
#include "kinds.pb-c.h"
#include "old_kinds.pb-c.h"

/* --- without unknown fields ----------------------------------------------------------------- */

static const pipc__excerpt without_unknown = {.without_unknown = true};

static void expect_known(const void *bytes, size_t length, const void *expected,
                         size_t expected_length)
{
    uint8_t *given = malloc(length + 1);
    uint8_t *copy = malloc(length + 1);
    size_t copied;

    memcpy(given, bytes, length);
    copied = pipc__excerpt_pack(&without_unknown, &tests__tree__descriptor, given, length, copy);
    assert_int_equal(copied, expected_length);
    assert_memory_equal(copy, expected, expected_length);
    free(copy);
    free(given);
}

static void unknown_fields_are_not_copied(void **state)
{
    (void)state;
    expect_known("", 0, "", 0);
    expect_known("\x12\x01x", 3, "\x12\x01x", 3);
    expect_known("\x18\x01\x12\x01x\x22\x00", 7, "\x12\x01x", 3);
    expect_known("\x0a\x09\x18\x01\x0a\x02\x18\x01\x12\x01y", 11, "\x0a\x05\x0a\x00\x12\x01y", 7);
}

static void a_length_keeps_its_bytes(void **state)
{
    (void)state;
    expect_known("\x0a\x83\x80\x00\x22\x01x", 7, "\x0a\x80\x80\x00", 4);
}

static void what_is_no_field_is_copied_for_the_parser(void **state)
{
    (void)state;
    expect_known("\x18\x01\x0b\x12", 4, "\x0b\x12", 2);                 /* a group */
    expect_known("\x18\x01\x12\x05x", 5, "\x12\x05x", 3);               /* cut off */
    expect_known("\x0a\x03\x18\x01\x18\x18\x01", 7, "\x0a\x01\x18", 3); /* within */
    expect_known("\x08\x01", 2, "\x08\x01", 2); /* of another type than it should be */
}

/* --- lending -------------------------------------------------------------------------------- */

static const pipc__excerpt lending = {.lends = true};

static void expect_same(const ProtobufCMessage *message, const uint8_t *packed, size_t length)
{
    uint8_t *again = malloc(length + 1);

    assert_int_equal(protobuf_c_message_get_packed_size(message), length);
    protobuf_c_message_pack(message, again);
    assert_memory_equal(again, packed, length);
    free(again);
}

/* What is lent is not to be freed with the message, so all else of it is freed at once. */
typedef struct held {
    ProtobufCAllocator allocator;
    void *blocks[256];
    size_t count;
} held;

static void *hold(void *data, size_t size)
{
    held *self = data;

    assert_true(self->count < sizeof self->blocks / sizeof self->blocks[0]);
    return self->blocks[self->count++] = malloc(size);
}

static void leave(void *data, void *block)
{
    (void)data;
    (void)block;
}

static void let_go(held *self)
{
    while (self->count > 0)
        free(self->blocks[--self->count]);
}

/* Calls `look` (may be NULL) with what came of it. */
static void expect_lent(const ProtobufCMessage *message,
                        void (*look)(const ProtobufCMessage *filled, const uint8_t *bytes))
{
    held memory = {.allocator = {hold, leave, &memory}};
    size_t length = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(length + 1);
    uint8_t *copy = malloc(length + 1);
    ProtobufCMessage *filled;
    size_t copied;

    protobuf_c_message_pack(message, bytes);
    copied = pipc__excerpt_pack(&lending, message->descriptor, bytes, length, copy);
    filled = protobuf_c_message_unpack(message->descriptor, &memory.allocator, copied, copy);
    free(copy);
    assert_non_null(filled);
    assert_true(pipc__excerpt_fill(filled, bytes, length));
    expect_same(filled, bytes, length);
    if (look != NULL)
        look(filled, bytes);
    let_go(&memory);
    free(bytes);
}

static uint8_t many[1000];

static ProtobufCBinaryData first_of_many(size_t length)
{
    return (ProtobufCBinaryData){.len = length, .data = length == 0 ? NULL : many};
}

static void look_for_itself(const ProtobufCMessage *filled, const uint8_t *bytes)
{
    const Tests__Kinds *kinds = (const Tests__Kinds *)filled;
    const uint8_t *data = kinds->a_bytes.data;
    bool is_lent = data >= bytes && data < bytes + protobuf_c_message_get_packed_size(filled);

    if (kinds->a_bytes.len > 0)
        assert_int_equal(is_lent, kinds->a_bytes.len >= PIPC__LENT_MIN_BYTES);
}

static void long_bytes_are_lent_and_short_ones_copied(void **state)
{
    static const size_t lengths[] = {0, 1, 15, 16, 17, 31, 32, 127, 128, 129, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        Tests__Kinds kinds = TESTS__KINDS__INIT;

        kinds.a_bytes = first_of_many(lengths[i]);
        expect_lent(&kinds.base, look_for_itself);
    }
}

/* In a message within, in a list, in a map, in a choice, and in what is another file's. */
static void bytes_are_lent_wherever_they_are(void **state)
{
    Google__Protobuf__BytesValue wrapped = GOOGLE__PROTOBUF__BYTES_VALUE__INIT;
    Tests__Kinds__BySfixed32Entry entry = TESTS__KINDS__BY_SFIXED32_ENTRY__INIT;
    Tests__Kinds__BySfixed32Entry *entries[] = {&entry, &entry};
    Tests__Kinds inner = TESTS__KINDS__INIT;
    Tests__Kinds outer = TESTS__KINDS__INIT;
    Tests__Kinds *children[] = {&inner, &inner};
    ProtobufCBinaryData list[] = {first_of_many(3), first_of_many(16), first_of_many(0),
                                  first_of_many(999)};

    (void)state;
    wrapped.value = first_of_many(300);
    entry.key = 5;
    entry.value = first_of_many(400);
    inner.a_string = (char *)"a text longer than what is lent";
    inner.n_bytes_list = sizeof list / sizeof list[0];
    inner.bytes_list = list;
    inner.choice_case = TESTS__KINDS__CHOICE_BLOB;
    inner.blob = first_of_many(500);
    outer.choice_case = TESTS__KINDS__CHOICE_TEXT;
    outer.text = (char *)"a text where others have bytes";
    outer.child = &inner;
    outer.n_children = 2;
    outer.children = children;
    outer.n_by_sfixed32 = 2;
    outer.by_sfixed32 = entries;
    outer.wrapped_bytes = &wrapped;
    expect_lent(&outer.base, NULL);
}

/* A default as long as what is lent looks like it, and is none. */
static void defaults_stay_what_they_are(void **state)
{
    Tests__OldKinds kinds = TESTS__OLD_KINDS__INIT;

    (void)state;
    kinds.id = 1;
    assert_int_equal(kinds.long_blob.len, PIPC__LENT_MIN_BYTES);
    expect_lent(&kinds.base, NULL);
    kinds.has_long_blob = true;
    expect_lent(&kinds.base, NULL);
    kinds.long_blob = first_of_many(100);
    expect_lent(&kinds.base, NULL);
}

/* {bytes_list: [16 bytes]}, with an excerpt that says where no bytes of the message are. */
static void expect_refused(size_t offset, size_t length)
{
    const pipc__lent wrong = {.offset = offset, .length = length};
    uint8_t bytes[3 + sizeof wrong] = {0xe2, 0x01, sizeof wrong};
    ProtobufCMessage *message;

    memcpy(bytes + 3, &wrong, sizeof wrong);
    message = protobuf_c_message_unpack(&tests__kinds__descriptor, NULL, sizeof bytes, bytes);
    assert_non_null(message);
    assert_false(pipc__excerpt_fill(message, many, 100));
    protobuf_c_message_free_unpacked(message, NULL);
}

static void nothing_outside_the_message_is_lent(void **state)
{
    (void)state;
    expect_refused(0, 101);
    expect_refused(100, 1);
    expect_refused(101, 0);
    expect_refused(SIZE_MAX, 2);
    expect_refused(2, SIZE_MAX);
}

static void what_is_longer_than_what_is_lent_is_no_excerpt(void **state)
{
    uint8_t bytes[3 + 17] = {0xe2, 0x01, 17};
    ProtobufCMessage *message =
        protobuf_c_message_unpack(&tests__kinds__descriptor, NULL, sizeof bytes, bytes);

    (void)state;
    assert_non_null(message);
    assert_false(pipc__excerpt_fill(message, bytes, sizeof bytes));
    protobuf_c_message_free_unpacked(message, NULL);
}

static void bytes_that_are_cut_off_are_not_lent(void **state)
{
    static const uint8_t cut[] = {0x7a, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    uint8_t copy[sizeof cut];

    (void)state;
    assert_int_equal(pipc__excerpt_pack(&lending, &tests__kinds__descriptor, cut, sizeof cut, copy),
                     sizeof cut);
    assert_memory_equal(copy, cut, sizeof cut);
}

static int fill_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (uint8_t)(i * 7);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_fields_are_not_copied),
        cmocka_unit_test(a_length_keeps_its_bytes),
        cmocka_unit_test(what_is_no_field_is_copied_for_the_parser),
        cmocka_unit_test(long_bytes_are_lent_and_short_ones_copied),
        cmocka_unit_test(bytes_are_lent_wherever_they_are),
        cmocka_unit_test(defaults_stay_what_they_are),
        cmocka_unit_test(nothing_outside_the_message_is_lent),
        cmocka_unit_test(what_is_longer_than_what_is_lent_is_no_excerpt),
        cmocka_unit_test(bytes_that_are_cut_off_are_not_lent),
    };

    return cmocka_run_group_tests(tests, fill_many, NULL);
}
