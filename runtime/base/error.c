#include "base/error.h"

#include <assert.h>
#include <stdarg.h>

#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"

struct pipc_error {
    int category;
    int status;
    int wire_status;
    char *code;
    char *message;
    char *cause;
    char *correlation_id;
    pipc__map details;
    pipc__violations violations;
};

/* Never written to and never freed, so that it needs no memory and no lock. */
static const pipc_error no_memory_error = {
    .category = PIPC_E_NO_MEMORY,
    .status = 500,
    .code = "NO_MEMORY",
    .message = "out of memory",
};

typedef struct category_row {
    const char *name;
    int status;
} category_row;

/* At the negative of the category. */
static const category_row categories[] = {
    [0] = {"Unknown", 500},
    [-PIPC_E_UNKNOWN] = {"Unknown", 500},
    [-PIPC_E_INTERNAL] = {"Internal", 500},
    [-PIPC_E_MISCONFIGURATION] = {"Misconfiguration", 500},
    [-PIPC_E_INVALID_STATE] = {"InvalidState", 500},
    [-PIPC_E_NO_RESPONSE] = {"NoResponse", 500},
    [-PIPC_E_FAILED_INVOCATION] = {"FailedInvocation", 500},
    [-PIPC_E_FILE_ERROR] = {"FileError", 500},
    [-PIPC_E_BAD_REQUEST] = {"BadRequest", 400},
    [-PIPC_E_UNAUTHORIZED] = {"Unauthorized", 401},
    [-PIPC_E_NOT_FOUND] = {"NotFound", 404},
    [-PIPC_E_CONFLICT] = {"Conflict", 409},
    [-PIPC_E_UNSUPPORTED] = {"Unsupported", 500},
    [-PIPC_E_TOO_MANY_REQUESTS] = {"TooManyRequests", 429},
    [-PIPC_E_NO_MEMORY] = {"NoMemory", 500},
};

enum { LAST_CATEGORY = PIPC_E_NO_MEMORY };

static int known_category(int category)
{
    return category < 0 && category >= LAST_CATEGORY ? category : PIPC_E_UNKNOWN;
}

static char *copy_or_null(const char *text)
{
    return text == NULL ? NULL : pipc__strdup(text);
}

static pipc_error *new_error(int category, const char *code, const char *format, va_list arguments)
{
    pipc_error *error = pipc__alloc_zeroed(sizeof(*error));

    if (error == NULL)
        return NULL;
    error->category = category;
    error->status = pipc_category_status(category);
    error->code = copy_or_null(code);
    error->message = pipc__str_vformat(format, arguments);
    if (error->message == NULL || (error->code == NULL && code != NULL)) {
        pipc_error_free(error);
        return NULL;
    }
    return error;
}

/* The message of `cause`, and what caused that. False if there is no memory. */
static bool set_cause_from(pipc_error *error, const pipc_error *cause)
{
    if (cause == NULL)
        return true;
    if (cause->cause == NULL)
        error->cause = pipc__strdup(cause->message);
    else
        error->cause = pipc__str_format("%s: %s", cause->message, cause->cause);
    return error->cause != NULL;
}

static int fail(pipc_error **error, int category, const char *code, const pipc_error *cause,
                const char *format, va_list arguments)
{
    pipc_error *made;

    category = known_category(category);
    if (error == NULL)
        return category;
    assert(*error == NULL);
    made = new_error(category, code, format, arguments);
    if (made == NULL)
        return pipc_fail_no_memory(error);
    if (!set_cause_from(made, cause)) {
        pipc_error_free(made);
        return pipc_fail_no_memory(error);
    }
    *error = made;
    return category;
}

int pipc_fail(pipc_error **error, int category, const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    category = fail(error, category, code, NULL, format, arguments);
    va_end(arguments);
    return category;
}

int pipc_fail_cause(pipc_error **error, int category, const char *code, pipc_error *cause,
                    const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    category = fail(error, category, code, cause, format, arguments);
    va_end(arguments);
    pipc_error_free(cause); /* only now: the arguments may be parts of it */
    return category;
}

int pipc_fail_no_memory(pipc_error **error)
{
    if (error != NULL) {
        assert(*error == NULL);
        *error = (pipc_error *)&no_memory_error;
    }
    return PIPC_E_NO_MEMORY;
}

void pipc_error_free(pipc_error *error)
{
    if (error == NULL || error == &no_memory_error)
        return;
    pipc__free(error->code);
    pipc__free(error->message);
    pipc__free(error->cause);
    pipc__free(error->correlation_id);
    pipc__map_dispose(&error->details);
    pipc__violations_dispose(&error->violations);
    pipc__free(error);
}

int pipc_error_category(const pipc_error *error)
{
    return error == NULL ? PIPC_OK : error->category;
}

const char *pipc_category_name(int category)
{
    return categories[-known_category(category)].name;
}

int pipc_category_from_name(const char *name)
{
    if (name == NULL)
        return PIPC_E_UNKNOWN;
    for (int category = PIPC_E_UNKNOWN; category >= LAST_CATEGORY; category--)
        if (pipc__str_equal_ignoring_case(categories[-category].name, name))
            return category;
    return PIPC_E_UNKNOWN;
}

