/* Bytes for the codec to unpack, and what it must say of bad ones. */
#ifndef PIPC_TESTS_SUPPORT_UNPACKING_H_
#define PIPC_TESTS_SUPPORT_UNPACKING_H_

#include "grpc/codec.h"

/* What is compressed may become that large. */
enum { UNPACKING_MAX_BYTES = 1000 };
extern const pipc__message_origin unpacking_anywhere;

/* For cmocka, of a group: the core is there. */
int unpacking_setup(void **state);
int unpacking_teardown(void **state);

/* Copies, of up to eight parts. */
grpc_byte_buffer *unpacking_slices(const char *const *parts, const size_t *lengths, size_t count);
grpc_byte_buffer *unpacking_slice(const char *bytes, size_t length);

/* Unpacks in both ways, which must fail as assert_error() says; destroys `bytes`. */
void unpacking_expect_failure(const pipc__message_type *type, grpc_byte_buffer *bytes,
                              const char *code, const char *text);

#endif
