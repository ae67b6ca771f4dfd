#include "commands/json_values.h"

#include <math.h>
#include <string.h>

#include <pipc/error.h>

#include "base/str.h"

bool pipc__json_is_nothing(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

const char *pipc__json_text(const json_t *value)
{
    const char *text = json_string_value(value);

    return text == NULL || strlen(text) < json_string_length(value) ? NULL : text;
}

/* The number that text is, NULL if it is none: jansson knows no locale. */
static json_t *number_of_text(const json_t *value)
{
    json_t *number = json_loadb(json_string_value(value), json_string_length(value),
                                JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);

    if (json_is_number(number))
        return number;
    json_decref(number);
    return NULL;
}

bool pipc__json_to_number(const json_t *value, double *out)
{
    json_t *number;

    if (json_is_number(value) || json_is_boolean(value)) {
        *out = json_is_boolean(value) ? (double)json_is_true(value) : json_number_value(value);
        return true;
    }
    if (!json_is_string(value))
        return false;
    number = number_of_text(value);
    if (number == NULL)
        return false;
    *out = json_number_value(number);
    json_decref(number);
    return true;
}

static bool round_to_long(double number, json_int_t *out)
{
    double whole = floor(number + 0.5);

    if (!(whole >= -9223372036854775808.0 && whole < 9223372036854775808.0))
        return false;
    *out = (json_int_t)whole;
    return true;
}

/* Whole numbers do not fit into a double. */
static bool whole_of_text(const json_t *value, json_int_t *out)
{
    json_t *number =
        json_loadb(json_string_value(value), json_string_length(value), JSON_DECODE_ANY, NULL);
    bool is_whole = json_is_integer(number);

    if (is_whole)
        *out = json_integer_value(number);
    json_decref(number);
    return is_whole;
}

bool pipc__json_to_long(const json_t *value, json_int_t *out)
{
    double number = 0;

    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    if (json_is_string(value) && whole_of_text(value, out))
        return true;
    return pipc__json_to_number(value, &number) && round_to_long(number, out);
}

bool pipc__json_to_boolean(const json_t *value, bool *out)
{
    static const char *const words[] = {"1", "true", "t", "yes", "y", "0", "false", "f", "no", "n"};
    const char *text = pipc__json_text(value);

    if (text == NULL) {
        *out = json_is_true(value) || json_number_value(value) != 0;
        return json_is_boolean(value) || json_is_number(value);
    }
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(words); i++)
        if (pipc__str_equal_ignoring_case(text, words[i])) {
            *out = i < PIPC_ARRAY_SIZE(words) / 2;
            return true;
        }
    return false;
}

int pipc__json_keep(json_t *value, json_t **slot, pipc_error **error)
{
    if (value == NULL)
        return pipc_fail_no_memory(error);
    *slot = value;
    return PIPC_OK;
}
