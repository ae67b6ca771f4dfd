#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands/json_values.h"
#include "commands/validation.h"

static const char *const names[] = {
    [PIPC_TYPE_ANY] = "unknown",       [PIPC_TYPE_STRING] = "string",
    [PIPC_TYPE_BOOLEAN] = "boolean",   [PIPC_TYPE_INTEGER] = "integer",
    [PIPC_TYPE_LONG] = "long",         [PIPC_TYPE_FLOAT] = "float",
    [PIPC_TYPE_DOUBLE] = "double",     [PIPC_TYPE_DATE_TIME] = "datetime",
    [PIPC_TYPE_DURATION] = "duration", [PIPC_TYPE_OBJECT] = "object",
    [PIPC_TYPE_ENUM] = "enum",         [PIPC_TYPE_ARRAY] = "array",
    [PIPC_TYPE_MAP] = "map",
};

const char *pipc_value_type_name(pipc_value_type type)
{
    return (size_t)type < PIPC_ARRAY_SIZE(names) ? names[type] : names[PIPC_TYPE_ANY];
}

pipc_value_type pipc__value_type_of(const json_t *value)
{
    if (json_is_string(value))
        return PIPC_TYPE_STRING;
    if (json_is_boolean(value))
        return PIPC_TYPE_BOOLEAN;
    if (json_is_integer(value))
        return PIPC_TYPE_LONG;
    if (json_is_real(value))
        return json_real_value(value) == floor(json_real_value(value)) ? PIPC_TYPE_LONG
                                                                       : PIPC_TYPE_DOUBLE;
    if (json_is_array(value))
        return PIPC_TYPE_ARRAY;
    return json_is_object(value) ? PIPC_TYPE_MAP : PIPC_TYPE_ANY;
}

/* As many digits as `count`, which are moved over; false: there are others. */
static bool take_digits(const char **text, int count, int most)
{
    int number = 0;

    for (int i = 0; i < count; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        number = number * 10 + (**text - '0');
    }
    return number <= most;
}

static bool take(const char **text, const char *any_of)
{
    if (**text == '\0' || strchr(any_of, **text) == NULL)
        return false;
    (*text)++;
    return true;
}

static bool take_date(const char **text)
{
    return take_digits(text, 4, 9999) && take(text, "-") && take_digits(text, 2, 12) &&
           take(text, "-") && take_digits(text, 2, 31);
}

static bool take_time(const char **text)
{
    if (!take_digits(text, 2, 24) || !take(text, ":") || !take_digits(text, 2, 59))
        return false;
    if (take(text, ":") && !take_digits(text, 2, 60))
        return false;
    if (take(text, ".")) {
        size_t digits = strspn(*text, "0123456789");

        *text += digits;
        return digits > 0;
    }
    return true;
}

static bool take_zone(const char **text)
{
    if (!take(text, "+-"))
        return take(text, "Zz") || **text == '\0';
    if (!take_digits(text, 2, 24))
        return false;
    take(text, ":");
    return take_digits(text, 2, 59);
}

static bool is_date_time(const char *text)
{
    if (text == NULL || !take_date(&text))
        return false;
    if (*text == '\0')
        return true;
    return take(&text, "Tt ") && take_time(&text) && take_zone(&text) && *text == '\0';
}

bool pipc__value_is_of_type(const json_t *value, pipc_value_type type)
{
    switch (type) {
    case PIPC_TYPE_STRING:
        return pipc__json_text(value) != NULL;
    case PIPC_TYPE_BOOLEAN:
        return json_is_boolean(value);
    case PIPC_TYPE_INTEGER:
    case PIPC_TYPE_LONG:
    case PIPC_TYPE_FLOAT:
    case PIPC_TYPE_DOUBLE:
    case PIPC_TYPE_DURATION:
        return json_is_number(value);
    case PIPC_TYPE_DATE_TIME:
        return is_date_time(pipc__json_text(value));
    case PIPC_TYPE_ENUM:
        return json_is_number(value) || pipc__json_text(value) != NULL;
    case PIPC_TYPE_OBJECT:
    case PIPC_TYPE_MAP:
        return json_is_object(value);
    case PIPC_TYPE_ARRAY:
        return json_is_array(value);
    case PIPC_TYPE_ANY:
    default:
        return true;
    }
}
