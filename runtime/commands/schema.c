#include <pipc/schema.h>

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "commands/json_values.h"
#include "commands/validation.h"

enum { NAME_MAX_BYTES = 256 };

/* --- types ---------------------------------------------------------------------------------- */

static int perform_type(const char *path, pipc_value_type type, const json_t *value,
                        json_t *results)
{
    const char *expected = pipc_value_type_name(type);
    const char *actual = pipc_value_type_name(pipc__value_type_of(value));

    if (pipc__value_is_of_type(value, type))
        return PIPC_OK;
    if (type == PIPC_TYPE_STRING && json_is_string(value))
        actual = "string with a 0 in it";
    return pipc_validation_add(results, path, PIPC_VALIDATION_ERROR, "TYPE_MISMATCH",
                               json_string(expected), json_string(actual),
                               "%s type must be %s but found %s", pipc__validation_name(path),
                               expected, actual);
}

/* True: there is nothing more to look at. */
static bool is_missing(bool required, const char *path, const json_t *value, json_t *results,
                       int *code)
{
    if (!pipc__json_is_nothing(value))
        return false;
    *code = required
                ? pipc__validation_add_error(results, path, "VALUE_IS_NULL", "%s must not be null",
                                             pipc__validation_name(path))
                : PIPC_OK;
    return true;
}

/* How much of a name is told: it comes from outside, and is told a hundred times. */
static int told_length(const char *name)
{
    return (int)pipc__utf8_fit(name, strlen(name), NAME_MAX_BYTES);
}

/* The path of what is called `name` in what stands at `path`; NULL: no memory. */
static char *path_of(const char *path, const char *name)
{
    return pipc__str_format("%s%s%.*s", path, path[0] == '\0' ? "" : ".", told_length(name), name);
}

/* --- objects -------------------------------------------------------------------------------- */

static int perform_property(const pipc_property_schema *property, const char *path,
                            const json_t *value, json_t *results)
{
    int code = PIPC_OK;

    if (is_missing(property->required, path, value, results, &code))
        return code;
    code = pipc__rules_perform(property->rules, path, value, results);
    if (code != PIPC_OK)
        return code;
    if (property->schema != NULL)
        return pipc__schema_perform(property->schema, path, value, results);
    return perform_type(path, property->type, value, results);
}

static int perform_properties(const pipc_schema *self, const char *path, const json_t *value,
                              json_t *results)
{
    int code = PIPC_OK;

    for (size_t i = 0; i < self->property_count && code == PIPC_OK; i++) {
        const pipc_property_schema *property = &self->properties[i];
        char *property_path = path_of(path, property->name);

        if (property_path == NULL)
            return PIPC_E_NO_MEMORY;
        code = perform_property(property, property_path, json_object_get(value, property->name),
                                results);
        pipc__free(property_path);
    }
    return code;
}

static bool has_property(const pipc_schema *self, const char *name)
{
    for (size_t i = 0; i < self->property_count; i++)
        if (strcmp(self->properties[i].name, name) == 0)
            return true;
    return false;
}

static int warn_of_others(const pipc_schema *self, const char *path, const json_t *value,
                          json_t *results)
{
    const char *name;
    json_t *ignored;
    int code = PIPC_OK;

    json_object_foreach ((json_t *)value, name, ignored)
        if (code == PIPC_OK && name[0] != '_' && !has_property(self, name))
            code =
                pipc_validation_add(results, path, PIPC_VALIDATION_WARNING, "UNEXPECTED_PROPERTY",
                                    NULL, json_stringn(name, (size_t)told_length(name)),
                                    "%s contains unexpected property %.*s",
                                    pipc__validation_name(path), told_length(name), name);
    return code;
}

static int perform_object(const pipc_schema *self, const char *path, const json_t *value,
                          json_t *results)
{
    int code;

    if (!json_is_object(value))
        return perform_type(path, PIPC_TYPE_OBJECT, value, results);
    code = perform_properties(self, path, value, results);
    if (code == PIPC_OK && !self->allow_undefined)
        code = warn_of_others(self, path, value, results);
    return code;
}

/* --- arrays and maps ------------------------------------------------------------------------ */

