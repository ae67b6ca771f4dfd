#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <stdlib.h>
#include <string.h>

#include "grpc/codec.h"
#include "kinds.pb-c.h"
#include "support/failing_allocator.h"
#include "support/unpacking.h"

enum { MIB = 1024 * 1024 };

static const pipc__message_type kinds_type = {.descriptor = &tests__kinds__descriptor,
                                              .inspected = true};
static const pipc__size_limit no_limit = {.max_bytes = 0};

/* A MiB in a field of one type, in what is packed of it, and in two slices. */
typedef struct large {
    Tests__Kinds message;
    uint8_t *content;
    uint8_t *packed;
    grpc_byte_buffer *bytes;
} large;

static void make_large(large *self, bool is_text)
{
    const char *parts[2];
    size_t lengths[2];
    size_t length;

    tests__kinds__init(&self->message);
    self->content = malloc(MIB + 1);
    memset(self->content, 'x', MIB);
    self->content[MIB] = '\0';
    if (is_text)
        self->message.a_string = (char *)self->content;
    else
        self->message.a_bytes = (ProtobufCBinaryData){.len = MIB, .data = self->content};
    length = tests__kinds__get_packed_size(&self->message);
    self->packed = malloc(length);
    tests__kinds__pack(&self->message, self->packed);
    parts[0] = (const char *)self->packed;
    parts[1] = parts[0] + MIB / 2;
    lengths[0] = MIB / 2;
    lengths[1] = length - MIB / 2;
    self->bytes = unpacking_slices(parts, lengths, 2);
}

static void free_large(large *self)
{
    grpc_byte_buffer_destroy(self->bytes);
    free(self->packed);
    free(self->content);
}

/* Unpacks it; the most memory that took, in bytes for each byte of it, and what stays of it. */
static void expect_bytes(bool is_text, double most, double stays)
{
    large made;
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    const Tests__Kinds *kinds;

    make_large(&made, is_text);
    failing_allocator_install();
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(
        pipc__codec_unpack(&kinds_type, &unpacking_anywhere, made.bytes, &arena, &message, &error),
        error);
    assert_true((double)failing_allocator_peak_bytes() < most * MIB);
    assert_true((double)failing_allocator_live_bytes() < stays * MIB);
    kinds = (const Tests__Kinds *)message;
    if (is_text)
        assert_string_equal(kinds->a_string, (const char *)made.content);
    else
        assert_memory_equal(kinds->a_bytes.data, made.content, MIB);
    pipc__arena_dispose(&arena);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    free_large(&made);
}

static void large_bytes_are_copied_once(void **state)
{
    (void)state;
    expect_bytes(false, 1.1, 1.1);
}

/* Text is copied once more, as a 0 has to stand behind it; what it was copied from is freed. */
static void what_is_not_lent_is_not_kept(void **state)
{
    (void)state;
    expect_bytes(true, 2.1, 1.1);
}

static void what_is_for_the_user_is_freed_field_by_field(void **state)
{
    large made;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    make_large(&made, false);
    assert_ok(
        pipc__codec_unpack_for_user(&kinds_type, &unpacking_anywhere, made.bytes, &message, &error),
        error);
    grpc_byte_buffer_destroy(made.bytes);
    made.bytes = NULL;
    assert_memory_equal(((Tests__Kinds *)message)->a_bytes.data, made.content, MIB);
    protobuf_c_message_free_unpacked(message, NULL);
    free_large(&made);
}

/* As unpack_bytes() of whoever has them does. */
static void bytes_at_hand_may_go(void **state)
{
    large made;
    size_t length;
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    (void)state;
    make_large(&made, false);
    length = grpc_byte_buffer_length(made.bytes);
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(pipc__codec_unpack_bytes(&kinds_type, made.packed, length, &arena, &message, &error),
              error);
    memset(made.packed, 0, length);
    assert_memory_equal(((Tests__Kinds *)message)->a_bytes.data, made.content, MIB);
    pipc__arena_dispose(&arena);
    free_large(&made);
}

/* --- blocks --------------------------------------------------------------------------------- */

static int unpack_and_pack(const large *made, pipc__blocks *blocks, pipc_error **error)
{
    pipc__message_origin origin = unpacking_anywhere;
    ProtobufCMessage *message = NULL;
    grpc_byte_buffer *bytes = NULL;
    pipc__arena arena;
    int code;

    origin.blocks = blocks;
    pipc__arena_init(&arena, NULL, 0);
    code = pipc__codec_unpack(&kinds_type, &origin, made->bytes, &arena, &message, error);
    if (code == PIPC_OK)
        code = pipc__codec_pack(message, &no_limit, blocks, &bytes, error);
    if (code == PIPC_OK)
        assert_int_equal(grpc_byte_buffer_length(bytes), grpc_byte_buffer_length(made->bytes));
    grpc_byte_buffer_destroy(bytes);
    pipc__arena_dispose(&arena);
    return code;
}

static void the_blocks_of_one_message_are_those_of_the_next(void **state)
{
    pipc__blocks *blocks;
    pipc_error *error = NULL;
    large made;
    size_t bytes;

    (void)state;
    make_large(&made, false);
    failing_allocator_install();
    blocks = pipc__blocks_new();
    assert_ok(unpack_and_pack(&made, blocks, &error), error);
    bytes = failing_allocator_live_bytes();
    assert_in_range(bytes, 2 * MIB, 3 * MIB); /* one to unpack, one to pack */
    assert_ok(unpack_and_pack(&made, blocks, &error), error);
    assert_int_equal(failing_allocator_live_bytes(), bytes);
    pipc__blocks_leave(blocks);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    free_large(&made);
}

static int unpack_and_pack_once(void *data)
{
    pipc__blocks *blocks = pipc__blocks_new();
    pipc_error *error = NULL;
    int code = blocks == NULL ? PIPC_E_NO_MEMORY : unpack_and_pack(data, blocks, &error);

    pipc_error_free(error);
    pipc__blocks_leave(blocks);
    return code;
}

static void a_lack_of_memory_is_told(void **state)
{
    large made;

    (void)state;
    make_large(&made, false);
    for_each_failing_allocation(unpack_and_pack_once, &made);
    free_large(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_bytes_are_copied_once),
        cmocka_unit_test(what_is_not_lent_is_not_kept),
        cmocka_unit_test(what_is_for_the_user_is_freed_field_by_field),
        cmocka_unit_test(bytes_at_hand_may_go),
        cmocka_unit_test(the_blocks_of_one_message_are_those_of_the_next),
        cmocka_unit_test(a_lack_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, unpacking_setup, unpacking_teardown);
}
