#include "messages/any_types.h"

#include <string.h>

#include "grpc/codec.h"

const ProtobufCMessageDescriptor *pipc__any_type_called(const pipc_message_json_options *options,
                                                        const char *url, size_t length)
{
    const char *slash = memrchr(url, '/', length);
    size_t name_length = slash == NULL ? 0 : length - (size_t)(slash + 1 - url);

    for (size_t i = 0; slash != NULL && i < options->any_type_count; i++) {
        const char *name = options->any_types[i]->name;

        if (strncmp(name, slash + 1, name_length) == 0 && name[name_length] == '\0')
            return options->any_types[i];
    }
    return NULL;
}

int pipc__any_type_unpack(const ProtobufCMessageDescriptor *type, const ProtobufCBinaryData *bytes,
                          pipc__arena *arena, ProtobufCMessage **message, pipc_error **error)
{
    const pipc__message_type inspected = {.descriptor = type, .inspected = true};

    return pipc__codec_unpack_bytes(&inspected, bytes->data, bytes->len, arena, message, error);
}
