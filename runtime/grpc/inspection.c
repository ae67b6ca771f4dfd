#include "grpc/inspection.h"

#include <stdbool.h>

#include <pipc/error.h>

#include "base/utf8.h"

enum { VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5 };

typedef struct cursor {
    const uint8_t *at;
    const uint8_t *end;
} cursor;

/* False: the bytes end before the number does, or it has more than 64 bits. */
static bool read_varint(cursor *bytes, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && bytes->at < bytes->end; shift += 7) {
        uint8_t byte = *bytes->at++;

        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

/* Reads a field and gives its number and, of a length-delimited one, its bytes; else no bytes. */
static bool read_field(cursor *bytes, uint32_t *number, cursor *content)
{
    uint64_t key, length = 0;

    *content = (cursor){NULL, NULL};
    if (!read_varint(bytes, &key))
        return false;
    *number = (uint32_t)(key >> 3);
    switch (key & 7) {
    case VARINT:
        return read_varint(bytes, &length);
    case FIXED64:
        length = 8;
        break;
    case FIXED32:
        length = 4;
        break;
    case LENGTH_DELIMITED:
        if (!read_varint(bytes, &length))
            return false;
        break;
    default:
        return false; /* groups, which protobuf-c refuses */
    }
    if (length > (uint64_t)(bytes->end - bytes->at))
        return false;
    if ((key & 7) == LENGTH_DELIMITED)
        *content = (cursor){bytes->at, bytes->at + length};
    bytes->at += length;
    return true;
}

static int fail_deep(pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INTERNAL, "MESSAGE_TOO_DEEP",
                     "a message nests deeper than %d levels", PIPC__NESTING_MAX);
}

/* optimize_for = CODE_SIZE leaves the names out. */
static const char *name_or(const char *name, const char *other)
{
    return name == NULL ? other : name;
}

static int check_text(const ProtobufCMessageDescriptor *descriptor,
                      const ProtobufCFieldDescriptor *field, cursor text, pipc_error **error)
{
    if (pipc__utf8_is_text((const char *)text.at, (size_t)(text.end - text.at)))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "BAD_TEXT",
                     "field %s of message %s is not text: expected UTF-8 without a 0",
                     name_or(field->name, "(unnamed)"), name_or(descriptor->name, "(unnamed)"));
}

static int inspect(const ProtobufCMessageDescriptor *descriptor, cursor bytes, unsigned left,
                   pipc_error **error);

static int inspect_field(const ProtobufCMessageDescriptor *descriptor, uint32_t number,
                         cursor content, unsigned left, pipc_error **error)
{
    const ProtobufCFieldDescriptor *field =
        content.at == NULL ? NULL : protobuf_c_message_descriptor_get_field(descriptor, number);

    if (field == NULL)
        return PIPC_OK;
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return check_text(descriptor, field, content, error);
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return inspect(field->descriptor, content, left - 1, error);
    return PIPC_OK;
}

static int inspect(const ProtobufCMessageDescriptor *descriptor, cursor bytes, unsigned left,
                   pipc_error **error)
{
    uint32_t number;
    cursor content;
    int code = PIPC_OK;

    if (left == 0)
        return fail_deep(error);
    while (code == PIPC_OK && bytes.at < bytes.end && read_field(&bytes, &number, &content))
        code = inspect_field(descriptor, number, content, left, error);
    return code;
}

int pipc__inspect(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                  pipc_error **error)
{
    return inspect(descriptor, (cursor){bytes, bytes + length}, PIPC__NESTING_MAX, error);
}
