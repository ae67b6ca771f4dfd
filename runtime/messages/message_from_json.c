#include <pipc/error.h>
#include <pipc/message_json.h>

#include "base/alloc.h"
#include "messages/from_json.h"

enum { DEFAULT_MAX_BYTES = 4 * 1024 * 1024 };

/* An allocator of protobuf-c that remembers whether it refused: unpacking gives no reason. */
typedef struct message_memory {
    ProtobufCAllocator *allocator; /* the user's; NULL: malloc() */
    bool ran_out;
} message_memory;

static void *alloc_for_message(void *data, size_t size)
{
    message_memory *memory = data;
    ProtobufCAllocator *allocator = memory->allocator;
    void *block = allocator == NULL ? pipc__alloc_for_protobuf_c(size)
                                    : allocator->alloc(allocator->allocator_data, size);

    memory->ran_out = memory->ran_out || block == NULL;
    return block;
}

static void free_of_message(void *data, void *block)
{
    message_memory *memory = data;
    ProtobufCAllocator *allocator = memory->allocator;

    if (allocator == NULL)
        pipc__free_for_protobuf_c(block);
    else
        allocator->free(allocator->allocator_data, block);
}

static int unpack(const ProtobufCMessageDescriptor *descriptor, const pipc__str *bytes,
                  ProtobufCAllocator *allocator, ProtobufCMessage **message, pipc_error **error)
{
    static const uint8_t nothing[1];
    message_memory memory = {.allocator = allocator};
    ProtobufCAllocator remembering = {alloc_for_message, free_of_message, &memory};
    const uint8_t *start = bytes->length == 0 ? nothing : (const uint8_t *)bytes->text;
    ProtobufCMessage *unpacked =
        protobuf_c_message_unpack(descriptor, &remembering, bytes->length, start);

    if (unpacked == NULL)
        return memory.ran_out
                   ? pipc_fail_no_memory(error)
                   : pipc_fail(error, PIPC_E_INTERNAL, "BAD_MESSAGE",
                               "the JSON of message %s is none of it, expected a descriptor that "
                               "protoc-gen-c made",
                               descriptor->name);
    *message = unpacked;
    return PIPC_OK;
}

static int pack(const ProtobufCMessageDescriptor *descriptor, pipc__from_json *self)
{
    int code = pipc__from_json_message(self, descriptor);

    if (code == PIPC_OK)
        code = pipc__json_end(&self->reader);
    return code == PIPC_OK && self->out->failed ? pipc_fail_no_memory(self->reader.error) : code;
}

int pipc_message_from_json(const ProtobufCMessageDescriptor *descriptor, const char *json,
                           size_t length, const pipc_message_json_options *options,
                           ProtobufCMessage **message, pipc_error **error)
{
    static const pipc_message_json_options defaults;
    pipc__str bytes = {0};
    pipc__arena arena;
    pipc__from_json self = {.options = options == NULL ? &defaults : options, .out = &bytes};
    size_t most = self.options->max_bytes == 0 ? DEFAULT_MAX_BYTES : self.options->max_bytes;
    int code;

    if (length > most)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "TOO_LARGE",
                         "the JSON has %zu bytes, expected no more than %zu", length, most);
    pipc__arena_init(&arena, NULL, 0);
    self.reader = (pipc__json_reader){
        .start = json, .at = json, .end = json + length, .arena = &arena, .error = error};
    code = pack(descriptor, &self);
    if (code == PIPC_OK)
        code = unpack(descriptor, &bytes, self.options->allocator, message, error);
    pipc__str_dispose(&bytes);
    pipc__arena_dispose(&arena);
    return code;
}
