#include "commands/json_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

/* --- reading -------------------------------------------------------------------------------- */

/* How long the string is that begins at `text`, quotes included. */
static size_t string_length(const char *text, const char *end)
{
    const char *at = text + 1;

    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return at < end ? (size_t)(at + 1 - text) : (size_t)(end - text);
}

static bool is_of_number(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == '.' ||
           byte == 'e' || byte == 'E';
}

static size_t number_length(const char *text, const char *end)
{
    size_t length = 0;

    while (text + length < end && is_of_number(text[length]))
        length++;
    return length;
}

/* Whether the number, which a 0 follows, is a whole one that does not fit into 64 bits. */
static bool is_too_large(const char *number, size_t length)
{
    if (strcspn(number, ".eE") < length)
        return false;
    errno = 0;
    (void)strtoll(number, NULL, 10);
    return errno == ERANGE;
}

/* The same text, in which whole numbers that are too large for jansson are reals. */
static void append_widened(pipc__str *str, const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        size_t piece = 1;

        if (*text == '"')
            piece = string_length(text, end);
        else if (is_of_number(*text))
            piece = number_length(text, end);
        pipc__str_append_bytes(str, text, piece);
        if (*text != '"' && is_of_number(*text) && is_too_large(text, piece))
            pipc__str_append(str, "e0");
        text += piece;
    }
}

static json_t *load(const char *text, size_t length, json_error_t *trouble)
{
    return json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, trouble);
}

/* *found is NULL if that cannot be read either. */
static int load_widened(const char *text, size_t length, json_t **found, json_error_t *trouble,
                        pipc_error **error)
{
    pipc__str widened = {.text = NULL};
    size_t widened_length;
    char *taken;

    append_widened(&widened, text, length);
    widened_length = widened.length;
    taken = pipc__str_take(&widened);
    if (taken == NULL)
        return pipc_fail_no_memory(error);
    *found = load(taken, widened_length, trouble);
    pipc__free(taken);
    return PIPC_OK;
}

int pipc__json_read(const char *text, size_t length, json_t **out, pipc_error **error)
{
    json_error_t trouble = {.text = ""};
    json_t *found = load(text, length, &trouble);
    int code = PIPC_OK;

    if (found == NULL && json_error_code(&trouble) == json_error_numeric_overflow)
        code = load_widened(text, length, &found, &trouble, error);
    if (code != PIPC_OK)
        return code;
    if (found == NULL && json_error_code(&trouble) == json_error_out_of_memory)
        return pipc_fail_no_memory(error);
    if (found == NULL)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_JSON", "JSON cannot be read: %s (byte %d)",
                         trouble.text, trouble.position);
    *out = found;
    return PIPC_OK;
}

/* --- writing -------------------------------------------------------------------------------- */

static int append(const char *bytes, size_t length, void *data)
{
    pipc__str *str = data;

    pipc__str_append_bytes(str, bytes, length);
    return str->failed ? -1 : 0;
}

int pipc__json_write(const json_t *value, char **out, pipc_error **error)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17);
    pipc__str str = {.text = NULL};
    bool no_memory;
    char *taken;
    int status =
        value == NULL ? append("null", 4, &str) : json_dump_callback(value, append, &str, flags);

    no_memory = str.failed;
    taken = pipc__str_take(&str);
    if (no_memory || taken == NULL)
        return pipc_fail_no_memory(error);
    if (status != 0) {
        pipc__free(taken);
        return pipc_fail(error, PIPC_E_INTERNAL, "BAD_JSON",
                         "a value cannot be written as JSON, expected one that does not hold "
                         "itself");
    }
    *out = taken;
    return PIPC_OK;
}
