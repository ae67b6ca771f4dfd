#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/violations.h"
#include "messages/field_names.h"
#include "messages/json_numbers.h"
#include "messages/json_path.h"
#include "messages/rules.h"
#include "messages/to_json.h"

enum { VIOLATIONS_MAX = 32, TEXT_MAX_BYTES = 40 };

typedef struct rules_check {
    const pipc__rules *rules;
    const pipc__json_path *path;
    pipc__violations *found;
    size_t broken; /* those included that are past VIOLATIONS_MAX */
    bool failed;   /* there was no memory */
} rules_check;

static void check_message(rules_check *self, const pipc_message_rules *rules,
                          const ProtobufCMessage *message);

static void PIPC_PRINTF(2, 3) add(rules_check *self, const char *format, ...)
{
    pipc__str field = {0}, description = {0};
    va_list arguments;

    if (self->broken++ >= VIOLATIONS_MAX)
        return;
    pipc__json_path_write_steps(&field, self->path);
    va_start(arguments, format);
    pipc__str_vprintf(&description, format, arguments);
    va_end(arguments);
    if (description.text != NULL)
        pipc__utf8_repair(description.text); /* it may quote a pattern that is none */
    if (field.failed || description.failed ||
        !pipc__violations_add(self->found, field.text, description.text))
        self->failed = true;
    pipc__str_dispose(&field);
    pipc__str_dispose(&description);
}

/* --- numbers -------------------------------------------------------------------------------- */

/* Exact for each type: it has 64 bits for the digits. */
static long double number_at(const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return (long double)*(const int64_t *)value;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return (long double)*(const uint64_t *)value;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return (long double)*(const uint32_t *)value;
    case PROTOBUF_C_TYPE_FLOAT:
        return (long double)*(const float *)value;
    case PROTOBUF_C_TYPE_DOUBLE:
        return (long double)*(const double *)value;
    default:
        return (long double)*(const int32_t *)value;
    }
}

/* "NaN" and "inf" are no JSON, but what printf() makes of them. */
static void write_number(const ProtobufCFieldDescriptor *field, long double number, char *text)
{
    bool is_float = field->type == PROTOBUF_C_TYPE_FLOAT;

    if (!is_float && field->type != PROTOBUF_C_TYPE_DOUBLE)
        snprintf(text, PIPC__JSON_DOUBLE_MAX, "%.0Lf", number);
    else if (isfinite(number))
        pipc__json_double_write((double)number, is_float, text);
    else
        snprintf(text, PIPC__JSON_DOUBLE_MAX, "%Lf", number);
}

static void check_range(rules_check *self, const pipc_field_rules *rules,
                        const ProtobufCFieldDescriptor *field, const void *value)
{
    long double number = number_at(field, value);
    char is[PIPC__JSON_DOUBLE_MAX], bound[PIPC__JSON_DOUBLE_MAX];

    write_number(field, number, is);
    if (rules->has_min && !(rules->above_min ? number > (long double)rules->min
                                             : number >= (long double)rules->min)) {
        pipc__json_double_write(rules->min, false, bound);
        add(self, rules->above_min ? "is %s, expected more than %s" : "is %s, expected %s at least",
            is, bound);
    }
    if (rules->has_max && !(rules->below_max ? number < (long double)rules->max
                                             : number <= (long double)rules->max)) {
        pipc__json_double_write(rules->max, false, bound);
        add(self, rules->below_max ? "is %s, expected less than %s" : "is %s, expected %s at most",
            is, bound);
    }
}

/* --- text, bytes, enums --------------------------------------------------------------------- */

static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void check_length(rules_check *self, const pipc_field_rules *rules, size_t length,
                         const char *unit)
{
    if (length < rules->min_length)
        add(self, "has %zu %s, expected %zu at least", length, unit, rules->min_length);
    if (rules->max_length > 0 && length > rules->max_length)
        add(self, "has %zu %s, expected %zu at most", length, unit, rules->max_length);
}

static void check_text(rules_check *self, const pipc_field_rules *rules, const char *text)
{
    size_t length = strlen(text);

    check_length(self, rules, count_characters(text), "characters");
    if (rules->pattern == NULL)
        return;
    if (length > PIPC__PATTERN_SUBJECT_MAX)
        add(self, "has %zu bytes, expected %d at most to match %.200s", length,
            PIPC__PATTERN_SUBJECT_MAX, rules->pattern);
    else if (regexec(pipc__rules_pattern(self->rules, rules), text, 0, NULL, 0) != 0)
        add(self, "is \"%.*s\"%s, expected a match of %.200s",
            (int)pipc__utf8_fit(text, length, TEXT_MAX_BYTES), text,
            length > TEXT_MAX_BYTES ? "…" : "", rules->pattern);
}

static void check_enum(rules_check *self, const ProtobufCEnumDescriptor *type, int value)
{
    if (protobuf_c_enum_descriptor_get_value(type, value) == NULL)
        add(self, "is %d, expected a value of enum %s", value, type->name);
}

/* --- fields --------------------------------------------------------------------------------- */