int pipc_category_status(int category)
{
    return categories[-known_category(category)].status;
}

const char *pipc_error_code(const pipc_error *error)
{
    return error == NULL ? NULL : error->code;
}

const char *pipc_error_message(const pipc_error *error)
{
    return error == NULL ? NULL : error->message;
}

const char *pipc_error_cause(const pipc_error *error)
{
    return error == NULL ? NULL : error->cause;
}

const char *pipc_error_correlation_id(const pipc_error *error)
{
    return error == NULL ? NULL : error->correlation_id;
}

int pipc_error_status(const pipc_error *error)
{
    return error == NULL ? 0 : error->status;
}

const char *pipc_error_detail(const pipc_error *error, const char *key)
{
    const pipc__map_entry *entry = error == NULL ? NULL : pipc__map_find(&error->details, key);

    return entry == NULL ? NULL : entry->value;
}

size_t pipc_error_detail_count(const pipc_error *error)
{
    return error == NULL ? 0 : error->details.count;
}

const char *pipc_error_detail_at(const pipc_error *error, size_t index, const char **value)
{
    if (index >= pipc_error_detail_count(error))
        return NULL;
    if (value != NULL)
        *value = error->details.entries[index].value;
    return error->details.entries[index].key;
}

static bool can_be_changed(const pipc_error *error)
{
    return error != NULL && error != &no_memory_error;
}

static void add_violations(pipc_error *error, const pipc__violations *violations)
{
    bool kept = true;

    for (size_t i = 0; i < violations->count && kept; i++)
        kept = pipc__violations_add(&error->violations, violations->items[i].field,
                                    violations->items[i].description);
}

int pipc__error_copy(const pipc_error *other, pipc_error **error)
{
    int code = pipc_fail(error, other->category, other->code, "%s", other->message);
    const char *value;
    const char *key;

    if (error == NULL || !can_be_changed(*error))
        return code;
    (*error)->status = other->status;
    (*error)->wire_status = other->wire_status;
    pipc_error_set_cause(*error, other->cause);
    pipc_error_set_correlation_id(*error, other->correlation_id);
    for (size_t i = 0; (key = pipc_error_detail_at(other, i, &value)) != NULL; i++)
        pipc_error_set_detail(*error, key, value);
    add_violations(*error, &other->violations);
    return code;
}

static void replace(char **text, const char *by)
{
    char *copy = copy_or_null(by);

    if (copy == NULL && by != NULL)
        return;
    pipc__free(*text);
    *text = copy;
}

void pipc_error_set_status(pipc_error *error, int status)
{
    if (can_be_changed(error))
        error->status = status;
}

void pipc__error_set_code(pipc_error *error, const char *code)
{
    if (can_be_changed(error))
        replace(&error->code, code);
}

void pipc__error_prefix(pipc_error *error, const char *format, ...)
{
    pipc__str message = {.length = 0};
    va_list arguments;
    char *text;

    if (!can_be_changed(error))
        return;
    va_start(arguments, format);
    pipc__str_vprintf(&message, format, arguments);
    va_end(arguments);
    pipc__str_append(&message, error->message);
    text = pipc__str_take(&message);
    if (text == NULL)
        return;
    pipc__free(error->message);
    error->message = text;
}

void pipc__error_set_wire_status(pipc_error *error, int wire_status)
{
    if (can_be_changed(error))
        error->wire_status = wire_status;
}

int pipc__error_wire_status(const pipc_error *error)
{
    return error == NULL ? 0 : error->wire_status;
}

void pipc_error_set_cause(pipc_error *error, const char *cause)
{
    if (can_be_changed(error))
        replace(&error->cause, cause);
}

void pipc_error_set_correlation_id(pipc_error *error, const char *correlation_id)
{
    if (can_be_changed(error))
        replace(&error->correlation_id, correlation_id);
}

void pipc_error_set_detail(pipc_error *error, const char *key, const char *value)
{
    bool kept;

    if (!can_be_changed(error))
        return;
    kept = pipc__map_set(&error->details, key, value);
    (void)kept; /* an error is never lost for want of a detail */
}

/* Behind what the detail of that field says already. */
static void add_to_detail(pipc_error *error, const pipc__violation *violation)
{
    const char *before = pipc_error_detail(error, violation->field);
    char *joined;

    if (before == NULL) {
        pipc_error_set_detail(error, violation->field, violation->description);
        return;
    }
    joined = pipc__str_format("%s, %s", before, violation->description);
    if (joined != NULL)
        pipc_error_set_detail(error, violation->field, joined);
    pipc__free(joined);
}

void pipc__error_set_violations(pipc_error *error, const pipc__violations *violations)
{
    if (!can_be_changed(error))
        return;
    pipc__violations_dispose(&error->violations);
    add_violations(error, violations);
    for (size_t i = 0; i < violations->count; i++)
        add_to_detail(error, &violations->items[i]);
}

const pipc__violations *pipc__error_violations(const pipc_error *error)
{
    return error == NULL ? NULL : &error->violations;
}
