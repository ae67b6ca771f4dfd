#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

#include "messages/from_json.h"
#include "messages/json_numbers.h"
#include "messages/packing.h"
#include "messages/well_known.h"

/* The whole numbers of a type: from minus `least` to `most`. */
typedef struct range {
    uint64_t least, most;
    const char *expected;
} range;

static const range *range_of(ProtobufCType type)
{
    static const range ranges[] = {
        {UINT64_C(1) << 31, INT32_MAX, "a whole number from -2147483648 to 2147483647"},
        {UINT64_C(1) << 63, INT64_MAX,
         "a whole number from -9223372036854775808 to 9223372036854775807"},
        {0, UINT32_MAX, "a whole number from 0 to 4294967295"},
        {0, UINT64_MAX, "a whole number from 0 to 18446744073709551615"},
    };

    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return &ranges[1];
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return &ranges[2];
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return &ranges[3];
    default:
        return &ranges[0];
    }
}

unsigned pipc__wire_type_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return PIPC__WIRE_32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return PIPC__WIRE_64;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return PIPC__WIRE_LENGTH_DELIMITED;
    default:
        return PIPC__WIRE_VARINT;
    }
}

bool pipc__is_packable(ProtobufCType type)
{
    return pipc__wire_type_of(type) != PIPC__WIRE_LENGTH_DELIMITED;
}

static void pack_integer(pipc__str *out, ProtobufCType type, uint64_t value)
{
    unsigned wire_type = pipc__wire_type_of(type);

    if (type == PROTOBUF_C_TYPE_SINT32 || type == PROTOBUF_C_TYPE_SINT64)
        value = value << 1 ^ (value >> 63 == 0 ? 0 : UINT64_MAX);
    if (wire_type == PIPC__WIRE_VARINT)
        pipc__pack_varint(out, value);
    else
        pipc__pack_fixed(out, value, wire_type == PIPC__WIRE_32 ? 4 : 8);
}

/* Whether `text` is a number as JSON has it, from its first byte to its last. */
static bool is_number(const pipc__json_text *text)
{
    return text->length > 0 &&
           pipc__json_number_length(text->bytes, text->bytes + text->length) == text->length;
}

/* False: `text` is no number of that type. */
static bool integer_from(pipc__from_json *self, ProtobufCType type, const pipc__json_text *text)
{
    const range *limits = range_of(type);
    pipc__json_integer number = {false, 0};

    if (!is_number(text) || !pipc__json_integer_read(text, &number) ||
        number.magnitude > (number.is_negative ? limits->least : limits->most))
        return false;
    pack_integer(self->out, type, number.is_negative ? 0 - number.magnitude : number.magnitude);
    return true;
}

/* A number, or text, in which a number may stand too. */
static int take_number(pipc__from_json *self, pipc__json_text *number, bool *is_text,
                       const char *expected)
{
    const char *start;
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    *is_text = kind == PIPC__JSON_TEXT;
    if (*is_text)
        return pipc__json_read_text(&self->reader, number);
    if (kind == PIPC__JSON_NUMBER)
        return pipc__json_read_number(&self->reader, number);
    start = self->reader.at;
    code = pipc__json_skip(&self->reader);
    return code == PIPC_OK ? pipc__from_json_fail(self, "BAD_VALUE", start, expected) : code;
}

static int pack_whole(pipc__from_json *self, ProtobufCType type)
{
    const char *start = self->reader.at;
    pipc__json_text number = {"", 0};
    bool is_text;
    int code = take_number(self, &number, &is_text, range_of(type)->expected);

    if (code == PIPC_OK && !integer_from(self, type, &number))
        return pipc__from_json_fail(self, "BAD_VALUE", start, range_of(type)->expected);
    return code;
}

/* What is no number in JSON; false: `text` is none of them. */
static bool is_special(const pipc__json_text *text, double *value)
{
    static const struct {
        const char *name;
        double value;
    } specials[] = {
        {"NaN", (double)NAN}, {"Infinity", (double)INFINITY}, {"-Infinity", -(double)INFINITY}};

    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (strlen(specials[i].name) != text->length ||
            memcmp(specials[i].name, text->bytes, text->length) != 0)
            continue;
        *value = specials[i].value;
        return true;
    }
    return false;
}

static void pack_double(pipc__str *out, double value, bool is_float)
{
    float single = (float)value;
    uint64_t bits = 0;
    uint32_t single_bits;

    memcpy(&bits, &value, sizeof bits);
    memcpy(&single_bits, &single, sizeof single_bits);
    pipc__pack_fixed(out, is_float ? single_bits : bits, is_float ? 4 : 8);
}

