#include "messages/rules.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "messages/field_names.h"

typedef struct compiled_pattern {
    const pipc_field_rules *rules;
    regex_t regex;
} compiled_pattern;

/* A message and its rules; they may hold themselves. */
typedef struct looked_at {
    const pipc_message_rules *rules;
    const ProtobufCMessageDescriptor *type;
} looked_at;

struct pipc__rules {
    const pipc_message_rules *root;
    compiled_pattern *patterns;
    size_t pattern_count;
    looked_at *messages; /* those that are to be looked at, or were */
    size_t message_count;
};

static int fail(const ProtobufCMessageDescriptor *type, const pipc_field_rules *rules,
                const char *what, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_RULE",
                     "the rules of message %s, field %u: %s", type->name, (unsigned)rules->field,
                     what);
}

/* --- patterns ------------------------------------------------------------------------------- */

static bool has_back_reference(const char *pattern)
{
    for (; *pattern != '\0'; pattern++)
        if (*pattern == '\\' && *++pattern >= '1' && *pattern <= '9')
            return true;
        else if (*pattern == '\0')
            return false;
    return false;
}

static int fail_pattern(const ProtobufCMessageDescriptor *type, const pipc_field_rules *rules,
                        int reason, const regex_t *regex, pipc_error **error)
{
    char text[128];

    regerror(reason, regex, text, sizeof text);
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_RULE",
                     "the rules of message %s, field %u: pattern \"%s\" is no POSIX extended "
                     "regular expression: %s",
                     type->name, (unsigned)rules->field, rules->pattern, text);
}

static int compile(pipc__rules *self, const ProtobufCMessageDescriptor *type,
                   const pipc_field_rules *rules, pipc_error **error)
{
    compiled_pattern *patterns =
        pipc__realloc(self->patterns, (self->pattern_count + 1) * sizeof *patterns);
    compiled_pattern *added;
    int reason;

    if (patterns == NULL)
        return pipc_fail_no_memory(error);
    self->patterns = patterns;
    if (has_back_reference(rules->pattern))
        return fail(type, rules, "its pattern has a back-reference, expected none", error);
    added = &patterns[self->pattern_count];
    added->rules = rules;
    reason = regcomp(&added->regex, rules->pattern, REG_EXTENDED | REG_NOSUB);
    if (reason != 0)
        return fail_pattern(type, rules, reason, &added->regex, error);
    self->pattern_count++;
    return PIPC_OK;
}

const regex_t *pipc__rules_pattern(const pipc__rules *self, const pipc_field_rules *rules)
{
    size_t i = 0;

    while (self->patterns[i].rules != rules)
        i++;
    return &self->patterns[i].regex;
}

/* --- what rules may say --------------------------------------------------------------------- */

static bool is_number(ProtobufCType type)
{
    return type != PROTOBUF_C_TYPE_BOOL && type != PROTOBUF_C_TYPE_ENUM &&
           type != PROTOBUF_C_TYPE_STRING && type != PROTOBUF_C_TYPE_BYTES &&
           type != PROTOBUF_C_TYPE_MESSAGE;
}

/* What is wrong with `rules` for values of `type`; NULL: nothing. */
static const char *find_mistake(const pipc_field_rules *rules, ProtobufCType type, bool is_repeated)
{
    bool has_length = rules->min_length > 0 || rules->max_length > 0;

    if ((rules->has_min || rules->has_max) && !is_number(type))
        return "it has a range, expected a field of numbers";
    if (rules->has_min && rules->has_max && !(rules->min <= rules->max))
        return "its min is more than its max, expected no more";
    if (has_length && type != PROTOBUF_C_TYPE_STRING && type != PROTOBUF_C_TYPE_BYTES)
        return "it has a length, expected a field of text or bytes";
    if (rules->max_length > 0 && rules->min_length > rules->max_length)
        return "its min_length is more than its max_length, expected no more";
    if (rules->pattern != NULL && type != PROTOBUF_C_TYPE_STRING)
        return "it has a pattern, expected a field of text";
    if ((rules->min_items > 0 || rules->max_items > 0) && !is_repeated)
        return "it has a number of items, expected a repeated field or a map";
    if (rules->max_items > 0 && rules->min_items > rules->max_items)
        return "its min_items is more than its max_items, expected no more";
    if (rules->enum_defined && type != PROTOBUF_C_TYPE_ENUM)
        return "it has enum_defined, expected a field of an enum";
    return NULL;
}

static int add_message(pipc__rules *self, const pipc_message_rules *rules,
                       const ProtobufCMessageDescriptor *type, pipc_error **error)
{
    looked_at *messages;

    for (size_t i = 0; i < self->message_count; i++)
        if (self->messages[i].rules == rules && self->messages[i].type == type)
            return PIPC_OK;
    messages = pipc__realloc(self->messages, (self->message_count + 1) * sizeof *messages);
    if (messages == NULL)
        return pipc_fail_no_memory(error);
    self->messages = messages;
    messages[self->message_count++] = (looked_at){rules, type};
    return PIPC_OK;
}

static int look_at_field(pipc__rules *self, const ProtobufCMessageDescriptor *type,
                         const pipc_field_rules *rules, pipc_error **error)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(type, rules->field);
    const ProtobufCFieldDescriptor *value = field;
    const char *mistake;
    int code = PIPC_OK;

    if (field == NULL)
        return fail(type, rules, "there is none, expected the number of a field", error);
    if (pipc__field_is_map(type, field))
        value = &((const ProtobufCMessageDescriptor *)field->descriptor)->fields[1];
    mistake = find_mistake(rules, value->type, field->label == PROTOBUF_C_LABEL_REPEATED);
    if (mistake != NULL)
        return fail(type, rules, mistake, error);
    if (rules->message != NULL && value->type != PROTOBUF_C_TYPE_MESSAGE)
        return fail(type, rules, "it has rules of a message, expected a field of messages", error);
    if (rules->message != NULL)
        code = add_message(self, rules->message, value->descriptor, error);
    if (code == PIPC_OK && rules->pattern != NULL)
        code = compile(self, type, rules, error);
    return code;
}

/* More are added meanwhile. */
static int look_at_messages(pipc__rules *self, pipc_error **error)
{
    for (size_t at = 0; at < self->message_count; at++) {
        looked_at message = self->messages[at];

        for (size_t i = 0; i < message.rules->count; i++) {
            int code = look_at_field(self, message.type, &message.rules->fields[i], error);

            if (code != PIPC_OK)
                return code;
        }
    }
    return PIPC_OK;
}

int pipc__rules_new(const pipc_message_rules *rules, const ProtobufCMessageDescriptor *type,
                    pipc__rules **out, pipc_error **error)
{
    pipc__rules *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->root = rules;
    code = add_message(self, rules, type, error);
    if (code == PIPC_OK)
        code = look_at_messages(self, error);
    if (code != PIPC_OK) {
        pipc__rules_free(self);
        return code;
    }
    *out = self;
    return PIPC_OK;
}

void pipc__rules_free(pipc__rules *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; i < self->pattern_count; i++)
        regfree(&self->patterns[i].regex);
    pipc__free(self->patterns);
    pipc__free(self->messages);
    pipc__free(self);
}

const pipc_message_rules *pipc__rules_root(const pipc__rules *self)
{
    return self->root;
}
