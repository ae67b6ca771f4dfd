#include "grpc/excerpt.h"

#include <string.h>

#include "grpc/wire.h"

/* --- packing -------------------------------------------------------------------------------- */

/* What is being copied: from where, and how. */
typedef struct copying {
    pipc__excerpt excerpt;
    const uint8_t *start;
} copying;

static uint8_t *append(uint8_t *out, const uint8_t *from, const uint8_t *end)
{
    size_t length = (size_t)(end - from);

    memcpy(out, from, length);
    return out + length;
}

/* In as many bytes as it had before it became less: a varint may have zeros at its end. */
static void write_length(uint8_t *out, size_t count, size_t length)
{
    for (size_t i = 0; i < count; i++, length >>= 7)
        out[i] = (uint8_t)((length & 0x7f) | (i + 1 < count ? 0x80 : 0));
}

static uint8_t *copy_fields(const copying *self, const ProtobufCMessageDescriptor *descriptor,
                            pipc__wire_bytes bytes, uint8_t *out);

static uint8_t *copy_message(const copying *self, const ProtobufCMessageDescriptor *descriptor,
                             const pipc__wire_field *field, uint8_t *out)
{
    size_t count = (size_t)(field->content.at - field->value);
    uint8_t *length = append(out, field->start, field->value);
    uint8_t *content = length + count;

    out = copy_fields(self, descriptor, field->content, content);
    write_length(length, count, (size_t)(out - content));
    return out;
}

static uint8_t *lend(const copying *self, const pipc__wire_field *field, uint8_t *out)
{
    size_t count = (size_t)(field->content.at - field->value);
    pipc__lent lent = {.offset = (size_t)(field->content.at - self->start),
                       .length = (size_t)(field->content.end - field->content.at)};

    out = append(out, field->start, field->value);
    write_length(out, count, sizeof lent);
    memcpy(out + count, &lent, sizeof lent);
    return out + count + sizeof lent;
}

static uint8_t *copy_field(const copying *self, const ProtobufCFieldDescriptor *known,
                           const pipc__wire_field *field, const uint8_t *end, uint8_t *out)
{
    if (known == NULL || field->content.at == NULL)
        return append(out, field->start, end);
    if (known->type == PROTOBUF_C_TYPE_MESSAGE)
        return copy_message(self, known->descriptor, field, out);
    if (self->excerpt.lends && known->type == PROTOBUF_C_TYPE_BYTES &&
        field->content.end - field->content.at >= PIPC__LENT_MIN_BYTES)
        return lend(self, field, out);
    return append(out, field->start, end);
}

static uint8_t *copy_fields(const copying *self, const ProtobufCMessageDescriptor *descriptor,
                            pipc__wire_bytes bytes, uint8_t *out)
{
    while (bytes.at < bytes.end) {
        const ProtobufCFieldDescriptor *known;
        pipc__wire_field field;

        if (!pipc__wire_read(&bytes, &field))
            return append(out, field.start, bytes.end);
        known = protobuf_c_message_descriptor_get_field(descriptor, field.number);
        if (known != NULL || !self->excerpt.without_unknown)
            out = copy_field(self, known, &field, bytes.at, out);
    }
    return out;
}

size_t pipc__excerpt_pack(const pipc__excerpt *excerpt,
                          const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                          size_t length, uint8_t *copy)
{
    copying self = {.excerpt = *excerpt, .start = bytes};
    pipc__wire_bytes all = {bytes, bytes + length};

    return (size_t)(copy_fields(&self, descriptor, all, copy) - copy);
}

/* --- filling -------------------------------------------------------------------------------- */

/*
 * No pointers are lent: should protobuf-c ever take for a field what pipc__wire_read() does not,
 * then the sender would choose where they point.
 */
static bool fill_bytes(ProtobufCBinaryData *value, const ProtobufCBinaryData *standard,
                       pipc__wire_bytes all)
{
    size_t length = (size_t)(all.end - all.at);
    pipc__lent lent;

    if (value->len < sizeof lent || (standard != NULL && value->data == standard->data))
        return true;
    if (value->len != sizeof lent)
        return false;
    memcpy(&lent, value->data, sizeof lent);
    if (lent.offset > length || lent.length > length - lent.offset)
        return false;
    /* protobuf-c knows no `bytes` that are only read; of a request they are. */
    *value = (ProtobufCBinaryData){.len = lent.length, .data = (uint8_t *)all.at + lent.offset};
    return true;
}

static bool fill(ProtobufCMessage *message, pipc__wire_bytes all);

/* One of as many as the label says; `value` is where it is. */
static bool fill_value(const ProtobufCFieldDescriptor *field, void *value, pipc__wire_bytes all)
{
    ProtobufCMessage *message;

    if (field->type == PROTOBUF_C_TYPE_BYTES)
        return fill_bytes(value, field->default_value, all);
    memcpy(&message, value, sizeof(message));
    return message == NULL || fill(message, all);
}

static bool fill_repeated(const ProtobufCFieldDescriptor *field, void *array, size_t count,
                          pipc__wire_bytes all)
{
    size_t size = field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData)
                                                       : sizeof(ProtobufCMessage *);
    char *values;
    bool filled = true;

    memcpy(&values, array, sizeof(values));
    for (size_t i = 0; filled && i < count; i++)
        filled = fill_value(field, values + i * size, all);
    return filled;
}

static bool fill_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                       pipc__wire_bytes all)
{
    char *value = (char *)message + field->offset;
    const char *quantifier = (const char *)message + field->quantifier_offset;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return fill_repeated(field, value, *(const size_t *)(const void *)quantifier, all);
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
        *(const uint32_t *)(const void *)quantifier != field->id)
        return true;
    return fill_value(field, value, all);
}

static bool fill(ProtobufCMessage *message, pipc__wire_bytes all)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    bool filled = true;

    for (unsigned i = 0; filled && i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];

        if (field->type == PROTOBUF_C_TYPE_BYTES || field->type == PROTOBUF_C_TYPE_MESSAGE)
            filled = fill_field(message, field, all);
    }
    return filled;
}

bool pipc__excerpt_fill(ProtobufCMessage *message, const uint8_t *bytes, size_t length)
{
    return fill(message, (pipc__wire_bytes){bytes, bytes + length});
}
