#include "messages/to_json.h"

#include <string.h>

#include <pipc/error.h>

#include "base/utf8.h"
#include "messages/base64.h"
#include "messages/field_names.h"
#include "messages/json_reader.h"
#include "messages/json_string.h"

int pipc__to_json_fail(const pipc__to_json *self, const char *is, const char *expected)
{
    pipc__str text = {0};
    int category;

    pipc__json_path_write(&text, self->path);
    category = text.failed ? pipc_fail_no_memory(self->error)
                           : pipc_fail(self->error, PIPC_E_INTERNAL, "BAD_MESSAGE",
                                       "%s is %s, expected %s", text.text, is, expected);
    pipc__str_dispose(&text);
    return category;
}

int pipc__to_json_open(pipc__to_json *self, const char *bracket)
{
    if (self->depth == PIPC__JSON_DEPTH_MAX)
        return pipc_fail(self->error, PIPC_E_INTERNAL, "TOO_DEEP",
                         "a message nests deeper in JSON than the %d levels that are expected at "
                         "most",
                         PIPC__JSON_DEPTH_MAX);
    self->depth++;
    pipc__str_append(self->out, bracket);
    return PIPC_OK;
}

int pipc__to_json_close(pipc__to_json *self, const char *bracket, int code)
{
    self->depth--;
    pipc__str_append(self->out, bracket);
    return code;
}

int pipc__to_json_text(pipc__to_json *self, const char *text)
{
    if (text == NULL)
        text = "";
    if (!pipc__utf8_is_text(text, strlen(text)))
        return pipc__to_json_fail(self, "text with bytes that are no characters", "UTF-8");
    pipc__json_string_write(self->out, text, strlen(text));
    return PIPC_OK;
}

static int write_bytes(pipc__to_json *self, const ProtobufCBinaryData *bytes)
{
    pipc__str_append(self->out, "\"");
    pipc__base64_write(self->out, bytes->data, bytes->len);
    pipc__str_append(self->out, "\"");
    return PIPC_OK;
}

int pipc__to_json_value(pipc__to_json *self, const ProtobufCFieldDescriptor *field,
                        const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return pipc__to_json_text(self, *(const char *const *)value);
    case PROTOBUF_C_TYPE_BYTES:
        return write_bytes(self, value);
    case PROTOBUF_C_TYPE_MESSAGE:
        if (*(const ProtobufCMessage *const *)value == NULL)
            return pipc__to_json_fail(self, "NULL", "a message");
        return pipc__to_json_message(self, *(const ProtobufCMessage *const *)value);
    default:
        pipc__to_json_scalar(self, field, value);
        return PIPC_OK;
    }
}

static int write_list(pipc__to_json *self, const ProtobufCMessage *message,
                      const ProtobufCFieldDescriptor *field)
{
    pipc__json_path path = {.parent = self->path, .step = PIPC__STEP_INDEX};
    size_t count = pipc__field_count(message, field);
    int code = pipc__to_json_open(self, "[");

    self->path = &path;
    for (size_t i = 0; i < count && code == PIPC_OK; i++) {
        path.index = i;
        pipc__str_append(self->out, i == 0 ? "" : ",");
        code = pipc__to_json_value(self, field, pipc__field_element(message, field, i));
    }
    self->path = path.parent;
    return pipc__to_json_close(self, "]", code);
}

static int write_key(pipc__to_json *self, const ProtobufCFieldDescriptor *field, const void *value)
{
    size_t before = self->out->length;
    bool is_quoted;

    if (field->type == PROTOBUF_C_TYPE_STRING)
        return pipc__to_json_text(self, *(const char *const *)value);
    pipc__str_append(self->out, "\"");
    pipc__to_json_scalar(self, field, value);
    if (self->out->failed)
        return PIPC_OK;
    is_quoted = self->out->text[before + 1] == '"'; /* as all that have 64 bits */
    if (is_quoted)
        memmove(self->out->text + before, self->out->text + before + 1, self->out->length - before);
    self->out->length -= is_quoted;
    pipc__str_append(self->out, is_quoted ? "" : "\"");
    return PIPC_OK;
}

