#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <stdlib.h>
#include <string.h>

#include "echo.pb-c.h"
#include "grpc/codec.h"
#include "support/failing_allocator.h"
#include "support/packing.h"
#include "support/unpacking.h"

static grpc_byte_buffer *nested(unsigned levels)
{
    size_t length;
    uint8_t *bytes = pack_nested(levels, &length);
    grpc_byte_buffer *buffer = unpacking_slice((const char *)bytes, length);

    free(bytes);
    return buffer;
}

static void depth_is_looked_at_where_a_type_has_no_bound(void **state)
{
    const pipc__message_type tree = {.descriptor = &tests__tree__descriptor, .inspected = true};
    grpc_byte_buffer *deep_enough = nested(100);
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(
        pipc__codec_unpack_for_user(&tree, &unpacking_anywhere, deep_enough, &message, &error),
        error);
    protobuf_c_message_free_unpacked(message, NULL);
    grpc_byte_buffer_destroy(deep_enough);
    unpacking_expect_failure(&tree, nested(101), "MESSAGE_TOO_DEEP", "deeper than 100 levels");
}

/* --- what grows ----------------------------------------------------------------------------- */

static const pipc__message_type pieces_type = {.descriptor = &tests__pieces__descriptor};

enum { FOUR_MIB = 4 * 1024 * 1024 };

/* As many of `piece` as fill four MiB, and a text at the end: {texts: ["end"]}. */
static grpc_byte_buffer *four_mib_of(const char *piece, size_t length)
{
    size_t count = (FOUR_MIB - 5) / length;
    grpc_slice slice = grpc_slice_malloc(count * length + 5);
    grpc_byte_buffer *buffer;

    for (size_t i = 0; i < count; i++)
        memcpy(GRPC_SLICE_START_PTR(slice) + i * length, piece, length);
    memcpy(GRPC_SLICE_END_PTR(slice) - 5,
           "\x1a\x03"
           "end",
           5);
    buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}

/* The peak of our memory while four MiB of `piece` are unpacked, in bytes for each byte of them. */
static double peak_factor(const char *piece, size_t length, size_t *unknown)
{
    grpc_byte_buffer *bytes = four_mib_of(piece, length);
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    const Tests__Pieces *pieces;
    size_t peak;

    failing_allocator_install();
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(
        pipc__codec_unpack(&pieces_type, &unpacking_anywhere, bytes, &arena, &message, &error),
        error);
    pieces = (const Tests__Pieces *)message;
    assert_string_equal(pieces->texts[pieces->n_texts - 1], "end");
    *unknown = message->n_unknown_fields;
    pipc__arena_dispose(&arena);
    peak = failing_allocator_peak_bytes();
    failing_allocator_remove();
    grpc_byte_buffer_destroy(bytes);
    return (double)peak / FOUR_MIB;
}

static void unknown_fields_take_no_more_than_a_copy(void **state)
{
    size_t unknown;

    (void)state;
    assert_true(peak_factor("\x28\x01", 2, &unknown) < 1.5);
    assert_int_equal(unknown, 0);
    assert_true(peak_factor("\x2a\x00", 2, &unknown) < 1.5);
    assert_true(peak_factor("\x22\x02\x28\x01", 4, &unknown) < 60); /* each in a message */
}

/*
 * What protobuf-c takes for the smallest of fields: a note of where it is, a place in an array, and
 * the element. No more than that, and not much more than other runtimes take.
 */
static void known_fields_take_what_protobuf_c_takes(void **state)
{
    size_t unknown;
    double factors[] = {peak_factor("\x0a\x00", 2, &unknown), peak_factor("\x10\x01", 2, &unknown),
                        peak_factor("\x1a\x00", 2, &unknown)};

    (void)state;
    print_message("a message of 4 MiB takes %.1f times its length as empty messages, %.1f as "
                  "numbers, %.1f as empty texts\n",
                  factors[0], factors[1], factors[2]);
    assert_true(factors[0] < 56);
    assert_true(factors[1] < 40);
    assert_true(factors[2] < 48);
}

static ProtobufCMessage *unpack_unknown(size_t count, pipc__arena *arena)
{
    uint8_t *bytes = malloc(count * 2 + 1);
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    for (size_t i = 0; i < count; i++)
        memcpy(bytes + i * 2, "\x28\x01", 2);
    assert_ok(pipc__codec_unpack_bytes(&pieces_type, bytes, count * 2, arena, &message, &error),
              error);
    free(bytes);
    return message;
}

