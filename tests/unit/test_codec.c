#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <stdlib.h>

#include <pipc/grpc_status.h>

#include "echo.pb-c.h"
#include "grpc/codec.h"
#include "support/compressing.h"
#include "support/failing_allocator.h"
#include "support/unpacking.h"

static const pipc__message_type text_type = {.descriptor = &tests__text__descriptor};

static const pipc__size_limit no_limit = {.max_bytes = 0};

static void expect_text(grpc_byte_buffer *bytes, const char *expected)
{
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    pipc__arena_init(&arena, NULL, 0);
    assert_ok(pipc__codec_unpack(&text_type, &unpacking_anywhere, bytes, &arena, &message, &error),
              error);
    assert_string_equal(((Tests__Text *)message)->text, expected);
    pipc__arena_dispose(&arena);
    grpc_byte_buffer_destroy(bytes);
}

static void what_is_packed_can_be_unpacked(void **state)
{
    Tests__Text message = TESTS__TEXT__INIT;
    grpc_byte_buffer *bytes = NULL;
    pipc_error *error = NULL;

    (void)state;
    message.text = (char *)"some text, longer than what the core keeps inside a slice";
    assert_ok(pipc__codec_pack(&message.base, &no_limit, NULL, &bytes, &error), error);
    assert_int_equal(grpc_byte_buffer_length(bytes), tests__text__get_packed_size(&message));
    expect_text(bytes, message.text);
}

static void what_is_past_the_limit_is_not_packed(void **state)
{
    const pipc__size_limit limit = {.key = "options.request_max_size", .max_bytes = 7};
    Tests__Text message = TESTS__TEXT__INIT;
    grpc_byte_buffer *bytes = NULL;
    pipc_error *error = NULL;

    (void)state;
    message.text = (char *)"fives";
    assert_ok(pipc__codec_pack(&message.base, &limit, NULL, &bytes, &error), error);
    expect_text(bytes, "fives");
    bytes = NULL;
    message.text = (char *)"sixsix";
    assert_int_not_equal(pipc__codec_pack(&message.base, &limit, NULL, &bytes, &error), PIPC_OK);
    assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_RESOURCE_EXHAUSTED);
    assert_string_equal(pipc_error_message(error),
                        "a message of 8 bytes cannot be sent: options.request_max_size is 7");
    assert_null(bytes);
    pipc_error_free(error);
}

static void an_empty_message_is_no_bytes(void **state)
{
    Tests__Text message = TESTS__TEXT__INIT;
    grpc_byte_buffer *bytes = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__codec_pack(&message.base, &no_limit, NULL, &bytes, &error), error);
    assert_int_equal(grpc_byte_buffer_length(bytes), 0);
    expect_text(bytes, "");
    expect_text(grpc_raw_byte_buffer_create(NULL, 0), "");
}

/* As protobuf-c has an empty `bytes`: without an address. */
static void no_bytes_at_no_address_are_an_empty_message(void **state)
{
    const pipc__message_type inspected = {.descriptor = &tests__text__descriptor,
                                          .inspected = true};
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(pipc__codec_unpack_bytes(&inspected, NULL, 0, &arena, &message, &error), error);
    assert_string_equal(((Tests__Text *)message)->text, "");
    pipc__arena_dispose(&arena);
}

static void slices_are_joined(void **state)
{
    static const char *const parts[] = {"\x0a", "\x06te", "x", "t", " !"};
    static const size_t lengths[] = {1, 3, 1, 1, 2};

    (void)state;
    expect_text(unpacking_slices(parts, lengths, 5), "text !");
}

/* "text" as gzip and as zlib have it. */
static grpc_byte_buffer *compressed_text(int wrapping, grpc_compression_algorithm algorithm,
                                         size_t zeros)
{
    compressed packed = compress_bytes(wrapping, "\x0a\x04text", 6, zeros);
    grpc_slice slice = grpc_slice_from_copied_buffer((char *)packed.bytes, packed.length);
    grpc_byte_buffer *buffer = grpc_raw_compressed_byte_buffer_create(&slice, 1, algorithm);

    grpc_slice_unref(slice);
    free(packed.bytes);
    return buffer;
}

