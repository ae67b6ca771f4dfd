#include <math.h>
#include <stdio.h>

#include <pipc/error.h>

#include "messages/times.h"
#include "messages/to_json.h"
#include "messages/well_known.h"

static const void *at(const ProtobufCMessage *message, unsigned field)
{
    return pipc__field_at(message, &message->descriptor->fields[field - 1]);
}

static int write_time(pipc__to_json *self, const ProtobufCMessage *message, bool is_timestamp)
{
    pipc__time time = {.seconds = *(const int64_t *)at(message, 1),
                       .nanos = *(const int32_t *)at(message, 2)};
    char text[PIPC__TIME_MAX], is[80];
    bool has_text =
        is_timestamp ? pipc__timestamp_write(time, text) : pipc__duration_write(time, text);

    if (!has_text) {
        snprintf(is, sizeof is, "%lld s and %d ns", (long long)time.seconds, (int)time.nanos);
        return pipc__to_json_fail(self, is,
                                  is_timestamp
                                      ? "a time of the years 1 to 9999 and 0 to 999999999 ns"
                                      : "no more than 315576000000 s, and ns of the same sign");
    }
    pipc__str_printf(self->out, "\"%s\"", text);
    return PIPC_OK;
}

/* "foo_bar.baz" as "fooBar.baz"; false for what would not be read as the same. */
static bool write_mask_path(pipc__str *out, const char *path)
{
    for (; *path != '\0'; path++) {
        char letter = *path;

        if (letter == '_') {
            letter = *++path;
            if (letter < 'a' || letter > 'z')
                return false;
            letter = (char)(letter - 'a' + 'A');
        } else if (!(letter >= 'a' && letter <= 'z') && !(letter >= '0' && letter <= '9') &&
                   letter != '.') {
            return false;
        }
        pipc__str_append_bytes(out, &letter, 1);
    }
    return true;
}

static int write_field_mask(pipc__to_json *self, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *paths = &message->descriptor->fields[0];
    size_t count = pipc__field_count(message, paths);

    pipc__str_append(self->out, "\"");
    for (size_t i = 0; i < count; i++) {
        const char *const *path = pipc__field_element(message, paths, i);

        pipc__str_append(self->out, i == 0 ? "" : ",");
        if (!write_mask_path(self->out, *path))
            return pipc__to_json_fail(self, "a path that camel case does not tell from others",
                                      "one as \"foo_bar.baz\"");
    }
    pipc__str_append(self->out, "\"");
    return PIPC_OK;
}

/* The field of a Value that is set; NULL: none. */
static const ProtobufCFieldDescriptor *find_kind(const ProtobufCMessage *value)
{
    for (unsigned i = 0; i < value->descriptor->n_fields; i++)
        if (pipc__field_is_present(value, &value->descriptor->fields[i]))
            return &value->descriptor->fields[i];
    return NULL;
}

static int write_kind(pipc__to_json *self, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *kind = find_kind(message);

    if (kind == NULL) {
        pipc__str_append(self->out, "null");
        return PIPC_OK;
    }
    if (kind->type == PROTOBUF_C_TYPE_DOUBLE &&
        !isfinite(*(const double *)pipc__field_at(message, kind)))
        return pipc__to_json_fail(self, "not finite", "a number, as it is that of a Value");
    return pipc__to_json_field(self, message, kind);
}

int pipc__to_json_message(pipc__to_json *self, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    pipc__well_known kind = pipc__well_known_of(type);

    switch (kind) {
    case PIPC__WELL_KNOWN_ANY:
        return pipc__to_json_any(self, message);
    case PIPC__WELL_KNOWN_TIMESTAMP:
    case PIPC__WELL_KNOWN_DURATION:
        return write_time(self, message, kind == PIPC__WELL_KNOWN_TIMESTAMP);
    case PIPC__WELL_KNOWN_FIELD_MASK:
        return write_field_mask(self, message);
    case PIPC__WELL_KNOWN_VALUE:
        return write_kind(self, message);
    case PIPC__WELL_KNOWN_STRUCT:
    case PIPC__WELL_KNOWN_LIST_VALUE:
    case PIPC__WELL_KNOWN_WRAPPER:
        return pipc__to_json_field(self, message, &type->fields[0]);
    case PIPC__WELL_KNOWN_NOT:
        break;
    }
    return pipc__to_json_members(self, message, NULL);
}
