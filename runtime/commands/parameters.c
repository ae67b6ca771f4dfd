#include <pipc/parameters.h>

#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/utf8.h"
#include "commands/json_text.h"
#include "commands/json_values.h"

/* As deep as what jansson reads: taking it apart again goes as deep. */
enum { PATH_MAX_NAMES = JSON_PARSER_MAX_DEPTH };

/* --- text ----------------------------------------------------------------------------------- */

static int need_object(json_t *value, json_t **out, pipc_error **error)
{
    if (json_is_object(value)) {
        *out = value;
        return PIPC_OK;
    }
    if (json_is_null(value))
        return pipc__json_keep(json_object(), out, error);
    json_decref(value);
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_JSON",
                     "parameters are JSON but no object, expected an object");
}

int pipc_parameters_from_json(const char *text, json_t **out, pipc_error **error)
{
    json_t *value = NULL;
    int code;

    if (text == NULL || text[0] == '\0')
        return pipc__json_keep(json_object(), out, error);
    code = pipc__json_read(text, strlen(text), &value, error);
    return code == PIPC_OK ? need_object(value, out, error) : code;
}

int pipc_parameters_to_json(const json_t *parameters, char **out, pipc_error **error)
{
    json_t *empty = NULL;
    int code = PIPC_OK;

    if (parameters == NULL)
        code = pipc__json_keep(json_object(), &empty, error);
    if (code == PIPC_OK)
        code = pipc__json_write(parameters == NULL ? empty : parameters, out, error);
    json_decref(empty);
    return code;
}

static int put_text(json_t *parameters, const char *key, const char *value, pipc_error **error)
{
    if (!pipc__utf8_is_text(key, strlen(key)) ||
        (value != NULL && !pipc__utf8_is_text(value, strlen(value))))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                         "%s or its value is no UTF-8, expected text", key);
    return pipc_parameters_put(parameters, key, value == NULL ? json_null() : json_string(value),
                               error);
}

int pipc_parameters_from_config(const pipc_config_params *config, json_t **out, pipc_error **error)
{
    json_t *made = json_object();
    size_t count = config == NULL ? 0 : pipc_config_params_count(config);
    int code = made == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    for (size_t i = 0; i < count && code == PIPC_OK; i++) {
        const char *value = NULL;
        const char *key = pipc_config_params_at(config, i, &value);

        code = put_text(made, key, value, error);
    }
    if (code == PIPC_OK)
        *out = made;
    else
        json_decref(made);
    return code;
}

/* --- paths ---------------------------------------------------------------------------------- */

/* The number that a name is, SIZE_MAX if it is none. */
static size_t index_of(const char *name, size_t length)
{
    size_t index = 0;

    if (length == 0 || length > 9)
        return SIZE_MAX;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return SIZE_MAX;
        index = index * 10 + (size_t)(name[i] - '0');
    }
    return index;
}

static json_t *member(const json_t *value, const char *name, size_t length)
{
    if (json_is_array(value))
        return json_array_get(value, index_of(name, length));
    return json_object_getn(value, name, length);
}

json_t *pipc_parameters_get(const json_t *parameters, const char *path)
{
    const json_t *value = parameters;

    for (;;) {
        size_t length = strcspn(path, ".");

        value = member(value, path, length);
        if (value == NULL || path[length] == '\0')
            return (json_t *)value;
        path += length + 1;
    }
}

static int no_place(const char *path, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_PATH",
                     "%s leads to no place, expected the number of an item where there is an array",
                     path);
}

/* Takes `value`. */
static int set_member(json_t *holder, const char *name, size_t length, json_t *value,
                      const char *path, pipc_error **error)
{
    if (json_is_array(holder) && index_of(name, length) >= json_array_size(holder)) {
        json_decref(value);
        return no_place(path, error);
    }
    if (json_is_array(holder) ? json_array_set_new(holder, index_of(name, length), value)
                              : json_object_setn_new(holder, name, length, value))
        return pipc_fail_no_memory(error);
    return PIPC_OK;
}

/* What of that name has members, made where there is none. */
static int need_holder(json_t *holder, const char *name, size_t length, json_t **out,
                       const char *path, pipc_error **error)
{
    int code = PIPC_OK;

    *out = member(holder, name, length);
    if (json_is_object(*out) || json_is_array(*out))
        return PIPC_OK;
    code = set_member(holder, name, length, json_object(), path, error);
    *out = member(holder, name, length);
    return code;
}

