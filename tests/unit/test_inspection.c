#include "support/cmocka.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "echo.pb-c.h"
#include "grpc/excerpt.h"
#include "grpc/inspection.h"
#include "kinds.pb-c.h"
#include "support/packing.h"

static pipc_error *no_error;

static int inspect(const void *bytes, size_t length, pipc_error **error)
{
    pipc__inspection found;

    return pipc__inspect(&tests__tree__descriptor, bytes, length, &found, error);
}

static bool is_too_deep(const void *bytes, size_t length)
{
    pipc_error *error = NULL;
    int code = inspect(bytes, length, &error);

    if (code == PIPC_OK)
        return false;
    assert_error(code, error, PIPC_E_INTERNAL, "MESSAGE_TOO_DEEP", "deeper than 100 levels");
    return true;
}

static void a_hundred_levels_are_not_too_deep(void **state)
{
    static const unsigned levels[] = {1, 2, 99, 100, 101, 200, 10000};

    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        size_t length;
        uint8_t *bytes = pack_nested(levels[i], &length);

        assert_int_equal(is_too_deep(bytes, length), levels[i] > 100);
        free(bytes);
    }
}

static void what_is_no_submessage_is_no_level(void **state)
{
    (void)state;
    assert_false(is_too_deep("\x12\x02\x0a\x0a", 4)); /* the name */
    assert_false(is_too_deep("\x1a\x02\x0a\x00", 4)); /* an unknown field */
}

/* Every cut of it is read no further than it goes; the sanitizer sees to that. */
static void bytes_that_end_early_are_read_no_further(void **state)
{
    size_t length;
    uint8_t *bytes = pack_nested(150, &length);

    (void)state;
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1);

        memcpy(copy, bytes, cut);
        is_too_deep(copy, cut);
        free(copy);
    }
    free(bytes);
}

static void bytes_that_are_no_fields_are_left_to_the_parser(void **state)
{
    (void)state;
    assert_false(is_too_deep("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12));
    assert_false(is_too_deep("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    assert_false(is_too_deep("\x0b\x0c", 2)); /* a group */
    assert_false(is_too_deep("\x09\x01", 2)); /* half a fixed64 */
    assert_false(is_too_deep("\x0d\x01", 2)); /* half a fixed32 */
}

static void expect_bad_text(const void *bytes, size_t length, const char *text)
{
    pipc_error *error = NULL;
    int code = inspect(bytes, length, &error);

    assert_error(code, error, PIPC_E_INTERNAL, "BAD_TEXT", text);
}

static void text_that_is_none_is_refused_by_name(void **state)
{
    (void)state;
    assert_ok(inspect("\x12\x02\xc3\xbc", 4, NULL), no_error);
    expect_bad_text("\x12\x01\xff", 3, "field name of message tests.Tree is not text");
    expect_bad_text("\x12\x03"
                    "a\x00"
                    "b",
                    5, "without a 0");
    expect_bad_text("\x0a\x03\x12\x01\xff", 5, "field name of message tests.Tree"); /* within */
}

static void expect_unknown(const void *bytes, size_t length, size_t expected)
{
    pipc__inspection found;

    assert_ok(pipc__inspect(&tests__tree__descriptor, bytes, length, &found, NULL), no_error);
    assert_int_equal(found.unknown_fields, expected);
}

static void unknown_fields_are_counted_at_all_levels(void **state)
{
    (void)state;
    expect_unknown("", 0, 0);
    expect_unknown("\x12\x01x", 3, 0);
    expect_unknown("\x18\x01\x22\x00\x2d\0\0\0\0\x31\0\0\0\0\0\0\0\0", 18, 4);
    expect_unknown("\x0a\x06\x0a\x02\x18\x01\x18\x01\x18\x01", 10, 3);
    expect_unknown("\x1a\x02\x18\x01", 4, 1); /* what is in it is not looked at */
}

/* What protobuf-c asks for in fact. */
typedef struct measured {
    ProtobufCAllocator allocator;
    size_t bytes;
} measured;

static void *alloc_measured(void *data, size_t size)
{
    measured *self = data;

    self->bytes += size;
    return malloc(size);
}

static void free_measured(void *data, void *block)
{
    (void)data;
    free(block);
}

/* `count` times the bytes of `piece`. */
static void expect_enough_memory(const char *piece, size_t length, size_t count)
{
    measured memory = {.allocator = {alloc_measured, free_measured, &memory}};
    uint8_t *bytes = malloc(length * count + 1);
    ProtobufCMessage *message;
    pipc__inspection found;

    for (size_t i = 0; i < count; i++)
        memcpy(bytes + i * length, piece, length);
    assert_ok(pipc__inspect(&tests__pieces__descriptor, bytes, length * count, &found, NULL),
              no_error);
    message = protobuf_c_message_unpack(&tests__pieces__descriptor, &memory.allocator,
                                        length * count, bytes);
    assert_non_null(message);
    assert_in_range(memory.bytes, 1, found.memory_bytes);
    protobuf_c_message_free_unpacked(message, &memory.allocator);
    free(bytes);
}

static void memory_is_told_for_whatever_comes(void **state)
{
    static const char *const pieces[] = {
        "\x0a\x00",
        "\x10\x01",
        "\x1a\x00",
        "\x1a\x05hello",
        "\x12\x03\1\1\1",
        "\x28\x01",
        "\x2a\x02hi",
        "\x2d\1\2\3\4",
        "\x31\1\2\3\4\5\6\7\7",
        "\x22\x09\x09\x31\x32\x33\x34\x35\x36\x37\x38",
    };
    static const size_t lengths[] = {2, 2, 2, 7, 5, 2, 4, 5, 9, 11};
    /* Where a block of notes is just begun, and where it is full. */
    static const size_t counts[] = {0, 1, 16, 17, 48, 49, 112, 113, 1009, 65520, 65521};

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++)
            if (pieces[i][0] != '\x22' || counts[j] <= 16) /* merging takes more */
                expect_enough_memory(pieces[i], lengths[i], counts[j]);
}

static void expect_lendable(size_t length, size_t expected)
{
    uint8_t *bytes = calloc(1, length + 4);
    pipc__inspection found;

    /* a key, and a length of three bytes */
    bytes[0] = 15 << 3 | 2;
    for (size_t i = 0, left = length; i < 3; i++, left >>= 7)
        bytes[1 + i] = (uint8_t)((left & 0x7f) | (i < 2 ? 0x80 : 0));
    assert_ok(pipc__inspect(&tests__kinds__descriptor, bytes, length + 4, &found, NULL), no_error);
    assert_int_equal(found.lendable_bytes, expected);
    free(bytes);
}

static void what_is_worth_lending_is_told(void **state)
{
    (void)state;
    expect_lendable(0, 0);
    expect_lendable(4095, 0);
    expect_lendable(4096, 4096 - PIPC__LENT_MIN_BYTES);
    expect_lendable(1000000, 1000000 - PIPC__LENT_MIN_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_levels_are_not_too_deep),
        cmocka_unit_test(what_is_no_submessage_is_no_level),
        cmocka_unit_test(bytes_that_end_early_are_read_no_further),
        cmocka_unit_test(bytes_that_are_no_fields_are_left_to_the_parser),
        cmocka_unit_test(text_that_is_none_is_refused_by_name),
        cmocka_unit_test(unknown_fields_are_counted_at_all_levels),
        cmocka_unit_test(memory_is_told_for_whatever_comes),
        cmocka_unit_test(what_is_worth_lending_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