static int pack_real(pipc__from_json *self, bool is_float)
{
    const char *expected = is_float ? "a number that a float holds, \"NaN\", \"Infinity\" or "
                                      "\"-Infinity\""
                                    : "a number that a double holds, \"NaN\", \"Infinity\" or "
                                      "\"-Infinity\"";
    const char *start = self->reader.at;
    pipc__json_text number = {"", 0};
    bool is_text;
    double value;
    int code = take_number(self, &number, &is_text, expected);

    if (code != PIPC_OK)
        return code;
    if (!is_text || !is_special(&number, &value)) {
        if (!is_number(&number))
            return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
        code = pipc__json_double_read(&number, is_float, self->reader.arena, &value);
    }
    if (code == PIPC_E_NO_MEMORY)
        return pipc_fail_no_memory(self->reader.error);
    if (code != PIPC_OK)
        return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
    pack_double(self->out, value, is_float);
    return PIPC_OK;
}

static int pack_bool(pipc__from_json *self)
{
    const char *start = self->reader.at;
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code == PIPC_OK)
        code = pipc__json_skip(&self->reader);
    if (code != PIPC_OK)
        return code;
    if (kind != PIPC__JSON_TRUE && kind != PIPC__JSON_FALSE)
        return pipc__from_json_fail(self, "BAD_VALUE", start, "true or false");
    pipc__pack_varint(self->out, kind == PIPC__JSON_TRUE);
    return PIPC_OK;
}

static const ProtobufCEnumValue *enum_value_called(const ProtobufCEnumDescriptor *type,
                                                   const pipc__json_text *name)
{
    for (unsigned i = 0; i < type->n_value_names; i++) {
        const ProtobufCEnumValueIndex *value = &type->values_by_name[i];

        if (strncmp(value->name, name->bytes, name->length) == 0 &&
            value->name[name->length] == '\0')
            return &type->values[value->index];
    }
    return NULL;
}

static int fail_enum(pipc__from_json *self, const ProtobufCEnumDescriptor *type, const char *start)
{
    char expected[160];

    snprintf(expected, sizeof expected, "a value of enum %s, by name or number", type->name);
    return pipc__from_json_fail(self, "BAD_VALUE", start, expected);
}

static int pack_enum_name(pipc__from_json *self, const ProtobufCEnumDescriptor *type)
{
    const char *start = self->reader.at;
    const ProtobufCEnumValue *value;
    pipc__json_text name;
    int code = pipc__json_read_text(&self->reader, &name);

    if (code != PIPC_OK)
        return code;
    value = enum_value_called(type, &name);
    if (value == NULL && self->options->ignore_unknown)
        return PIPC__FROM_JSON_IGNORED;
    if (value == NULL)
        return fail_enum(self, type, start);
    pack_integer(self->out, PROTOBUF_C_TYPE_INT32, (uint64_t)value->value);
    return PIPC_OK;
}

static int pack_enum(pipc__from_json *self, const ProtobufCEnumDescriptor *type)
{
    const char *start = self->reader.at;
    pipc__json_text number = {"", 0};
    pipc__json_kind kind;
    int code = pipc__json_peek(&self->reader, &kind);

    if (code != PIPC_OK)
        return code;
    if (kind == PIPC__JSON_TEXT)
        return pack_enum_name(self, type);
    code = kind == PIPC__JSON_NUMBER ? pipc__json_read_number(&self->reader, &number)
                                     : pipc__json_skip(&self->reader);
    if (code != PIPC_OK)
        return code;
    if (kind == PIPC__JSON_NULL && pipc__is_null_value(type)) {
        pipc__pack_varint(self->out, 0);
        return PIPC_OK;
    }
    return integer_from(self, PROTOBUF_C_TYPE_INT32, &number) ? PIPC_OK
                                                              : fail_enum(self, type, start);
}

int pipc__from_json_scalar(pipc__from_json *self, const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return pack_real(self, field->type == PROTOBUF_C_TYPE_FLOAT);
    case PROTOBUF_C_TYPE_BOOL:
        return pack_bool(self);
    case PROTOBUF_C_TYPE_ENUM:
        return pack_enum(self, field->descriptor);
    default:
        return pack_whole(self, field->type);
    }
}

/* As every number is written in one way only: no key can come twice in two guises. */
static bool is_plain(const pipc__json_text *key)
{
    for (size_t i = 0; i < key->length; i++)
        if (key->bytes[i] != '-' && (key->bytes[i] < '0' || key->bytes[i] > '9'))
            return false;
    return key->length != 2 || memcmp(key->bytes, "-0", 2) != 0;
}

int pipc__from_json_key(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                        const pipc__json_text *key)
{
    bool is_true = key->length == 4 && memcmp(key->bytes, "true", 4) == 0;
    bool is_false = key->length == 5 && memcmp(key->bytes, "false", 5) == 0;

    if (field->type != PROTOBUF_C_TYPE_BOOL)
        return is_plain(key) && integer_from(self, field->type, key)
                   ? PIPC_OK
                   : pipc__from_json_fail(self, "BAD_VALUE", NULL, range_of(field->type)->expected);
    if (!is_true && !is_false)
        return pipc__from_json_fail(self, "BAD_VALUE", NULL, "true or false");
    pipc__pack_varint(self->out, is_true);
    return PIPC_OK;
}