static int write_entry(pipc__to_json *self, const ProtobufCMessage *entry, size_t index)
{
    const ProtobufCFieldDescriptor *fields = entry->descriptor->fields;
    pipc__json_path path = {.parent = self->path, .step = PIPC__STEP_INDEX, .index = index};
    const void *value = pipc__field_at(entry, &fields[1]);
    int code;

    self->path = &path;
    code = write_key(self, &fields[0], pipc__field_at(entry, &fields[0]));
    if (code != PIPC_OK)
        return code;
    pipc__str_append(self->out, ":");
    if (fields[1].type == PROTOBUF_C_TYPE_MESSAGE && *(void *const *)value == NULL)
        code = pipc__to_json_fail(self, "without a value", "a message");
    else
        code = pipc__to_json_value(self, &fields[1], value);
    self->path = path.parent;
    return code;
}

static int write_map(pipc__to_json *self, const ProtobufCMessage *message,
                     const ProtobufCFieldDescriptor *field)
{
    size_t count = pipc__field_count(message, field);
    int code = pipc__to_json_open(self, "{");

    for (size_t i = 0; i < count && code == PIPC_OK; i++) {
        const ProtobufCMessage *const *entry = pipc__field_element(message, field, i);

        pipc__str_append(self->out, i == 0 ? "" : ",");
        code = write_entry(self, *entry, i);
    }
    return pipc__to_json_close(self, "}", code);
}

int pipc__to_json_field(pipc__to_json *self, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field)
{
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return pipc__to_json_value(self, field, pipc__field_at(message, field));
    if (pipc__field_is_map(message->descriptor, field))
        return write_map(self, message, field);
    return write_list(self, message, field);
}

static void write_name(pipc__to_json *self, const ProtobufCMessageDescriptor *type,
                       const ProtobufCFieldDescriptor *field)
{
    const char *given = pipc__json_name_given(type, field, self->options->names);

    if (self->options->proto_names || given != NULL) {
        given = self->options->proto_names ? field->name : given;
        pipc__json_string_write(self->out, given, strlen(given));
    } else {
        pipc__str_append(self->out, "\"");
        pipc__camel_case_write(self->out, field->name, strlen(field->name));
        pipc__str_append(self->out, "\"");
    }
    pipc__str_append(self->out, ":");
}

/* Whether a field that is not present is written with its default value. */
static bool has_default(const pipc__to_json *self, const ProtobufCFieldDescriptor *field)
{
    return self->options->with_defaults && (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 &&
           (field->label == PROTOBUF_C_LABEL_REPEATED ||
            (field->label == PROTOBUF_C_LABEL_NONE && field->type != PROTOBUF_C_TYPE_MESSAGE));
}

static int write_member(pipc__to_json *self, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field)
{
    pipc__json_path path = {.parent = self->path, .step = PIPC__STEP_FIELD};
    int code;

    if (field->name == NULL)
        return pipc_fail(self->error, PIPC_E_UNSUPPORTED, "NO_NAMES",
                         "message %s has no names of fields, expected a .proto without "
                         "optimize_for = CODE_SIZE",
                         message->descriptor->name);
    path.name = field->name;
    path.length = strlen(field->name);
    write_name(self, message->descriptor, field);
    self->path = &path;
    code = pipc__to_json_field(self, message, field);
    self->path = path.parent;
    return code;
}

int pipc__to_json_members(pipc__to_json *self, const ProtobufCMessage *message, const char *url)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    bool first = url == NULL;
    int code = pipc__to_json_open(self, url == NULL ? "{" : "{\"@type\":");

    if (code == PIPC_OK && url != NULL)
        code = pipc__to_json_text(self, url);
    for (unsigned i = 0; i < type->n_fields && code == PIPC_OK; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if (!pipc__field_is_present(message, field) && !has_default(self, field))
            continue;
        pipc__str_append(self->out, first ? "" : ",");
        first = false;
        code = write_member(self, message, field);
    }
    return pipc__to_json_close(self, "}", code);
}
