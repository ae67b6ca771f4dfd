#include <pipc/references.h>

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

enum { FIELD_COUNT = 5 };

struct pipc_descriptor {
    char *text;                      /* the fields, trimmed, with colons between them */
    char *copy;                      /* the same with zeros between them: what `fields` point to */
    const char *fields[FIELD_COUNT]; /* NULL is "*" */
};

static bool split(pipc_descriptor *self)
{
    char *next = self->copy;

    for (size_t i = 0; i < FIELD_COUNT; i++) {
        char *field = strsep(&next, ":");

        if (field == NULL)
            return false;
        self->fields[i] = strcmp(field, "*") == 0 ? NULL : field;
    }
    return next == NULL;
}

static void append_trimmed(pipc__str *str, const char *field, size_t length)
{
    static const char spaces[] = " \t\r\n\v\f";
    size_t skipped = strspn(field, spaces);

    if (skipped >= length)
        return;
    while (strchr(spaces, field[length - 1]) != NULL)
        length--;
    pipc__str_append_bytes(str, field + skipped, length - skipped);
}

static char *trimmed_fields(const char *text)
{
    pipc__str str = {0};

    for (;;) {
        size_t length = strcspn(text, ":");

        append_trimmed(&str, text, length);
        if (text[length] == '\0')
            return pipc__str_take(&str);
        pipc__str_append(&str, ":");
        text += length + 1;
    }
}

static int bad_descriptor(const char *text, pipc_error **error)
{
    int code =
        pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR",
                  "Descriptor %s is in wrong format, expected group:type:kind:name:version", text);

    if (error != NULL)
        pipc_error_set_detail(*error, "descriptor", text);
    return code;
}

int pipc_descriptor_parse(const char *text, pipc_descriptor **out, pipc_error **error)
{
    pipc_descriptor *descriptor = pipc__alloc_zeroed(sizeof(*descriptor));
    int code = PIPC_OK;

    if (text == NULL)
        text = "";
    if (descriptor == NULL)
        return pipc_fail_no_memory(error);
    descriptor->text = trimmed_fields(text);
    descriptor->copy = descriptor->text == NULL ? NULL : pipc__strdup(descriptor->text);
    if (descriptor->copy == NULL)
        code = pipc_fail_no_memory(error);
    else if (!split(descriptor))
        code = bad_descriptor(text, error);
    if (code == PIPC_OK)
        *out = descriptor;
    else
        pipc_descriptor_free(descriptor);
    return code;
}

void pipc_descriptor_free(pipc_descriptor *descriptor)
{
    if (descriptor == NULL)
        return;
    pipc__free(descriptor->text);
    pipc__free(descriptor->copy);
    pipc__free(descriptor);
}

bool pipc_descriptor_match(const pipc_descriptor *a, const pipc_descriptor *b)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (a->fields[i] != NULL && b->fields[i] != NULL && strcmp(a->fields[i], b->fields[i]) != 0)
            return false;
    return true;
}

bool pipc_descriptor_exact_match(const pipc_descriptor *a, const pipc_descriptor *b)
{
    return strcmp(a->text, b->text) == 0;
}

bool pipc_descriptor_is_complete(const pipc_descriptor *descriptor)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (descriptor->fields[i] == NULL)
            return false;
    return true;
}

const char *pipc_descriptor_to_string(const pipc_descriptor *descriptor)
{
    return descriptor->text;
}
