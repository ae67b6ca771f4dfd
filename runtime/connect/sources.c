#include "connect/sources.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

static bool holds(const pipc__sources *self, const pipc_component *component)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->list[i].component == component)
            return true;
    return false;
}

/* Adds those that match to `self`, which has room for all of `references`. */
static int find(pipc__sources *self, const pipc_references *references,
                const pipc_descriptor *wanted, const char *type, pipc_error **error)
{
    for (size_t i = pipc_references_count(references); i > 0; i--) {
        const pipc_descriptor *descriptor = NULL;
        pipc_component *component = pipc_references_at(references, i - 1, &descriptor);
        char *name;

        if (!pipc_descriptor_match(descriptor, wanted) || holds(self, component) ||
            strcmp(component->component_class->type, type) != 0)
            continue;
        name = pipc__strdup(pipc_descriptor_to_string(descriptor));
        if (name == NULL)
            return pipc_fail_no_memory(error);
        self->list[self->count++] = (pipc__source){.component = component, .name = name};
    }
    return PIPC_OK;
}

static int find_all(pipc__sources *self, const pipc_references *references, const char *descriptor,
                    const char *type, pipc_error **error)
{
    pipc_descriptor *wanted = NULL;
    int code = pipc_descriptor_parse(descriptor, &wanted, error);

    if (code != PIPC_OK)
        return code;
    self->list = pipc__alloc(pipc_references_count(references) * sizeof *self->list);
    code = self->list == NULL ? pipc_fail_no_memory(error)
                              : find(self, references, wanted, type, error);
    pipc_descriptor_free(wanted);
    return code;
}

int pipc__sources_set_references(pipc__sources *self, const pipc_references *references,
                                 const char *descriptor, const char *type, pipc_error **error)
{
    pipc__sources found = {.count = 0};
    int code = PIPC_OK;

    if (references != NULL)
        code = find_all(&found, references, descriptor, type, error);
    if (code != PIPC_OK) {
        pipc__sources_dispose(&found);
        return code;
    }
    pipc__sources_dispose(self);
    *self = found;
    return PIPC_OK;
}

void pipc__sources_dispose(pipc__sources *self)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__free(self->list[i].name);
    pipc__free(self->list);
    *self = (pipc__sources){.count = 0};
}

static int fail_unknown(const pipc__sources *self, const pipc__lookup *lookup, pipc_error **error)
{
    pipc__str names = {.length = 0};
    char *text;
    int code;

    for (size_t i = 0; i < self->count; i++)
        pipc__str_printf(&names, "%s%s", i == 0 ? "" : ", ", self->list[i].name);
    text = pipc__str_take(&names);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_fail(error, PIPC_E_MISCONFIGURATION, lookup->code,
                     "%s.%s is \"%s\", which nobody knows; asked: %s", lookup->section,
                     lookup->key_name, lookup->key, text);
    pipc__free(text);
    if (error != NULL)
        pipc_error_set_detail(*error, "key", lookup->key);
    return code;
}

int pipc__sources_fail(const pipc__sources *self, const pipc__lookup *lookup, pipc_error **error)
{
    if (self->count > 0)
        return fail_unknown(self, lookup, error);
    return pipc_fail(error, PIPC_E_INTERNAL, "REF_ERROR",
                     "%s.%s is \"%s\", but references hold no %s, expected one", lookup->section,
                     lookup->key_name, lookup->key, lookup->descriptor);
}
