#include "messages/message_copy.h"

#include <stdbool.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"

/* An allocator of protobuf-c that remembers whether it refused: unpacking gives no reason. */
typedef struct copy_memory {
    ProtobufCAllocator allocator;
    pipc__arena *arena; /* NULL: that of pipc__alloc() */
    bool ran_out;
} copy_memory;

static void *alloc_for_copy(void *data, size_t size)
{
    copy_memory *memory = data;
    void *block =
        memory->arena == NULL ? pipc__alloc(size) : pipc__arena_alloc(memory->arena, size);

    memory->ran_out = memory->ran_out || block == NULL;
    return block;
}

static void free_of_copy(void *data, void *block)
{
    const copy_memory *memory = data;

    if (memory->arena == NULL)
        pipc__free(block);
}

static int copy(const ProtobufCMessage *message, pipc__arena *arena, ProtobufCMessage **out,
                pipc_error **error)
{
    copy_memory memory = {{alloc_for_copy, free_of_copy, &memory}, arena, false};
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = pipc__alloc(size);
    ProtobufCMessage *unpacked;

    if (bytes == NULL)
        return pipc_fail_no_memory(error);
    protobuf_c_message_pack(message, bytes);
    unpacked = protobuf_c_message_unpack(message->descriptor, &memory.allocator, size, bytes);
    pipc__free(bytes);
    if (unpacked == NULL && memory.ran_out)
        return pipc_fail_no_memory(error);
    if (unpacked == NULL)
        return pipc_fail(error, PIPC_E_INTERNAL, "BAD_MESSAGE",
                         "what was packed of a message cannot be unpacked");
    *out = unpacked;
    return PIPC_OK;
}

int pipc__message_copy(const ProtobufCMessage *message, ProtobufCMessage **out, pipc_error **error)
{
    return copy(message, NULL, out, error);
}

void pipc__message_copy_free(ProtobufCMessage *message)
{
    copy_memory memory = {{alloc_for_copy, free_of_copy, &memory}, NULL, false};

    if (message != NULL)
        protobuf_c_message_free_unpacked(message, &memory.allocator);
}

int pipc__message_copy_into(const ProtobufCMessage *message, pipc__arena *arena,
                            ProtobufCMessage *out, pipc_error **error)
{
    ProtobufCMessage *copied = NULL;
    int code = copy(message, arena, &copied, error);

    if (copied != NULL)
        memcpy(out, copied, message->descriptor->sizeof_message);
    return code;
}
