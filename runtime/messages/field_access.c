#include <string.h>

#include "messages/to_json.h"

const void *pipc__field_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (const char *)message + field->offset;
}

static const void *quantifier_at(const ProtobufCMessage *message,
                                 const ProtobufCFieldDescriptor *field)
{
    return (const char *)message + field->quantifier_offset;
}

size_t pipc__field_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return *(const size_t *)quantifier_at(message, field);
}

static size_t size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 4;
    }
}

const void *pipc__field_element(const ProtobufCMessage *message,
                                const ProtobufCFieldDescriptor *field, size_t index)
{
    const char *elements = *(const char *const *)pipc__field_at(message, field);

    return elements + index * size_of(field->type);
}

/* Without presence of its own: whether it has another value than the default. */
static bool is_not_default(const ProtobufCFieldDescriptor *field, const void *value)
{
    static const char zeros[8];

    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return *(const char *const *)value != NULL && **(const char *const *)value != '\0';
    case PROTOBUF_C_TYPE_BYTES:
        return ((const ProtobufCBinaryData *)value)->len > 0;
    default:
        return memcmp(value, zeros, size_of(field->type)) != 0;
    }
}

static bool is_pointer(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
}

static bool is_optional_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const void *value = pipc__field_at(message, field);

    if (!is_pointer(field))
        return *(const protobuf_c_boolean *)quantifier_at(message, field) != 0;
    return *(const void *const *)value != NULL &&
           *(const void *const *)value != field->default_value;
}

bool pipc__field_is_present(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const void *value = pipc__field_at(message, field);

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return pipc__field_count(message, field) > 0;
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        return *(const uint32_t *)quantifier_at(message, field) == field->id &&
               (!is_pointer(field) || *(const void *const *)value != NULL);
    if (field->label == PROTOBUF_C_LABEL_REQUIRED)
        return !is_pointer(field) || *(const void *const *)value != NULL;
    if (field->label == PROTOBUF_C_LABEL_OPTIONAL)
        return is_optional_set(message, field);
    return is_not_default(field, value);
}
