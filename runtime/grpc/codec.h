/* Messages as protobuf-c has them, and as bytes of the core. */
#ifndef PIPC_RUNTIME_GRPC_CODEC_H_
#define PIPC_RUNTIME_GRPC_CODEC_H_

#include <grpc/grpc.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include <pipc/grpc_compression.h>
#include <pipc/types.h>

#include "base/arena.h"
#include "grpc/message_origin.h"
#include "grpc/message_types.h"

/* How large a message may be that is sent. */
typedef struct pipc__size_limit {
    const char *key; /* that says so, for messages */
    long max_bytes;  /* 0: no limit but that of gRPC */
} pipc__size_limit;

/*
 * Packs `message` straight into the bytes that are sent, which are one of `blocks` (may be NULL)
 * if these suit.
 *
 * Errors:    PIPC_E_INTERNAL MESSAGE_TOO_LARGE past 4 GiB, which gRPC cannot frame;
 *            RESOURCE_EXHAUSTED past `limit`; PIPC_E_NO_MEMORY.
 * Ownership: *out is the caller's, to be destroyed by grpc_byte_buffer_destroy().
 */
int pipc__codec_pack(const ProtobufCMessage *message, const pipc__size_limit *limit,
                     pipc__blocks *blocks, grpc_byte_buffer **out, pipc_error **error);

/* The same bytes, to be sent once more; NULL of NULL. Ownership: as of pipc__codec_pack(). */
grpc_byte_buffer *pipc__codec_copy(grpc_byte_buffer *bytes);

/* How what was received has come: NONE also if it says that it is compressed and not how. */
pipc_grpc_compression pipc__codec_compression(const grpc_byte_buffer *bytes);

/* How many they are. */
size_t pipc__codec_length(grpc_byte_buffer *bytes);

/* Frees what was packed or received; accepts NULL. */
void pipc__codec_free(grpc_byte_buffer *bytes);

/*
 * Unpacks a message that was received, decompressed if need be; `bytes` NULL: none was. `bytes`
 * stays the caller's and may go afterwards. Nothing that pipc__inspect() refuses is unpacked. A
 * message with more than 256 unknown fields, those of its messages included, loses all of them.
 * Fields of type `bytes` may point to memory that they share: they are not to be freed.
 *
 * Errors: PIPC_E_INTERNAL NO_MESSAGE, BAD_MESSAGE, MESSAGE_TOO_DEEP, MESSAGE_TOO_REPETITIVE or
 *         BAD_TEXT; those of pipc__inflate(); PIPC_E_NO_MEMORY. *out is untouched then.
 */
int pipc__codec_unpack(const pipc__message_type *type, const pipc__message_origin *origin,
                       grpc_byte_buffer *bytes, pipc__arena *arena, ProtobufCMessage **out,
                       pipc_error **error);

/* As pipc__codec_unpack(), of bytes at hand. */
int pipc__codec_unpack_bytes(const pipc__message_type *type, const uint8_t *bytes, size_t length,
                             pipc__arena *arena, ProtobufCMessage **out, pipc_error **error);

/* As pipc__codec_unpack(), but *out is freed by protobuf_c_message_free_unpacked(*out, NULL). */
int pipc__codec_unpack_for_user(const pipc__message_type *type, const pipc__message_origin *origin,
                                grpc_byte_buffer *bytes, ProtobufCMessage **out,
                                pipc_error **error);

#endif
