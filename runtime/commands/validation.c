#include "commands/validation.h"

#include <stdarg.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "commands/json_text.h"

enum { RESULTS_MAX = 100 };

const char *pipc__validation_name(const char *path)
{
    return path == NULL || path[0] == '\0' ? "value" : path;
}

/* --- adding --------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

/* Takes `expected` and `actual`. NULL: no memory. */
static json_t *make_result(const char *path, pipc_validation_result_type type, const char *code,
                           const char *message, json_t *expected, json_t *actual)
{
    json_t *result = json_object();
    int status = json_object_set_new(result, "path", text_or_null(path));

    status |= json_object_set_new(result, "type", json_integer((json_int_t)type));
    status |= json_object_set_new(result, "code", text_or_null(code));
    status |= json_object_set_new(result, "message", text_or_null(message));
    status |= json_object_set_new(result, "expected", expected == NULL ? json_null() : expected);
    status |= json_object_set_new(result, "actual", actual == NULL ? json_null() : actual);
    if (status == 0)
        return result;
    json_decref(result);
    return NULL;
}

static json_int_t type_of(const json_t *result)
{
    return json_integer_value(json_object_get(result, "type"));
}

/*
 * What comes from outside may be wrong in a million places: past some, one error more is kept if
 * there was none, so that warnings hide nothing.
 */
static int keep(json_t *results, json_t *result)
{
    size_t count = json_array_size(results);

    if (count >= RESULTS_MAX &&
        (type_of(result) < PIPC_VALIDATION_ERROR ||
         type_of(json_array_get(results, count - 1)) == PIPC_VALIDATION_ERROR))
        return PIPC_OK;
    return json_array_append(results, result) == 0 ? PIPC_OK : PIPC_E_NO_MEMORY;
}

int pipc__validation_add_all(json_t *results, const json_t *others)
{
    int code = PIPC_OK;
    size_t i;
    json_t *result;

    json_array_foreach (others, i, result)
        if (code == PIPC_OK)
            code = keep(results, result);
    return code;
}

static int add(json_t *results, const char *path, pipc_validation_result_type type,
               const char *code, json_t *expected, json_t *actual, const char *format,
               va_list arguments)
{
    char *message = pipc__str_vformat(format, arguments);
    json_t *result;
    int status = PIPC_E_NO_MEMORY;

    if (message != NULL)
        pipc__utf8_repair(message);
    result = make_result(path, type, code, message, expected, actual);
    if (message != NULL && result != NULL)
        status = keep(results, result);
    json_decref(result);
    pipc__free(message);
    return status;
}

int pipc_validation_add(json_t *results, const char *path, pipc_validation_result_type type,
                        const char *code, json_t *expected, json_t *actual, const char *format, ...)
{
    va_list arguments;
    int status;

    va_start(arguments, format);
    status = add(results, path, type, code, expected, actual, format, arguments);
    va_end(arguments);
    return status;
}

int pipc__validation_add_error(json_t *results, const char *path, const char *code,
                               const char *format, ...)
{
    va_list arguments;
    int status;

    va_start(arguments, format);
    status = add(results, path, PIPC_VALIDATION_ERROR, code, NULL, NULL, format, arguments);
    va_end(arguments);
    return status;
}

/* --- checking ------------------------------------------------------------------------------- */

static bool fails(const json_t *results, json_int_t least)
{
    size_t i;
    json_t *result;

    json_array_foreach (results, i, result)
        if (type_of(result) >= least)
            return true;
    return false;
}

/* What is said of all that is worth a word, joined. NULL: no memory. */
static char *join_messages(const json_t *results)
{
    pipc__str joined = {.text = NULL};
    size_t i;
    json_t *result;

    json_array_foreach (results, i, result) {
        const char *message = json_string_value(json_object_get(result, "message"));

        if (type_of(result) < PIPC_VALIDATION_WARNING || message == NULL)
            continue;
        if (joined.length > 0)
            pipc__str_append(&joined, ", ");
        pipc__str_append(&joined, message);
    }
    return pipc__str_take(&joined);
}

/* An error is never lost for want of a detail. */
static void add_details(pipc_error *error, const json_t *results)
{
    char *text = NULL;

    if (error == NULL || pipc__json_write(results, &text, NULL) != PIPC_OK)
        return;
    pipc_error_set_detail(error, "results", text);
    pipc__free(text);
}

int pipc_validation_check(const json_t *results, bool strict, pipc_error **error)
{
    char *messages;
    int code;

    if (!fails(results, strict ? PIPC_VALIDATION_WARNING : PIPC_VALIDATION_ERROR))
        return PIPC_OK;
    messages = join_messages(results);
    if (messages == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_fail(error, PIPC_E_BAD_REQUEST, "INVALID_DATA", "Validation failed: %s", messages);
    pipc__free(messages);
    if (error != NULL)
        add_details(*error, results);
    return code;
}
