#include "grpc/codec.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "grpc/excerpt.h"
#include "grpc/inflate.h"
#include "grpc/inspection.h"

static int check_size(size_t size, const pipc__size_limit *limit, pipc_error **error)
{
    if (size > UINT32_MAX)
        return pipc_fail(error, PIPC_E_INTERNAL, "MESSAGE_TOO_LARGE",
                         "a message of %zu bytes cannot be sent: gRPC ends at 4294967295", size);
    if (limit->max_bytes != 0 && size > (size_t)limit->max_bytes)
        return pipc_fail_grpc(error, PIPC_GRPC_RESOURCE_EXHAUSTED,
                              "a message of %zu bytes cannot be sent: %s is %ld", size, limit->key,
                              limit->max_bytes);
    return PIPC_OK;
}

/* By the core, on whichever thread it has sent it. */
static void give_back(void *block)
{
    PIPC__TAKEN_OVER(block);
    pipc__blocks_give_back(block);
}

/* Without `blocks`, or if they do not suit: in the core's own memory. False: there is no memory. */
static bool new_slice(pipc__blocks *blocks, size_t size, grpc_slice *slice)
{
    void *block;

    if (blocks == NULL || !pipc__blocks_suit(size)) {
        *slice = grpc_slice_malloc(size);
        return true;
    }
    block = pipc__blocks_take(blocks, size);
    if (block != NULL)
        *slice = grpc_slice_new(block, size, give_back);
    return block != NULL;
}

int pipc__codec_pack(const ProtobufCMessage *message, const pipc__size_limit *limit,
                     pipc__blocks *blocks, grpc_byte_buffer **out, pipc_error **error)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    int code = check_size(size, limit, error);
    grpc_slice slice;

    if (code != PIPC_OK)
        return code;
    if (!new_slice(blocks, size, &slice))
        return pipc_fail_no_memory(error);
    protobuf_c_message_pack(message, GRPC_SLICE_START_PTR(slice));
    PIPC__HANDED_OVER(GRPC_SLICE_START_PTR(slice));
    *out = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return PIPC_OK;
}

grpc_byte_buffer *pipc__codec_copy(grpc_byte_buffer *bytes)
{
    return bytes == NULL ? NULL : grpc_byte_buffer_copy(bytes);
}

pipc_grpc_compression pipc__codec_compression(const grpc_byte_buffer *bytes)
{
    switch (bytes->data.raw.compression) {
    case GRPC_COMPRESS_GZIP:
        return PIPC_GRPC_COMPRESSION_GZIP;
    case GRPC_COMPRESS_DEFLATE:
        return PIPC_GRPC_COMPRESSION_DEFLATE;
    case GRPC_COMPRESS_NONE:
    case GRPC_COMPRESS_ALGORITHMS_COUNT:
    default:
        return PIPC_GRPC_COMPRESSION_NONE;
    }
}

size_t pipc__codec_length(grpc_byte_buffer *bytes)
{
    return grpc_byte_buffer_length(bytes);
}

void pipc__codec_free(grpc_byte_buffer *bytes)
{
    grpc_byte_buffer_destroy(bytes);
}

/*
 * Past so many in a message, all levels together, unknown fields are left out: protobuf-c keeps
 * each of them, two bytes in some hundred.
 */
enum { UNKNOWN_FIELDS_MAX = 256 };

/* What is no longer cannot hold more unknown fields, nor much to merge. */
enum { HARMLESS_MAX_BYTES = 2 * UNKNOWN_FIELDS_MAX };

/* By how much merging may exceed what unpacking takes otherwise. */
enum { MERGE_FACTOR = 2 };

/* An allocator of protobuf-c that remembers why it refused: unpacking gives no reason. */
typedef struct unpack_memory {
    ProtobufCAllocator allocator;
    pipc__arena *arena;
    /* What may still be asked for. What is given back counts too: merging copies what there is once
     * more for each message that comes, so that its time and, in an arena, its memory would grow
     * with the square. */
    size_t left_bytes;
    bool exceeded;
    bool ran_out;
    /* What is unpacked may lie in memory of the arena, and may be pointed to; if it was, it is. */
    bool may_lend;
    bool has_lent;
} unpack_memory;

static bool may_take(unpack_memory *memory, size_t size)
{
    memory->exceeded = memory->exceeded || size > memory->left_bytes;
    if (memory->exceeded)
        return false;
    memory->left_bytes -= size;
    return true;
}

