#include "messages/from_json.h"

#include <pipc/error.h>

#include "messages/base64.h"
#include "messages/key_set.h"
#include "messages/packing.h"

int pipc__from_json_text(pipc__from_json *self, pipc__json_text *text, const char **start,
                         const char *expected)
{
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    if (start != NULL)
        *start = self->reader.at;
    return kind == PIPC__JSON_TEXT ? pipc__json_read_text(&self->reader, text)
                                   : pipc__from_json_fail_type(self, expected);
}

int pipc__from_json_enter(pipc__from_json *self, bool is_object)
{
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    if (kind == (is_object ? PIPC__JSON_OBJECT : PIPC__JSON_ARRAY))
        return pipc__json_enter(&self->reader);
    return pipc__from_json_fail_type(self, is_object ? "an object" : "an array");
}

static int pack_bytes(pipc__from_json *self, uint32_t number)
{
    static const char expected[] = "bytes in base64";
    const char *start;
    pipc__json_text text = {"", 0};
    size_t place;
    int code = pipc__from_json_text(self, &text, &start, expected);

    if (code != PIPC_OK)
        return code;
    place = pipc__pack_begin(self->out, number);
    if (!pipc__base64_read(self->out, text.bytes, text.length))
        return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
    pipc__pack_end(self->out, place);
    return PIPC_OK;
}

int pipc__from_json_value(pipc__from_json *self, const ProtobufCFieldDescriptor *field)
{
    size_t before = self->out->length, place;
    pipc__json_text text = {"", 0};
    int code;

    switch (field->type) {
    case PROTOBUF_C_TYPE_BYTES:
        return pack_bytes(self, field->id);
    case PROTOBUF_C_TYPE_STRING:
        code = pipc__from_json_text(self, &text, NULL, "text");
        if (code == PIPC_OK)
            pipc__pack_bytes(self->out, field->id, text.bytes, text.length);
        return code;
    case PROTOBUF_C_TYPE_MESSAGE:
        place = pipc__pack_begin(self->out, field->id);
        code = pipc__from_json_message(self, field->descriptor);
        if (code == PIPC_OK)
            pipc__pack_end(self->out, place);
        return code;
    default:
        pipc__pack_tag(self->out, field->id, pipc__wire_type_of(field->type));
        code = pipc__from_json_scalar(self, field);
        if (code == PIPC__FROM_JSON_IGNORED)
            pipc__pack_truncate(self->out, before);
        return code;
    }
}

static int pack_elements(pipc__from_json *self, const ProtobufCFieldDescriptor *field)
{
    pipc__json_path path = {.parent = self->path, .step = PIPC__STEP_INDEX};
    bool is_packed = pipc__is_packable(field->type);
    bool first = true;
    int code;

    self->path = &path;
    while ((code = pipc__json_next_element(&self->reader, &first)) == 1) {
        code = is_packed ? pipc__from_json_scalar(self, field) : pipc__from_json_value(self, field);
        if (code < 0)
            return code;
        path.index++;
    }
    self->path = path.parent;
    return code;
}

static int pack_list(pipc__from_json *self, const ProtobufCFieldDescriptor *field)
{
    bool is_packed = pipc__is_packable(field->type);
    size_t before = self->out->length, place = before;
    int code = pipc__from_json_enter(self, false);

    if (code != PIPC_OK)
        return code;
    if (is_packed)
        place = pipc__pack_begin(self->out, field->id);
    code = pack_elements(self, field);
    if (code != PIPC_OK || !is_packed)
        return code;
    if (self->out->length == place)
        pipc__pack_truncate(self->out, before);
    else
        pipc__pack_end(self->out, place);
    return PIPC_OK;
}

static int pack_key(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                    const pipc__json_text *key)
{
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        pipc__pack_bytes(self->out, field->id, key->bytes, key->length);
        return PIPC_OK;
    }
    pipc__pack_tag(self->out, field->id, pipc__wire_type_of(field->type));
    return pipc__from_json_key(self, field, key);
}

static int pack_entry(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                      const pipc__json_text *key)
{
    const ProtobufCMessageDescriptor *entry = field->descriptor;
    pipc__json_path path = {
        .parent = self->path, .step = PIPC__STEP_KEY, .name = key->bytes, .length = key->length};
    size_t before = self->out->length;
    size_t place = pipc__pack_begin(self->out, field->id);
    int code;

    self->path = &path;
    code = pack_key(self, &entry->fields[0], key);
    if (code == PIPC_OK)
        code = pipc__from_json_value(self, &entry->fields[1]);
    self->path = path.parent;
    if (code == PIPC__FROM_JSON_IGNORED)
        pipc__pack_truncate(self->out, before);
    else if (code == PIPC_OK)
        pipc__pack_end(self->out, place);
    return code < 0 ? code : PIPC_OK;
}

static int pack_entries(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                        pipc__key_set *keys)
{
    pipc__json_text key;
    bool first = true;
    int code;

    while ((code = pipc__json_next_member(&self->reader, &first, &key)) == 1) {
        int added = pipc__key_set_add(keys, &key);

        if (added == PIPC_E_NO_MEMORY)
            return pipc_fail_no_memory(self->reader.error);
        code = added == 0 ? pipc__from_json_fail_twice(self, &key) : pack_entry(self, field, &key);
        if (code != PIPC_OK)
            return code;
    }
    return code;
}

static int pack_map(pipc__from_json *self, const ProtobufCFieldDescriptor *field)
{
    pipc__key_set keys = {0};
    int code = pipc__from_json_enter(self, true);

    if (code == PIPC_OK)
        code = pack_entries(self, field, &keys);
    pipc__key_set_dispose(&keys);
    return code;
}

int pipc__from_json_repeated(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                             bool is_map)
{
    return is_map ? pack_map(self, field) : pack_list(self, field);
}