static int check_path(const char *path, pipc_error **error)
{
    size_t names = 1;

    for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
        names++;
    if (names <= PATH_MAX_NAMES && pipc__utf8_is_text(path, strlen(path)))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_PATH",
                     "a path has %zu names, expected %d at most, in UTF-8", names, PATH_MAX_NAMES);
}

int pipc_parameters_put(json_t *parameters, const char *path, json_t *value, pipc_error **error)
{
    const char *name = path;
    size_t length = strcspn(name, ".");
    int code = check_path(path, error);

    for (; code == PIPC_OK && name[length] != '\0'; length = strcspn(name, ".")) {
        code = need_holder(parameters, name, length, &parameters, path, error);
        name += length + 1;
    }
    if (code == PIPC_OK)
        return set_member(parameters, name, length, value == NULL ? json_null() : value, path,
                          error);
    json_decref(value);
    return code;
}

/* --- typed values --------------------------------------------------------------------------- */

const char *pipc_parameters_get_string(const json_t *parameters, const char *path,
                                       const char *default_value)
{
    const char *text = pipc__json_text(pipc_parameters_get(parameters, path));

    return text == NULL ? default_value : text;
}

json_int_t pipc_parameters_get_long(const json_t *parameters, const char *path,
                                    json_int_t default_value)
{
    json_int_t value = 0;

    return pipc__json_to_long(pipc_parameters_get(parameters, path), &value) ? value
                                                                             : default_value;
}

double pipc_parameters_get_double(const json_t *parameters, const char *path, double default_value)
{
    double value = 0;

    return pipc__json_to_number(pipc_parameters_get(parameters, path), &value) ? value
                                                                               : default_value;
}

bool pipc_parameters_get_boolean(const json_t *parameters, const char *path, bool default_value)
{
    bool value = false;

    return pipc__json_to_boolean(pipc_parameters_get(parameters, path), &value) ? value
                                                                                : default_value;
}

/* --- merging -------------------------------------------------------------------------------- */

/* What comes of it shares nothing with either: it may go to another thread. */
static int merge(const json_t *below, const json_t *above, bool recursive, json_t **out,
                 pipc_error **error)
{
    json_t *merged = below == NULL ? json_object() : json_deep_copy(below);
    json_t *over = above == NULL ? json_object() : json_deep_copy(above);
    int status = -1;

    if (merged != NULL && over != NULL)
        status = recursive ? json_object_update_recursive(merged, over)
                           : json_object_update(merged, over);
    json_decref(over);
    if (status != 0) {
        json_decref(merged);
        return pipc_fail_no_memory(error);
    }
    *out = merged;
    return PIPC_OK;
}

int pipc_parameters_set_defaults(const json_t *parameters, const json_t *defaults, bool recursive,
                                 json_t **out, pipc_error **error)
{
    return merge(defaults, parameters, recursive, out, error);
}

int pipc_parameters_override(const json_t *parameters, const json_t *other, bool recursive,
                             json_t **out, pipc_error **error)
{
    return merge(parameters, other, recursive, out, error);
}

int pipc_parameters_pick(const json_t *parameters, const char *const *paths, json_t **out,
                         pipc_error **error)
{
    json_t *picked = json_object();
    int code = picked == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    for (; *paths != NULL && code == PIPC_OK; paths++) {
        const json_t *value = pipc_parameters_get(parameters, *paths);
        json_t *copy = value == NULL ? NULL : json_deep_copy(value);

        if (copy != NULL)
            code = pipc_parameters_put(picked, *paths, copy, error);
        else if (value != NULL)
            code = pipc_fail_no_memory(error);
    }
    if (code == PIPC_OK)
        *out = picked;
    else
        json_decref(picked);
    return code;
}

int pipc_parameters_omit(const json_t *parameters, const char *const *names, json_t **out,
                         pipc_error **error)
{
    json_t *rest = parameters == NULL ? json_object() : json_deep_copy(parameters);

    if (rest == NULL)
        return pipc_fail_no_memory(error);
    for (; *names != NULL; names++)
        json_object_del(rest, *names);
    *out = rest;
    return PIPC_OK;
}