static void *alloc_in_arena(void *data, size_t size)
{
    unpack_memory *memory = data;
    void *block = may_take(memory, size) ? pipc__arena_alloc(memory->arena, size) : NULL;

    memory->ran_out = memory->ran_out || block == NULL;
    return block;
}

static void free_in_arena(void *data, void *block)
{
    (void)data; /* goes with the arena */
    (void)block;
}

static void *alloc_for_user(void *data, size_t size)
{
    unpack_memory *memory = data;
    void *block = may_take(memory, size) ? pipc__alloc_for_protobuf_c(size) : NULL;

    memory->ran_out = memory->ran_out || block == NULL;
    return block;
}

static void free_for_user(void *data, void *block)
{
    (void)data;
    pipc__free_for_protobuf_c(block);
}

/* What shall be left out of a message of `length` bytes. */
static pipc__excerpt choose_excerpt(const pipc__inspection *found, size_t length,
                                    const unpack_memory *memory)
{
    return (pipc__excerpt){
        .without_unknown = found->unknown_fields > UNKNOWN_FIELDS_MAX,
        .lends = memory->may_lend && found->lendable_bytes > length / 2,
    };
}

static ProtobufCMessage *parse_excerpt(const ProtobufCMessageDescriptor *descriptor,
                                       const uint8_t *bytes, size_t length,
                                       const pipc__excerpt *excerpt, size_t room,
                                       unpack_memory *memory)
{
    uint8_t *copy = pipc__alloc(room);
    ProtobufCMessage *message;

    memory->ran_out = copy == NULL;
    if (copy == NULL)
        return NULL;
    room = pipc__excerpt_pack(excerpt, descriptor, bytes, length, copy);
    message = protobuf_c_message_unpack(descriptor, &memory->allocator, room, copy);
    pipc__free(copy);
    if (message == NULL || !excerpt->lends)
        return message;
    memory->has_lent = pipc__excerpt_fill(message, bytes, length);
    return memory->has_lent ? message : NULL; /* which is the arena's */
}

static ProtobufCMessage *parse(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                               size_t length, const pipc__inspection *found, unpack_memory *memory)
{
    pipc__excerpt excerpt = choose_excerpt(found, length, memory);
    size_t room = excerpt.lends ? length - found->lendable_bytes : length;

    if (excerpt.without_unknown || excerpt.lends)
        return parse_excerpt(descriptor, bytes, length, &excerpt, room, memory);
    return protobuf_c_message_unpack(descriptor, &memory->allocator, length, bytes);
}

static int fail_unpacking(const unpack_memory *memory, size_t length, pipc_error **error)
{
    if (memory->exceeded)
        return pipc_fail(error, PIPC_E_INTERNAL, "MESSAGE_TOO_REPETITIVE",
                         "a message of %zu bytes has single fields too often to merge them",
                         length);
    if (memory->ran_out)
        return pipc_fail_no_memory(error);
    return pipc_fail(error, PIPC_E_INTERNAL, "BAD_MESSAGE",
                     "%zu bytes cannot be parsed as the message that is expected", length);
}

static int unpack_bytes(const pipc__message_type *type, const uint8_t *bytes, size_t length,
                        unpack_memory *memory, ProtobufCMessage **out, pipc_error **error)
{
    static const uint8_t nothing[1]; /* an empty slice may have no address */
    pipc__inspection found = {.memory_bytes = SIZE_MAX / MERGE_FACTOR};
    ProtobufCMessage *message;
    int code = PIPC_OK;

    if (length == 0)
        bytes = nothing;
    if (type->inspected || length > HARMLESS_MAX_BYTES)
        code = pipc__inspect(type->descriptor, bytes, length, &found, error);
    if (code != PIPC_OK)
        return code;
    memory->left_bytes = found.memory_bytes * MERGE_FACTOR;
    message = parse(type->descriptor, bytes, length, &found, memory);
    if (message == NULL)
        return fail_unpacking(memory, length, error);
    *out = message;
    return PIPC_OK;
}

/* Not by a reader of the core, which takes a reference to each slice. */
static uint8_t *join(const grpc_byte_buffer *bytes, size_t length, pipc__blocks *blocks)
{
    const grpc_slice_buffer *slices = &bytes->data.raw.slice_buffer;
    uint8_t *joined = pipc__arena_piece_new(blocks, length);
    uint8_t *end = joined;

    for (size_t i = 0; joined != NULL && i < slices->count; i++) {
        memcpy(end, GRPC_SLICE_START_PTR(slices->slices[i]), GRPC_SLICE_LENGTH(slices->slices[i]));
        end += GRPC_SLICE_LENGTH(slices->slices[i]);
    }
    return joined;
}