static void up_to_256_unknown_fields_are_kept(void **state)
{
    static const size_t counts[] = {0, 1, 255, 256, 257, 258, 10000};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        pipc__arena arena;

        pipc__arena_init(&arena, NULL, 0);
        assert_int_equal(unpack_unknown(counts[i], &arena)->n_unknown_fields,
                         counts[i] <= 256 ? counts[i] : 0);
        pipc__arena_dispose(&arena);
    }
}

/* A message within one, its length in five bytes, and after it packed numbers and a text. */
static void what_is_known_comes_through_between_unknown_fields(void **state)
{
    static const char known[] = "\x22\x89\x80\x80\x80\x00\x09"
                                "12345678\x12\x03\1\2\3\x0a\x00\x1a\x02hi";
    uint8_t bytes[1000 + sizeof known - 1 + 1000];
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    const Tests__Pieces *pieces;

    (void)state;
    for (size_t i = 0; i < 1000; i += 2) {
        memcpy(bytes + i, "\x28\x01", 2);
        memcpy(bytes + sizeof bytes - 1000 + i, "\x28\x01", 2);
    }
    memcpy(bytes + 1000, known, sizeof known - 1);
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(pipc__codec_unpack_bytes(&pieces_type, bytes, sizeof bytes, &arena, &message, &error),
              error);
    pieces = (const Tests__Pieces *)message;
    assert_int_equal(message->n_unknown_fields, 0);
    assert_memory_equal(pieces->merged->numbers, "12345678", 8);
    assert_int_equal(pieces->n_numbers, 3);
    assert_int_equal(pieces->numbers[2], 3);
    assert_int_equal(pieces->n_empty, 1);
    assert_string_equal(pieces->texts[0], "hi");
    pipc__arena_dispose(&arena);
}

static void bad_bytes_after_many_unknown_fields_are_refused(void **state)
{
    char bytes[1001];

    (void)state;
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(bytes + i, "\x28\x01", 2);
    bytes[1000] = '\x0b'; /* a group */
    unpacking_expect_failure(&pieces_type, unpacking_slice(bytes, sizeof bytes), "BAD_MESSAGE",
                             "1001 bytes");
}

/* `count` times {merged: {numbers: [1]}}. */
static grpc_byte_buffer *to_merge(size_t count)
{
    grpc_slice slice = grpc_slice_malloc(count * 11);
    grpc_byte_buffer *buffer;

    for (size_t i = 0; i < count; i++)
        memcpy(GRPC_SLICE_START_PTR(slice) + i * 11, "\x22\x09\x09\1\0\0\0\0\0\0\0", 11);
    buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}

static void messages_are_merged(void **state)
{
    grpc_byte_buffer *bytes = to_merge(50);
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(
        pipc__codec_unpack_for_user(&pieces_type, &unpacking_anywhere, bytes, &message, &error),
        error);
    assert_int_equal(((const Tests__Pieces *)message)->merged->n_numbers, 50);
    protobuf_c_message_free_unpacked(message, NULL);
    grpc_byte_buffer_destroy(bytes);
}

/* Merged one by one, each would be copied 190,000 times: 580 GB, which in an arena stay. */
static void merging_without_end_is_refused(void **state)
{
    (void)state;
    unpacking_expect_failure(&pieces_type, to_merge(FOUR_MIB / 11), "MESSAGE_TOO_REPETITIVE",
                             "a message of 4194300 bytes has single fields too often");
}

static int unpack_known(void *data)
{
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    int code;

    pipc__arena_init(&arena, NULL, 0);
    code = pipc__codec_unpack(&pieces_type, &unpacking_anywhere, data, &arena, &message, NULL);
    pipc__arena_dispose(&arena);
    return code;
}

static void a_lack_of_memory_for_the_copy_is_told(void **state)
{
    grpc_byte_buffer *bytes = four_mib_of("\x28\x01", 2);

    (void)state;
    for_each_failing_allocation(unpack_known, bytes);
    grpc_byte_buffer_destroy(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth_is_looked_at_where_a_type_has_no_bound),
        cmocka_unit_test(unknown_fields_take_no_more_than_a_copy),
        cmocka_unit_test(known_fields_take_what_protobuf_c_takes),
        cmocka_unit_test(up_to_256_unknown_fields_are_kept),
        cmocka_unit_test(what_is_known_comes_through_between_unknown_fields),
        cmocka_unit_test(bad_bytes_after_many_unknown_fields_are_refused),
        cmocka_unit_test(messages_are_merged),
        cmocka_unit_test(merging_without_end_is_refused),
        cmocka_unit_test(a_lack_of_memory_for_the_copy_is_told),
    };

    return cmocka_run_group_tests(tests, unpacking_setup, unpacking_teardown);
}
