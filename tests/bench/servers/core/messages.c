#include <grpc/byte_buffer_reader.h>
#include <stdlib.h>

#include "core/core.h"

static void *allocate(void *self, size_t size)
{
    core_memory *memory = self;
    size_t rounded = (size + 15) & ~(size_t)15;
    void *result;

    if (rounded <= sizeof memory->bytes - memory->used) {
        result = memory->bytes + memory->used;
        memory->used += rounded;
        return result;
    }
    if (memory->large_count == sizeof memory->large / sizeof memory->large[0])
        return NULL;
    result = malloc(size);
    memory->large[memory->large_count++] = result;
    return result;
}

/* All at once, in core_memory_clear(). */
static void release(void *self, void *pointer)
{
    (void)self;
    (void)pointer;
}

void core_memory_clear(core_memory *memory)
{
    while (memory->large_count > 0)
        free(memory->large[--memory->large_count]);
    memory->used = 0;
}

void *core_read(grpc_byte_buffer *bytes, const ProtobufCMessageDescriptor *descriptor,
                core_memory *memory)
{
    grpc_byte_buffer_reader reader;
    grpc_slice all = grpc_empty_slice();
    grpc_slice *one = &all;
    void *message;

    memory->used = 0;
    memory->large_count = 0;
    memory->allocator = (ProtobufCAllocator){allocate, release, memory};
    if (bytes == NULL || !grpc_byte_buffer_reader_init(&reader, bytes))
        return NULL;
    if (bytes->data.raw.slice_buffer.count == 1)
        grpc_byte_buffer_reader_peek(&reader, &one);
    else
        all = grpc_byte_buffer_reader_readall(&reader);
    message = protobuf_c_message_unpack(descriptor, &memory->allocator, GRPC_SLICE_LENGTH(*one),
                                        GRPC_SLICE_START_PTR(*one));
    grpc_slice_unref(all);
    grpc_byte_buffer_reader_destroy(&reader);
    return message;
}

grpc_byte_buffer *core_write(const ProtobufCMessage *message)
{
    grpc_slice slice = grpc_slice_malloc(protobuf_c_message_get_packed_size(message));
    grpc_byte_buffer *buffer;

    protobuf_c_message_pack(message, GRPC_SLICE_START_PTR(slice));
    buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}
