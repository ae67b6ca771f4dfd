#include <string.h>

#include <pipc/error.h>

#include "base/utf8.h"
#include "messages/from_json.h"

/* Values are as long as their sender likes. */
enum { VALUE_MAX_BYTES = 60 };

static void write_value(const pipc__from_json *self, const char *start, pipc__str *text)
{
    size_t length = start == NULL ? 0 : (size_t)(self->reader.at - start);
    size_t shown = start == NULL ? 0 : pipc__utf8_fit(start, length, VALUE_MAX_BYTES);

    if (start == NULL)
        pipc__str_append(text, "has a key that is none");
    else if (length > 0 && (*start == '{' || *start == '['))
        pipc__str_append(text, *start == '{' ? "is an object" : "is an array");
    else
        pipc__str_printf(text, "is %.*s%s", (int)shown, start, shown < length ? "…" : "");
}

int pipc__from_json_fail(pipc__from_json *self, const char *code, const char *start,
                         const char *expected)
{
    pipc__str text = {0};
    int category;

    pipc__json_path_write(&text, self->path);
    pipc__str_append(&text, " ");
    write_value(self, start, &text);
    category = text.failed ? pipc_fail_no_memory(self->reader.error)
                           : pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, code,
                                       "%s, expected %s", text.text, expected);
    pipc__str_dispose(&text);
    return category;
}

int pipc__from_json_fail_type(pipc__from_json *self, const char *expected)
{
    const char *start = self->reader.at;
    int code = pipc__json_skip(&self->reader);

    return code == PIPC_OK ? pipc__from_json_fail(self, "BAD_VALUE", start, expected) : code;
}

int pipc__from_json_fail_twice(pipc__from_json *self, const pipc__json_text *key)
{
    pipc__json_path path = {
        .parent = self->path, .step = PIPC__STEP_KEY, .name = key->bytes, .length = key->length};
    pipc__str text = {0};
    int category;

    pipc__json_path_write(&text, &path);
    category = text.failed ? pipc_fail_no_memory(self->reader.error)
                           : pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, "DUPLICATE_FIELD",
                                       "%s comes a second time, expected it once", text.text);
    pipc__str_dispose(&text);
    return category;
}

int pipc__from_json_fail_unknown(pipc__from_json *self, const ProtobufCMessageDescriptor *type,
                                 const pipc__json_text *key)
{
    pipc__json_path path = {
        .parent = self->path, .step = PIPC__STEP_FIELD, .name = key->bytes, .length = key->length};
    pipc__str text = {0};
    int category;

    pipc__json_path_write(&text, &path);
    category = text.failed ? pipc_fail_no_memory(self->reader.error)
                           : pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, "UNKNOWN_FIELD",
                                       "%s is unknown, expected a field of message %s", text.text,
                                       type->name);
    pipc__str_dispose(&text);
    return category;
}