static void what_is_compressed_is_decompressed(void **state)
{
    (void)state;
    expect_text(compressed_text(AS_GZIP, GRPC_COMPRESS_GZIP, 0), "text");
    expect_text(compressed_text(AS_DEFLATE, GRPC_COMPRESS_DEFLATE, 0), "text");
    expect_text(grpc_raw_compressed_byte_buffer_create(NULL, 0, GRPC_COMPRESS_GZIP), "");
}

static void no_message_is_not_an_empty_one(void **state)
{
    (void)state;
    unpacking_expect_failure(&text_type, NULL, "NO_MESSAGE", "no message came");
}

static void bytes_that_are_no_message_are_refused(void **state)
{
    (void)state;
    unpacking_expect_failure(&text_type, unpacking_slice("\x0a\x05text", 6), "BAD_MESSAGE",
                             "6 bytes");
}

static void what_is_not_compressed_as_it_says_is_refused(void **state)
{
    (void)state;
    unpacking_expect_failure(&text_type, compressed_text(AS_GZIP, GRPC_COMPRESS_DEFLATE, 0),
                             "BAD_MESSAGE", "cannot be decompressed");
}

static void what_becomes_too_large_is_refused(void **state)
{
    grpc_byte_buffer *bytes = compressed_text(AS_GZIP, GRPC_COMPRESS_GZIP, UNPACKING_MAX_BYTES);
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(
        pipc__codec_unpack_for_user(&text_type, &unpacking_anywhere, bytes, &message, &error),
        error, PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED",
        "larger than max (more than 1000 bytes");
    assert_null(message);
    grpc_byte_buffer_destroy(bytes);
}

static void what_a_user_gets_is_freed_by_protobuf_c(void **state)
{
    grpc_byte_buffer *bytes = unpacking_slice("\x0a\x04text", 6);
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__codec_unpack_for_user(&text_type, &unpacking_anywhere, bytes, &message, &error),
              error);
    assert_string_equal(((Tests__Text *)message)->text, "text");
    tests__text__free_unpacked((Tests__Text *)message, NULL);
    grpc_byte_buffer_destroy(bytes);
}

static int unpack_twice(void *data)
{
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    int code;

    pipc__arena_init(&arena, NULL, 0);
    code = pipc__codec_unpack(&text_type, &unpacking_anywhere, data, &arena, &message, NULL);
    pipc__arena_dispose(&arena);
    message = NULL;
    if (code == PIPC_OK)
        code = pipc__codec_unpack_for_user(&text_type, &unpacking_anywhere, data, &message, NULL);
    if (code == PIPC_OK)
        protobuf_c_message_free_unpacked(message, NULL);
    return code;
}

static void a_lack_of_memory_is_told_from_bad_bytes(void **state)
{
    grpc_byte_buffer *bytes = unpacking_slice("\x0a\x04text", 6);

    (void)state;
    for_each_failing_allocation(unpack_twice, bytes);
    grpc_byte_buffer_destroy(bytes);
    bytes = compressed_text(AS_DEFLATE, GRPC_COMPRESS_DEFLATE, 0);
    for_each_failing_allocation(unpack_twice, bytes);
    grpc_byte_buffer_destroy(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_can_be_unpacked),
        cmocka_unit_test(what_is_past_the_limit_is_not_packed),
        cmocka_unit_test(an_empty_message_is_no_bytes),
        cmocka_unit_test(no_bytes_at_no_address_are_an_empty_message),
        cmocka_unit_test(slices_are_joined),
        cmocka_unit_test(what_is_compressed_is_decompressed),
        cmocka_unit_test(no_message_is_not_an_empty_one),
        cmocka_unit_test(bytes_that_are_no_message_are_refused),
        cmocka_unit_test(what_is_not_compressed_as_it_says_is_refused),
        cmocka_unit_test(what_becomes_too_large_is_refused),
        cmocka_unit_test(what_a_user_gets_is_freed_by_protobuf_c),
        cmocka_unit_test(a_lack_of_memory_is_told_from_bad_bytes),
    };

    return cmocka_run_group_tests(tests, unpacking_setup, unpacking_teardown);
}