static int perform_item(const pipc_schema *self, const char *path, const char *name,
                        const json_t *item, json_t *results)
{
    char *item_path = path_of(path, name);
    int code = item_path == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;

    if (code == PIPC_OK)
        code = pipc__schema_perform(self->items, item_path, item, results);
    pipc__free(item_path);
    return code;
}

static int perform_array(const pipc_schema *self, const char *path, const json_t *value,
                         json_t *results)
{
    int code = PIPC_OK;
    char name[24];
    size_t i;
    json_t *item;

    if (!json_is_array(value))
        return pipc__validation_add_error(
            results, path, "VALUE_ISNOT_ARRAY", "%s type must be array but found %s",
            pipc__validation_name(path), pipc_value_type_name(pipc__value_type_of(value)));
    json_array_foreach (value, i, item) {
        snprintf(name, sizeof name, "%zu", i);
        if (code == PIPC_OK && self->items != NULL)
            code = perform_item(self, path, name, item, results);
    }
    return code;
}

static int perform_map(const pipc_schema *self, const char *path, const json_t *value,
                       json_t *results)
{
    int code = PIPC_OK;
    const char *name;
    json_t *item;

    if (!json_is_object(value))
        return pipc__validation_add_error(
            results, path, "VALUE_ISNOT_MAP", "%s type must be map but found %s",
            pipc__validation_name(path), pipc_value_type_name(pipc__value_type_of(value)));
    json_object_foreach ((json_t *)value, name, item)
        if (code == PIPC_OK && self->items != NULL)
            code = perform_item(self, path, name, item, results);
    return code;
}

/* --- all kinds ------------------------------------------------------------------------------ */

int pipc__schema_perform(const pipc_schema *self, const char *path, const json_t *value,
                         json_t *results)
{
    int code = PIPC_OK;

    if (is_missing(self->required, path, value, results, &code))
        return code;
    code = pipc__rules_perform(self->rules, path, value, results);
    if (code != PIPC_OK)
        return code;
    switch (self->kind) {
    case PIPC_SCHEMA_OBJECT:
        return perform_object(self, path, value, results);
    case PIPC_SCHEMA_ARRAY:
        return perform_array(self, path, value, results);
    case PIPC_SCHEMA_MAP:
        return perform_map(self, path, value, results);
    case PIPC_SCHEMA_VALUE:
    default:
        return perform_type(path, self->type, value, results);
    }
}

int pipc_schema_validate(const pipc_schema *self, const json_t *value, json_t **results,
                         pipc_error **error)
{
    json_t *found = json_array();
    int code = found == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;

    if (code == PIPC_OK && self != NULL)
        code = pipc__schema_perform(self, "", value, found);
    if (code == PIPC_OK) {
        *results = found;
        return PIPC_OK;
    }
    json_decref(found);
    return pipc_fail_no_memory(error);
}

int pipc_schema_check(const pipc_schema *self, const json_t *value, bool strict, pipc_error **error)
{
    json_t *results = NULL;
    int code = pipc_schema_validate(self, value, &results, error);

    if (code == PIPC_OK)
        code = pipc_validation_check(results, strict, error);
    json_decref(results);
    return code;
}

/* --- what commands are often given ---------------------------------------------------------- */

static const pipc_schema text_schema = {.type = PIPC_TYPE_STRING};

const pipc_schema pipc_filter_params_schema = {.kind = PIPC_SCHEMA_MAP};

const pipc_schema pipc_paging_params_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "skip", .type = PIPC_TYPE_LONG},
                           {.name = "take", .type = PIPC_TYPE_LONG},
                           {.name = "total", .type = PIPC_TYPE_BOOLEAN}),
};

const pipc_schema pipc_projection_params_schema = {
    .kind = PIPC_SCHEMA_ARRAY,
    .items = &text_schema,
};

static const pipc_schema sort_field_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "name", .type = PIPC_TYPE_STRING, .required = true},
                           {.name = "ascending", .type = PIPC_TYPE_BOOLEAN}),
};

const pipc_schema pipc_sort_params_schema = {
    .kind = PIPC_SCHEMA_ARRAY,
    .items = &sort_field_schema,
};
