#include "support/unpacking.h"

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include "support/cmocka.h"

const pipc__message_origin unpacking_anywhere = {.max_bytes = UNPACKING_MAX_BYTES};

int unpacking_setup(void **state)
{
    (void)state;
    grpc_init();
    return 0;
}

int unpacking_teardown(void **state)
{
    (void)state;
    grpc_shutdown();
    return 0;
}

grpc_byte_buffer *unpacking_slices(const char *const *parts, const size_t *lengths, size_t count)
{
    grpc_slice slices[8];
    grpc_byte_buffer *buffer;

    for (size_t i = 0; i < count; i++)
        slices[i] = grpc_slice_from_copied_buffer(parts[i], lengths[i]);
    buffer = grpc_raw_byte_buffer_create(slices, count);
    for (size_t i = 0; i < count; i++)
        grpc_slice_unref(slices[i]);
    return buffer;
}

grpc_byte_buffer *unpacking_slice(const char *bytes, size_t length)
{
    return unpacking_slices(&bytes, &length, 1);
}

void unpacking_expect_failure(const pipc__message_type *type, grpc_byte_buffer *bytes,
                              const char *code, const char *text)
{
    pipc__arena arena;
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    pipc__arena_init(&arena, NULL, 0);
    assert_error(pipc__codec_unpack(type, &unpacking_anywhere, bytes, &arena, &message, &error),
                 error, PIPC_E_INTERNAL, code, text);
    assert_null(message);
    assert_error(pipc__codec_unpack_for_user(type, &unpacking_anywhere, bytes, &message, &error),
                 error, PIPC_E_INTERNAL, code, text);
    assert_null(message);
    pipc__arena_dispose(&arena);
    grpc_byte_buffer_destroy(bytes);
}
