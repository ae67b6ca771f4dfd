#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "messages/field_names.h"
#include "messages/from_json.h"
#include "messages/well_known.h"

/* What is known of a field. */
enum { ABSENT, IS_NULL, IS_SET };

/* Of so many it is noted on the stack. */
enum { FEW_FIELDS = 64 };

typedef struct known_members {
    const ProtobufCMessageDescriptor *type;
    unsigned char *fields; /* one for each of the type's */
    bool in_any;
} known_members;

static bool share_oneof(const ProtobufCFieldDescriptor *a, const ProtobufCFieldDescriptor *b)
{
    return (a->flags & b->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
           a->quantifier_offset == b->quantifier_offset;
}

/* Whether the oneof that `field` is in, if it is in one, has been set by another. */
static bool is_oneof_set(const known_members *members, const ProtobufCFieldDescriptor *field)
{
    for (unsigned i = 0; i < members->type->n_fields; i++)
        if (members->fields[i] == IS_SET && share_oneof(&members->type->fields[i], field))
            return true;
    return false;
}

static int pack_set(pipc__from_json *self, const known_members *members,
                    const ProtobufCFieldDescriptor *field, const pipc__json_text *key)
{
    pipc__json_path path = {
        .parent = self->path, .step = PIPC__STEP_FIELD, .name = key->bytes, .length = key->length};
    int code;

    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && is_oneof_set(members, field))
        return pipc__from_json_fail_twice(self, key);
    self->path = &path;
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        code = pipc__from_json_repeated(self, field, pipc__field_is_map(members->type, field));
    else
        code = pipc__from_json_value(self, field);
    self->path = path.parent;
    return code;
}

static int pack_known(pipc__from_json *self, const known_members *members,
                      const ProtobufCFieldDescriptor *field, const pipc__json_text *key)
{
    unsigned char *state = &members->fields[field - members->type->fields];
    bool takes_null = field->label != PROTOBUF_C_LABEL_REPEATED && pipc__takes_null(field);
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    if (*state != ABSENT)
        return pipc__from_json_fail_twice(self, key);
    *state = IS_NULL;
    if (kind == PIPC__JSON_NULL && !takes_null)
        return pipc__json_skip(&self->reader);
    code = pack_set(self, members, field, key);
    if (code == PIPC_OK)
        *state = IS_SET;
    return code < 0 ? code : PIPC_OK;
}

static int pack_member(pipc__from_json *self, const known_members *members,
                       const pipc__json_text *key)
{
    const ProtobufCFieldDescriptor *field;

    if (members->in_any && key->length == 5 && memcmp(key->bytes, "@type", 5) == 0)
        return pipc__json_skip(&self->reader);
    field = pipc__field_called(members->type, key, self->options->names);
    if (field != NULL)
        return pack_known(self, members, field, key);
    return self->options->ignore_unknown ? pipc__json_skip(&self->reader)
                                         : pipc__from_json_fail_unknown(self, members->type, key);
}

static int check_required(pipc__from_json *self, const known_members *members)
{
    pipc__str text = {0};
    int category;

    for (unsigned i = 0; i < members->type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &members->type->fields[i];
        pipc__json_path path = {.parent = self->path,
                                .step = PIPC__STEP_FIELD,
                                .name = field->name,
                                .length = strlen(field->name)};

        if (field->label != PROTOBUF_C_LABEL_REQUIRED || members->fields[i] == IS_SET)
            continue;
        pipc__json_path_write(&text, &path);
        category = text.failed
                       ? pipc_fail_no_memory(self->reader.error)
                       : pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, "MISSING_FIELD",
                                   "%s is missing, expected it, as it is required", text.text);
        pipc__str_dispose(&text);
        return category;
    }
    return PIPC_OK;
}

static int pack_members(pipc__from_json *self, const known_members *members)
{
    pipc__json_text key;
    bool first = true;
    int code = pipc__from_json_enter(self, true);

    while (code == PIPC_OK) {
        code = pipc__json_next_member(&self->reader, &first, &key);
        if (code == 0)
            return check_required(self, members);
        if (code == 1)
            code = pack_member(self, members, &key);
    }
    return code;
}

/* With optimize_for = CODE_SIZE. */
static bool has_names(const ProtobufCMessageDescriptor *type)
{
    return type->n_fields == 0 || type->fields[0].name != NULL;
}

int pipc__from_json_members(pipc__from_json *self, const ProtobufCMessageDescriptor *type,
                            bool in_any)
{
    unsigned char few[FEW_FIELDS] = {ABSENT};
    known_members members = {.type = type, .fields = few, .in_any = in_any};
    int code;

    if (!has_names(type))
        return pipc_fail(self->reader.error, PIPC_E_UNSUPPORTED, "NO_NAMES",
                         "message %s has no names of fields, expected a .proto without "
                         "optimize_for = CODE_SIZE",
                         type->name);
    if (type->n_fields > FEW_FIELDS)
        members.fields = pipc__alloc_zeroed(type->n_fields);
    if (members.fields == NULL)
        return pipc_fail_no_memory(self->reader.error);
    code = pack_members(self, &members);
    if (members.fields != few)
        pipc__free(members.fields);
    return code;
}
