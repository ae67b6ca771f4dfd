#include "messages/field_names.h"

#include <string.h>

/* A name, letter by letter in camel case. */
typedef struct camel_case {
    const char *at;
    const char *end;
    bool is_upper; /* the next letter */
} camel_case;

static char upper(char letter)
{
    return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

/* The next letter, '\0' at the end. */
static char next_letter(camel_case *self)
{
    char letter;

    while (self->at < self->end && *self->at == '_') {
        self->is_upper = true;
        self->at++;
    }
    if (self->at == self->end)
        return '\0';
    letter = self->is_upper ? upper(*self->at) : *self->at;
    self->is_upper = false;
    self->at++;
    return letter;
}

void pipc__camel_case_write(pipc__str *out, const char *name, size_t length)
{
    camel_case letters = {name, name + length, false};
    char letter;

    while ((letter = next_letter(&letters)) != '\0')
        pipc__str_append_bytes(out, &letter, 1);
}

const char *pipc__json_name_given(const ProtobufCMessageDescriptor *type,
                                  const ProtobufCFieldDescriptor *field,
                                  const pipc_message_json_names *names)
{
    for (size_t i = 0; names != NULL && i < names->count; i++)
        if (names->names[i].field == field->id && strcmp(names->names[i].message, type->name) == 0)
            return names->names[i].name;
    return NULL;
}

static bool is(const pipc__json_text *key, const char *name)
{
    return strncmp(key->bytes, name, key->length) == 0 && name[key->length] == '\0';
}

static bool is_camel_case_of(const pipc__json_text *key, const char *name)
{
    camel_case letters = {name, name + strlen(name), false};

    for (size_t i = 0; i < key->length; i++)
        if (key->bytes[i] != next_letter(&letters))
            return false;
    return next_letter(&letters) == '\0';
}

const ProtobufCFieldDescriptor *pipc__field_called(const ProtobufCMessageDescriptor *type,
                                                   const pipc__json_text *key,
                                                   const pipc_message_json_names *names)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const char *given;

        if (is(key, field->name))
            return field;
        given = pipc__json_name_given(type, field, names);
        if (given == NULL ? is_camel_case_of(key, field->name) : is(key, given))
            return field;
    }
    return NULL;
}

/* As protoc names it: "foo_bar" has the entry "FooBarEntry". */
static bool is_entry_of(const char *entry, const char *field)
{
    camel_case letters = {field, field + strlen(field), true};
    char letter;

    while ((letter = next_letter(&letters)) != '\0')
        if (*entry++ != letter)
            return false;
    return strcmp(entry, "Entry") == 0;
}

bool pipc__field_is_map(const ProtobufCMessageDescriptor *type,
                        const ProtobufCFieldDescriptor *field)
{
    const ProtobufCMessageDescriptor *entry = field->descriptor;
    size_t length = strlen(type->name);

    return field->label == PROTOBUF_C_LABEL_REPEATED && field->type == PROTOBUF_C_TYPE_MESSAGE &&
           entry->n_fields == 2 && entry->fields[0].id == 1 && entry->fields[1].id == 2 &&
           strcmp(entry->fields[0].name, "key") == 0 &&
           strcmp(entry->fields[1].name, "value") == 0 &&
           strncmp(entry->name, type->name, length) == 0 && entry->name[length] == '.' &&
           is_entry_of(entry->name + length + 1, field->name);
}
