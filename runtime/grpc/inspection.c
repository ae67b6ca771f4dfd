#include "grpc/inspection.h"

#include <pipc/error.h>

#include "base/utf8.h"
#include "grpc/excerpt.h"
#include "grpc/wire.h"

/*
 * What protobuf-c asks for, at most: for each field a note of 32 bytes where it is, in blocks of
 * which each is twice the one before, then 16 for its place in an array or 24 among the unknown
 * ones, and the 0 behind a text; for each byte of packed numbers 8.
 */
enum { MOST_PER_FIELD = 128, MOST_PER_BYTE = 8 };

/* To copy what is shorter costs no more than to lend it. */
enum { WORTH_LENDING_BYTES = 4096 };

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
                      const ProtobufCFieldDescriptor *field, pipc__wire_bytes text,
                      pipc_error **error)
{
    if (pipc__utf8_is_text((const char *)text.at, (size_t)(text.end - text.at)))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "BAD_TEXT",
                     "field %s of message %s is not text: expected UTF-8 without a 0",
                     name_or(field->name, "(unnamed)"), name_or(descriptor->name, "(unnamed)"));
}

static void add_lendable(pipc__wire_bytes content, pipc__inspection *found)
{
    size_t length = (size_t)(content.end - content.at);

    if (length >= WORTH_LENDING_BYTES)
        found->lendable_bytes += length - PIPC__LENT_MIN_BYTES;
}

static int inspect(const ProtobufCMessageDescriptor *descriptor, pipc__wire_bytes bytes,
                   unsigned left, pipc__inspection *found, pipc_error **error);

static int inspect_field(const ProtobufCMessageDescriptor *descriptor,
                         const pipc__wire_field *given, unsigned left, pipc__inspection *found,
                         pipc_error **error)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(descriptor, given->number);

    found->memory_bytes += MOST_PER_FIELD;
    found->unknown_fields += field == NULL;
    if (field == NULL || given->content.at == NULL)
        return PIPC_OK;
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return check_text(descriptor, field, given->content, error);
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return inspect(field->descriptor, given->content, left - 1, found, error);
    if (field->type == PROTOBUF_C_TYPE_BYTES)
        add_lendable(given->content, found);
    return PIPC_OK;
}

static int inspect(const ProtobufCMessageDescriptor *descriptor, pipc__wire_bytes bytes,
                   unsigned left, pipc__inspection *found, pipc_error **error)
{
    pipc__wire_field field;
    int code = PIPC_OK;

    if (left == 0)
        return fail_deep(error);
    found->memory_bytes += descriptor->sizeof_message + descriptor->n_fields;
    while (code == PIPC_OK && bytes.at < bytes.end && pipc__wire_read(&bytes, &field))
        code = inspect_field(descriptor, &field, left, found, error);
    return code;
}

int pipc__inspect(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                  pipc__inspection *found, pipc_error **error)
{
    *found = (pipc__inspection){.memory_bytes = length * MOST_PER_BYTE};
    return inspect(descriptor, (pipc__wire_bytes){bytes, bytes + length}, PIPC__NESTING_MAX, found,
                   error);
}
