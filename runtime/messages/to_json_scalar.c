#include <inttypes.h>
#include <math.h>

#include "messages/json_numbers.h"
#include "messages/json_string.h"
#include "messages/to_json.h"
#include "messages/well_known.h"

static void write_real(pipc__str *out, double value, bool is_float)
{
    char text[PIPC__JSON_DOUBLE_MAX];

    if (isnan(value)) {
        pipc__str_append(out, "\"NaN\"");
        return;
    }
    if (isinf(value)) {
        pipc__str_append(out, value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
        return;
    }
    pipc__json_double_write(value, is_float, text);
    pipc__str_append(out, text);
}

static void write_enum(pipc__to_json *self, const ProtobufCEnumDescriptor *type, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);

    if (pipc__is_null_value(type))
        pipc__str_append(self->out, "null");
    else if (value == NULL || value->name == NULL || self->options->enum_numbers)
        pipc__str_printf(self->out, "%d", number);
    else
        pipc__str_printf(self->out, "\"%s\"", value->name);
}

void pipc__to_json_scalar(pipc__to_json *self, const ProtobufCFieldDescriptor *field,
                          const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        pipc__str_printf(self->out, "\"%" PRId64 "\"", *(const int64_t *)value);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        pipc__str_printf(self->out, "\"%" PRIu64 "\"", *(const uint64_t *)value);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        pipc__str_printf(self->out, "%" PRIu32, *(const uint32_t *)value);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        write_real(self->out, (double)*(const float *)value, true);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        write_real(self->out, *(const double *)value, false);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        pipc__str_append(self->out, *(const protobuf_c_boolean *)value != 0 ? "true" : "false");
        break;
    case PROTOBUF_C_TYPE_ENUM:
        write_enum(self, field->descriptor, *(const int *)value);
        break;
    default:
        pipc__str_printf(self->out, "%" PRId32, *(const int32_t *)value);
        break;
    }
}
