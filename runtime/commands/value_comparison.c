#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "commands/json_values.h"
#include "commands/validation.h"

typedef enum comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LIKE,
    NO_OPERATION
} comparison;

static comparison comparison_of(const char *name)
{
    static const struct {
        const char *name;
        comparison which;
    } rows[] = {
        {"=", EQUAL},
        {"==", EQUAL},
        {"EQ", EQUAL},
        {"!=", NOT_EQUAL},
        {"<>", NOT_EQUAL},
        {"NE", NOT_EQUAL},
        {"<", LESS},
        {"LT", LESS},
        {"<=", LESS_OR_EQUAL},
        {"LE", LESS_OR_EQUAL},
        {"LTE", LESS_OR_EQUAL},
        {">", GREATER},
        {"GT", GREATER},
        {">=", GREATER_OR_EQUAL},
        {"GE", GREATER_OR_EQUAL},
        {"GTE", GREATER_OR_EQUAL},
        {"LIKE", LIKE},
    };

    for (size_t i = 0; name != NULL && i < PIPC_ARRAY_SIZE(rows); i++)
        if (pipc__str_equal_ignoring_case(rows[i].name, name))
            return rows[i].which;
    return NO_OPERATION;
}

/* As JavaScript's ==: a number and text that is one are the same. */
static bool are_equal(const json_t *a, const json_t *b)
{
    double number_a;
    double number_b;

    if (json_is_integer(a) && json_is_integer(b))
        return json_integer_value(a) == json_integer_value(b);
    if (json_is_string(a) && json_is_string(b) && json_equal(a, b))
        return true;
    if (pipc__json_to_number(a, &number_a) && pipc__json_to_number(b, &number_b))
        return number_a == number_b;
    return json_equal(a, b) || (pipc__json_is_nothing(a) && pipc__json_is_nothing(b));
}

static bool are_in_order(const json_t *a, comparison which, const json_t *b)
{
    double number_a;
    double number_b;

    if (!pipc__json_to_number(a, &number_a) || !pipc__json_to_number(b, &number_b))
        return false;
    switch (which) {
    case LESS:
        return number_a < number_b;
    case LESS_OR_EQUAL:
        return number_a <= number_b;
    case GREATER:
        return number_a > number_b;
    default:
        return number_a >= number_b;
    }
}

/* An expression that cannot be read is like nothing. */
static bool is_like(const json_t *value, const json_t *pattern)
{
    const char *text = pipc__json_text(value);
    const char *expression = pipc__json_text(pattern);
    regex_t compiled;
    bool found;

    if (text == NULL || expression == NULL ||
        regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    found = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return found;
}

bool pipc__value_compare(const json_t *a, const char *name, const json_t *b)
{
    comparison which = comparison_of(name);

    switch (which) {
    case EQUAL:
        return are_equal(a, b);
    case NOT_EQUAL:
        return !are_equal(a, b);
    case LIKE:
        return is_like(a, b);
    case NO_OPERATION:
        return false;
    case LESS:
    case LESS_OR_EQUAL:
    case GREATER:
    case GREATER_OR_EQUAL:
    default:
        return are_in_order(a, which, b);
    }
}

/* `true` is how a boolean is written. */
static json_t *value_of(const json_t *beside, const char *text)
{
    if (json_is_boolean(beside) && strcmp(text, "true") == 0)
        return json_true();
    if (json_is_boolean(beside) && strcmp(text, "false") == 0)
        return json_false();
    return json_string(text);
}

bool pipc__value_compare_text(const json_t *a, const char *name, const char *b)
{
    json_t *value = value_of(a, b);
    bool result = value != NULL && pipc__value_compare(a, name, value);

    json_decref(value);
    return result;
}