static void check_value(rules_check *self, const pipc_field_rules *rules,
                        const ProtobufCFieldDescriptor *field, const void *value)
{
    const char *text;

    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        text = *(const char *const *)value;
        check_text(self, rules, text == NULL ? "" : text);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        check_length(self, rules, ((const ProtobufCBinaryData *)value)->len, "bytes");
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        if (rules->message != NULL && *(const ProtobufCMessage *const *)value != NULL)
            check_message(self, rules->message, *(const ProtobufCMessage *const *)value);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        if (rules->enum_defined)
            check_enum(self, field->descriptor, *(const int *)value);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        break;
    default:
        check_range(self, rules, field, value);
    }
}

/* The key of an entry of a map, as a step of the path. */
static pipc__json_path step_of(const ProtobufCMessage *entry, const pipc__json_path *parent,
                               char *room)
{
    const ProtobufCFieldDescriptor *key = &entry->descriptor->fields[0];
    const void *value = pipc__field_at(entry, key);
    pipc__json_path path = {.parent = parent, .step = PIPC__STEP_KEY, .name = room};

    if (key->type == PROTOBUF_C_TYPE_STRING)
        path.name = *(const char *const *)value == NULL ? "" : *(const char *const *)value;
    else if (key->type == PROTOBUF_C_TYPE_BOOL)
        path.name = *(const protobuf_c_boolean *)value ? "true" : "false";
    else
        write_number(key, number_at(key, value), room);
    path.length = strlen(path.name);
    return path;
}

static void check_entry(rules_check *self, const pipc_field_rules *rules,
                        const ProtobufCMessage *entry, const pipc__json_path *parent)
{
    const ProtobufCFieldDescriptor *value = &entry->descriptor->fields[1];
    char room[PIPC__JSON_DOUBLE_MAX];
    pipc__json_path path = step_of(entry, parent, room);

    self->path = &path;
    check_value(self, rules, value, pipc__field_at(entry, value));
    self->path = parent;
}

static void check_elements(rules_check *self, const pipc_field_rules *rules,
                           const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    bool is_map = pipc__field_is_map(message->descriptor, field);
    size_t count = pipc__field_count(message, field);
    const pipc__json_path *parent = self->path;

    for (size_t i = 0; i < count && !self->failed; i++) {
        const void *value = pipc__field_element(message, field, i);
        pipc__json_path path = {.parent = parent, .step = PIPC__STEP_INDEX, .index = i};

        self->path = &path;
        if (is_map)
            check_entry(self, rules, *(const ProtobufCMessage *const *)value, parent);
        else
            check_value(self, rules, field, value);
    }
    self->path = parent;
}

static void check_count(rules_check *self, const pipc_field_rules *rules, size_t count)
{
    if (rules->required && count == 0)
        add(self, "is empty, expected an item");
    if (count < rules->min_items)
        add(self, "has %zu items, expected %zu at least", count, rules->min_items);
    if (rules->max_items > 0 && count > rules->max_items)
        add(self, "has %zu items, expected %zu at most", count, rules->max_items);
}

/* Whether a field that is not present has a value all the same: the default. */
static bool has_default(const ProtobufCFieldDescriptor *field)
{
    return field->label == PROTOBUF_C_LABEL_NONE && field->type != PROTOBUF_C_TYPE_MESSAGE &&
           (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0;
}

static void check_field(rules_check *self, const pipc_field_rules *rules,
                        const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    pipc__json_path path = {.parent = self->path,
                            .step = PIPC__STEP_FIELD,
                            .name = field->name == NULL ? "?" : field->name,
                            .length = field->name == NULL ? 1 : strlen(field->name)};

    self->path = &path;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        check_count(self, rules, pipc__field_count(message, field));
        check_elements(self, rules, message, field);
    } else if (pipc__field_is_present(message, field) || (!rules->required && has_default(field))) {
        check_value(self, rules, field, pipc__field_at(message, field));
    } else if (rules->required) {
        add(self, "is missing, expected a value");
    }
    self->path = path.parent;
}

static void check_message(rules_check *self, const pipc_message_rules *rules,
                          const ProtobufCMessage *message)
{
    for (size_t i = 0; i < rules->count && !self->failed; i++)
        check_field(
            self, &rules->fields[i], message,
            protobuf_c_message_descriptor_get_field(message->descriptor, rules->fields[i].field));
}

static int fail(const rules_check *self, const ProtobufCMessage *message, pipc_error **error)
{
    const pipc__violation *first = self->found->items;
    size_t others = self->broken - 1;
    int code;

    if (self->failed)
        return pipc_fail_no_memory(error);
    code = others == 0 ? pipc_fail(error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS", "field %s of %s %s",
                                   first->field, message->descriptor->name, first->description)
                       : pipc_fail(error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                                   "field %s of %s %s; %zu more %s broken", first->field,
                                   message->descriptor->name, first->description, others,
                                   others == 1 ? "rule is" : "rules are");
    if (error != NULL)
        pipc__error_set_violations(*error, self->found);
    return code;
}

int pipc__rules_check(const pipc__rules *self, const ProtobufCMessage *message, pipc_error **error)
{
    pipc__violations found = {NULL, 0};
    rules_check check = {.rules = self, .found = &found};
    int code = PIPC_OK;

    check_message(&check, pipc__rules_root(self), message);
    if (check.broken > 0)
        code = fail(&check, message, error);
    pipc__violations_dispose(&found);
    return code;
}
