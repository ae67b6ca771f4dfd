#include "grpc/core_metadata.h"

#include <pipc/error.h>

#include "component/metadata.h"

grpc_metadata *pipc__core_metadata_write(const pipc_metadata *metadata, grpc_metadata *list)
{
    for (size_t i = 0; i < pipc_metadata_count(metadata); i++) {
        const char *value;
        size_t length;
        const char *key = pipc_metadata_at(metadata, i, &value, &length);

        list->key = grpc_slice_from_copied_string(key);
        list->value = grpc_slice_from_copied_buffer(value, length);
        list++;
    }
    return list;
}

void pipc__core_metadata_unref(grpc_metadata *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        grpc_slice_unref(list[i].key);
        grpc_slice_unref(list[i].value);
    }
}

int pipc__core_metadata_read(const grpc_metadata_array *received, pipc_metadata *metadata,
                             pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; i < received->count && code == PIPC_OK; i++) {
        const grpc_metadata *entry = &received->metadata[i];

        code = pipc__metadata_add_received(
            metadata, GRPC_SLICE_START_PTR(entry->key), GRPC_SLICE_LENGTH(entry->key),
            GRPC_SLICE_START_PTR(entry->value), GRPC_SLICE_LENGTH(entry->value), error);
    }
    return code;
}
