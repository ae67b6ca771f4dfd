#include <pipc/config_params.h>

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

static const char spaces[] = " \t\r\n\v\f";

static int bad_value(pipc_error **error, const char *key, const char *value, const char *expected)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE", "%s is \"%s\", expected %s", key,
                     value, expected);
}

static bool only_spaces(const char *text)
{
    return text[strspn(text, spaces)] == '\0';
}

static bool read_long(const char *text, long *out)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (errno != 0 || end == text || !only_spaces(end))
        return false;
    *out = number;
    return true;
}

int pipc_config_params_get_long(const pipc_config_params *config, const char *key, long least,
                                long most, long default_value, long *out, pipc_error **error)
{
    const char *text = pipc_config_params_get(config, key);
    long number = default_value;

    if (text != NULL && (!read_long(text, &number) || number < least || number > most))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                         "%s is \"%s\", expected a whole number from %ld to %ld", key, text, least,
                         most);
    *out = number;
    return PIPC_OK;
}

/* The locale of the program may write the decimal point as a comma. */
static bool read_double(const char *text, locale_t c_locale, double *out)
{
    char *end;
    double number = strtod_l(text, &end, c_locale);

    if (end == text || !only_spaces(end) || !isfinite(number))
        return false;
    *out = number;
    return true;
}

int pipc_config_params_get_double(const pipc_config_params *config, const char *key,
                                  double default_value, double *out, pipc_error **error)
{
    const char *text = pipc_config_params_get(config, key);
    locale_t c_locale;
    bool readable;

    if (text == NULL) {
        *out = default_value;
        return PIPC_OK;
    }
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0)
        return pipc_fail_no_memory(error);
    readable = read_double(text, c_locale, out);
    freelocale(c_locale);
    return readable ? PIPC_OK : bad_value(error, key, text, "a number");
}

/* Whether `text`, but for white space around it, is one of `words`, which ends with NULL. */
static bool is_one_of(const char *text, const char *const *words)
{
    const char *start = text + strspn(text, spaces);
    size_t length = strcspn(start, spaces);

    if (!only_spaces(start + length))
        return false;
    for (; *words != NULL; words++) {
        char word[sizeof("false")] = "";

        if (strlen(*words) != length)
            continue;
        memcpy(word, start, length);
        if (pipc__str_equal_ignoring_case(word, *words))
            return true;
    }
    return false;
}

int pipc_config_params_get_boolean(const pipc_config_params *config, const char *key,
                                   bool default_value, bool *out, pipc_error **error)
{
    static const char *const yes[] = {"1", "true", "t", "yes", "y", NULL};
    static const char *const no[] = {"0", "false", "f", "no", "n", NULL};
    const char *text = pipc_config_params_get(config, key);

    if (text == NULL)
        *out = default_value;
    else if (is_one_of(text, yes))
        *out = true;
    else if (is_one_of(text, no))
        *out = false;
    else
        return bad_value(error, key, text, "true or false");
    return PIPC_OK;
}
