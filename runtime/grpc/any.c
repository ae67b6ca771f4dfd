#include "grpc/any.h"

#include <string.h>

#include "grpc/codec.h"

/* Only what stands behind the last slash is the name: what stands before it is anybody's. */
bool pipc__any_is(const Pipc__Any *any, const char *name)
{
    const char *slash = strrchr(any->type_url, '/');

    return slash != NULL && strcmp(slash + 1, name) == 0;
}

ProtobufCMessage *pipc__any_unpack(const Pipc__Any *any,
                                   const ProtobufCMessageDescriptor *descriptor, pipc__arena *arena)
{
    const pipc__message_type type = {.descriptor = descriptor, .inspected = true};
    ProtobufCMessage *message = NULL;

    pipc__codec_unpack_bytes(&type, any->value.data, any->value.len, arena, &message, NULL);
    return message;
}

bool pipc__any_pack(Pipc__Any *any, const char *type_url, const ProtobufCMessage *message,
                    pipc__arena *arena)
{
    pipc__any__init(any);
    any->type_url = (char *)type_url;
    any->value.len = protobuf_c_message_get_packed_size(message);
    any->value.data = pipc__arena_alloc(arena, any->value.len);
    if (any->value.data == NULL)
        return false;
    protobuf_c_message_pack(message, any->value.data);
    return true;
}
