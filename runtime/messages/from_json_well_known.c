#include <string.h>

#include <pipc/error.h>

#include "messages/from_json.h"
#include "messages/key_set.h"
#include "messages/packing.h"
#include "messages/times.h"
#include "messages/well_known.h"

/* The fields of google.protobuf.Value. */
enum { NULL_VALUE = 1, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, STRUCT_VALUE, LIST_VALUE };

static int pack_value(pipc__from_json *self);

static int pack_time(pipc__from_json *self, bool is_timestamp)
{
    const char *expected = is_timestamp
                               ? "a time as \"2026-01-31T12:30:00.5Z\", of the years 1 to 9999"
                               : "seconds as \"-1.5s\", of no more than 315576000000";
    const char *start;
    pipc__json_text text;
    pipc__time time;
    int code = pipc__from_json_text(self, &text, &start, expected);

    if (code != PIPC_OK)
        return code;
    if (!(is_timestamp ? pipc__timestamp_read(&text, &time) : pipc__duration_read(&text, &time)))
        return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
    pipc__pack_tag(self->out, 1, PIPC__WIRE_VARINT);
    pipc__pack_varint(self->out, (uint64_t)time.seconds);
    pipc__pack_tag(self->out, 2, PIPC__WIRE_VARINT);
    pipc__pack_varint(self->out, (uint64_t)time.nanos);
    return PIPC_OK;
}

static bool is_path_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.';
}

/* "fooBar.baz" as "foo_bar.baz". */
static bool pack_mask_path(pipc__from_json *self, const char *path, const char *end)
{
    size_t place = pipc__pack_begin(self->out, 1);

    for (; path < end; path++) {
        bool is_capital = *path >= 'A' && *path <= 'Z';
        const char letters[] = {'_', (char)(is_capital ? *path - 'A' + 'a' : *path)};

        if (!is_path_letter(*path))
            return false;
        pipc__str_append_bytes(self->out, is_capital ? letters : letters + 1, is_capital ? 2 : 1);
    }
    pipc__pack_end(self->out, place);
    return true;
}

static int pack_field_mask(pipc__from_json *self)
{
    static const char expected[] = "paths as \"fooBar,baz.qux\"";
    const char *start, *at, *end;
    pipc__json_text text;
    int code = pipc__from_json_text(self, &text, &start, expected);

    if (code != PIPC_OK)
        return code;
    for (at = text.bytes, end = at + text.length; at < end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));

        if (!pack_mask_path(self, at, comma == NULL ? end : comma) || comma == at ||
            (comma != NULL && comma + 1 == end))
            return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
        at = comma == NULL ? end : comma + 1;
    }
    return PIPC_OK;
}

static int pack_struct_entry(pipc__from_json *self, const pipc__json_text *key)
{
    pipc__json_path path = {
        .parent = self->path, .step = PIPC__STEP_KEY, .name = key->bytes, .length = key->length};
    size_t entry = pipc__pack_begin(self->out, 1), value;
    int code;

    pipc__pack_bytes(self->out, 1, key->bytes, key->length);
    value = pipc__pack_begin(self->out, 2);
    self->path = &path;
    code = pack_value(self);
    self->path = path.parent;
    if (code != PIPC_OK)
        return code;
    pipc__pack_end(self->out, value);
    pipc__pack_end(self->out, entry);
    return PIPC_OK;
}

static int pack_struct_entries(pipc__from_json *self, pipc__key_set *keys)
{
    pipc__json_text key;
    bool first = true;
    int code;

    while ((code = pipc__json_next_member(&self->reader, &first, &key)) == 1) {
        int added = pipc__key_set_add(keys, &key);

        if (added == PIPC_E_NO_MEMORY)
            return pipc_fail_no_memory(self->reader.error);
        code = added == 0 ? pipc__from_json_fail_twice(self, &key) : pack_struct_entry(self, &key);
        if (code != PIPC_OK)
            return code;
    }
    return code;
}

static int pack_struct(pipc__from_json *self)
{
    pipc__key_set keys = {0};
    int code = pipc__from_json_enter(self, true);

    if (code == PIPC_OK)
        code = pack_struct_entries(self, &keys);
    pipc__key_set_dispose(&keys);
    return code;
}

static int pack_list_value(pipc__from_json *self)
{
    pipc__json_path path = {.parent = self->path, .step = PIPC__STEP_INDEX};
    bool first = true;
    int code = pipc__from_json_enter(self, false);

    if (code != PIPC_OK)
        return code;
    self->path = &path;
    while ((code = pipc__json_next_element(&self->reader, &first)) == 1) {
        size_t place = pipc__pack_begin(self->out, 1);

        code = pack_value(self);
        if (code != PIPC_OK)
            return code;
        pipc__pack_end(self->out, place);
        path.index++;
    }
    self->path = path.parent;
    return code;
}

static int pack_plain_value(pipc__from_json *self, pipc__json_kind kind)
{
    static const ProtobufCFieldDescriptor number = {.type = PROTOBUF_C_TYPE_DOUBLE};
    pipc__json_text text;
    int code;

    switch (kind) {
    case PIPC__JSON_NUMBER:
        pipc__pack_tag(self->out, NUMBER_VALUE, PIPC__WIRE_64);
        return pipc__from_json_scalar(self, &number);
    case PIPC__JSON_TEXT:
        code = pipc__json_read_text(&self->reader, &text);
        if (code == PIPC_OK)
            pipc__pack_bytes(self->out, STRING_VALUE, text.bytes, text.length);
        return code;
    default:
        pipc__pack_tag(self->out, kind == PIPC__JSON_NULL ? NULL_VALUE : BOOL_VALUE,
                       PIPC__WIRE_VARINT);
        pipc__pack_varint(self->out, kind == PIPC__JSON_TRUE);
        return pipc__json_read_literal(&self->reader, kind);
    }
}

static int pack_value(pipc__from_json *self)
{
    pipc__json_kind kind;
    size_t place;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    if (kind != PIPC__JSON_OBJECT && kind != PIPC__JSON_ARRAY)
        return pack_plain_value(self, kind);
    place = pipc__pack_begin(self->out, kind == PIPC__JSON_OBJECT ? STRUCT_VALUE : LIST_VALUE);
    code = kind == PIPC__JSON_OBJECT ? pack_struct(self) : pack_list_value(self);
    if (code == PIPC_OK)
        pipc__pack_end(self->out, place);
    return code;
}

int pipc__from_json_message(pipc__from_json *self, const ProtobufCMessageDescriptor *type)
{
    pipc__well_known kind = pipc__well_known_of(type);

    switch (kind) {
    case PIPC__WELL_KNOWN_ANY:
        return pipc__from_json_any(self);
    case PIPC__WELL_KNOWN_TIMESTAMP:
    case PIPC__WELL_KNOWN_DURATION:
        return pack_time(self, kind == PIPC__WELL_KNOWN_TIMESTAMP);
    case PIPC__WELL_KNOWN_FIELD_MASK:
        return pack_field_mask(self);
    case PIPC__WELL_KNOWN_STRUCT:
        return pack_struct(self);
    case PIPC__WELL_KNOWN_VALUE:
        return pack_value(self);
    case PIPC__WELL_KNOWN_LIST_VALUE:
        return pack_list_value(self);
    case PIPC__WELL_KNOWN_WRAPPER:
        return pipc__from_json_value(self, &type->fields[0]);
    case PIPC__WELL_KNOWN_NOT:
        break;
    }
    return pipc__from_json_members(self, type, false);
}