/* What is not lent to the message does not stay as long as it. */
static int unpack_slices(const pipc__message_type *type, pipc__blocks *blocks,
                         const grpc_byte_buffer *bytes, unpack_memory *memory,
                         ProtobufCMessage **out, pipc_error **error)
{
    size_t length = bytes->data.raw.slice_buffer.length;
    uint8_t *joined = join(bytes, length, blocks);
    int code;

    if (joined == NULL)
        return pipc_fail_no_memory(error);
    memory->may_lend = memory->arena != NULL;
    code = unpack_bytes(type, joined, length, memory, out, error);
    if (memory->has_lent)
        pipc__arena_piece_keep(memory->arena, joined);
    else
        pipc__arena_piece_free(joined);
    return code;
}

static int unpack_plain(const pipc__message_type *type, const pipc__message_origin *origin,
                        const grpc_byte_buffer *bytes, unpack_memory *memory,
                        ProtobufCMessage **out, pipc_error **error)
{
    const grpc_slice_buffer *slices = &bytes->data.raw.slice_buffer;

    if (slices->count == 0)
        return unpack_bytes(type, NULL, 0, memory, out, error);
    if (slices->count > 1)
        return unpack_slices(type, origin->blocks, bytes, memory, out, error);
    return unpack_bytes(type, GRPC_SLICE_START_PTR(slices->slices[0]),
                        GRPC_SLICE_LENGTH(slices->slices[0]), memory, out, error);
}

/* The core, which would do it, sees only afterwards how large that has become. */
static int unpack_compressed(const pipc__message_type *type, const pipc__message_origin *origin,
                             const grpc_byte_buffer *bytes, unpack_memory *memory,
                             ProtobufCMessage **out, pipc_error **error)
{
    pipc__inflated inflated;
    int code = pipc__inflate(bytes, (size_t)origin->max_bytes, &inflated, error);

    if (code != PIPC_OK)
        return code;
    code = unpack_bytes(type, inflated.bytes, inflated.length, memory, out, error);
    pipc__free(inflated.bytes);
    return code;
}

static int unpack(const pipc__message_type *type, const pipc__message_origin *origin,
                  grpc_byte_buffer *bytes, unpack_memory *memory, ProtobufCMessage **out,
                  pipc_error **error)
{
    if (bytes == NULL)
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_MESSAGE",
                         "no message came where one was expected");
    if (pipc__codec_compression(bytes) != PIPC_GRPC_COMPRESSION_NONE)
        return unpack_compressed(type, origin, bytes, memory, out, error);
    if (bytes->data.raw.compression == (grpc_compression_algorithm)PIPC__COMPRESSION_UNKNOWN ||
        pipc__message_origin_says_compressed(origin))
        return pipc_fail(error, PIPC_E_INTERNAL, "BAD_MESSAGE",
                         "a message says that it is compressed, and its grpc-encoding is neither "
                         "gzip nor deflate");
    return unpack_plain(type, origin, bytes, memory, out, error);
}

static unpack_memory *use_arena(unpack_memory *memory, pipc__arena *arena)
{
    *memory = (unpack_memory){.arena = arena};
    memory->allocator = (ProtobufCAllocator){alloc_in_arena, free_in_arena, memory};
    return memory;
}

int pipc__codec_unpack(const pipc__message_type *type, const pipc__message_origin *origin,
                       grpc_byte_buffer *bytes, pipc__arena *arena, ProtobufCMessage **out,
                       pipc_error **error)
{
    unpack_memory memory;

    return unpack(type, origin, bytes, use_arena(&memory, arena), out, error);
}

int pipc__codec_unpack_bytes(const pipc__message_type *type, const uint8_t *bytes, size_t length,
                             pipc__arena *arena, ProtobufCMessage **out, pipc_error **error)
{
    unpack_memory memory;

    return unpack_bytes(type, bytes, length, use_arena(&memory, arena), out, error);
}

int pipc__codec_unpack_for_user(const pipc__message_type *type, const pipc__message_origin *origin,
                                grpc_byte_buffer *bytes, ProtobufCMessage **out, pipc_error **error)
{
    unpack_memory memory = {.arena = NULL};

    memory.allocator = (ProtobufCAllocator){alloc_for_user, free_for_user, &memory};
    return unpack(type, origin, bytes, &memory, out, error);
}
