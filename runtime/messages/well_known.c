#include "messages/well_known.h"

#include <string.h>

#define GOOGLE "google.protobuf."

/* `shape` has the type of each field from number 1 on, and in capitals if it is repeated. */
typedef struct known_type {
    const char *name;
    pipc__well_known kind;
    const char *shape;
} known_type;

static const known_type known_types[] = {
    {"Any", PIPC__WELL_KNOWN_ANY, "sy"},
    {"BoolValue", PIPC__WELL_KNOWN_WRAPPER, "b"},
    {"BytesValue", PIPC__WELL_KNOWN_WRAPPER, "y"},
    {"DoubleValue", PIPC__WELL_KNOWN_WRAPPER, "d"},
    {"Duration", PIPC__WELL_KNOWN_DURATION, "li"},
    {"FieldMask", PIPC__WELL_KNOWN_FIELD_MASK, "S"},
    {"FloatValue", PIPC__WELL_KNOWN_WRAPPER, "f"},
    {"Int32Value", PIPC__WELL_KNOWN_WRAPPER, "i"},
    {"Int64Value", PIPC__WELL_KNOWN_WRAPPER, "l"},
    {"ListValue", PIPC__WELL_KNOWN_LIST_VALUE, "M"},
    {"StringValue", PIPC__WELL_KNOWN_WRAPPER, "s"},
    {"Struct", PIPC__WELL_KNOWN_STRUCT, "M"},
    {"Timestamp", PIPC__WELL_KNOWN_TIMESTAMP, "li"},
    {"UInt32Value", PIPC__WELL_KNOWN_WRAPPER, "u"},
    {"UInt64Value", PIPC__WELL_KNOWN_WRAPPER, "v"},
    {"Value", PIPC__WELL_KNOWN_VALUE, "edsbmm"},
};

/* The letters of ProtobufCType, in its order, in a shape. */
static const char type_letters[] = "iii"
                                   "lll"
                                   "uuvvfdbesym";

static bool has_shape(const ProtobufCMessageDescriptor *type, const char *shape)
{
    if (type->n_fields != strlen(shape))
        return false;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool is_repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        char letter = type_letters[field->type];

        if (is_repeated)
            letter = (char)(letter - 'a' + 'A');
        if (field->id != i + 1 || letter != shape[i])
            return false;
    }
    return true;
}

pipc__well_known pipc__well_known_of(const ProtobufCMessageDescriptor *type)
{
    const char *name = type->name + strlen(GOOGLE);

    if (strncmp(type->name, GOOGLE, strlen(GOOGLE)) != 0)
        return PIPC__WELL_KNOWN_NOT;
    for (size_t i = 0; i < sizeof known_types / sizeof known_types[0]; i++)
        if (strcmp(name, known_types[i].name) == 0)
            return has_shape(type, known_types[i].shape) ? known_types[i].kind
                                                         : PIPC__WELL_KNOWN_NOT;
    return PIPC__WELL_KNOWN_NOT;
}

bool pipc__is_null_value(const ProtobufCEnumDescriptor *type)
{
    return strcmp(type->name, GOOGLE "NullValue") == 0;
}

bool pipc__takes_null(const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return pipc__is_null_value(field->descriptor);
    return field->type == PROTOBUF_C_TYPE_MESSAGE &&
           pipc__well_known_of(field->descriptor) == PIPC__WELL_KNOWN_VALUE;
}
