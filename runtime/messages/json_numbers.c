#include "messages/json_numbers.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/error.h>

enum { EXPONENT_MAX = 1000000000 };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Of "e-12", with `at` behind the e. Past EXPONENT_MAX it is not counted any more. */
static int64_t read_exponent(const char *at, const char *end)
{
    bool is_negative = at < end && *at == '-';
    int64_t exponent = 0;

    for (; at < end; at++)
        if (is_digit(*at) && exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (*at - '0');
    return is_negative ? -exponent : exponent;
}

/* `magnitude` times 10 to the `exponent`; false: that is not whole, or past 64 bits. */
static bool scale(uint64_t *magnitude, int64_t exponent)
{
    if (*magnitude == 0)
        return true;
    for (; exponent > 0; exponent--) {
        if (*magnitude > UINT64_MAX / 10)
            return false;
        *magnitude *= 10;
    }
    return exponent == 0;
}

/* Zeros are of no weight before another digit has come: 100e-2 is whole. */
static bool append_behind_zeros(uint64_t *magnitude, int64_t zeros, unsigned digit)
{
    return scale(magnitude, zeros + (*magnitude != 0)) && (*magnitude += digit) >= digit;
}

bool pipc__json_integer_read(const pipc__json_text *number, pipc__json_integer *integer)
{
    const char *at = number->bytes;
    const char *end = at + number->length;
    int64_t exponent = 0, zeros = 0;
    bool in_fraction = false;

    *integer = (pipc__json_integer){.is_negative = *at == '-'};
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        in_fraction = in_fraction || *at == '.';
        if (!is_digit(*at))
            continue;
        exponent -= in_fraction;
        if (*at == '0') {
            zeros++;
            continue;
        }
        if (!append_behind_zeros(&integer->magnitude, zeros, (unsigned)(*at - '0')))
            return false;
        zeros = 0;
    }
    if (at < end)
        exponent += read_exponent(at + 1, end);
    return scale(&integer->magnitude, exponent + zeros);
}

static double read_in_c_locale(const char *text, bool is_float, locale_t c_locale)
{
    return is_float ? (double)strtof_l(text, NULL, c_locale) : strtod_l(text, NULL, c_locale);
}

int pipc__json_double_read(const pipc__json_text *number, bool is_float, pipc__arena *arena,
                           double *value)
{
    char room[64];
    char *copy = room;
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (number->length >= sizeof room)
        copy = pipc__arena_alloc(arena, number->length + 1);
    if (c_locale == (locale_t)0 || copy == NULL) {
        if (c_locale != (locale_t)0)
            freelocale(c_locale);
        return PIPC_E_NO_MEMORY;
    }
    memcpy(copy, number->bytes, number->length);
    copy[number->length] = '\0';
    *value = read_in_c_locale(copy, is_float, c_locale);
    freelocale(c_locale);
    return isfinite(*value) ? PIPC_OK : PIPC_E_BAD_REQUEST;
}

/* The locale of the thread is another one for so long. */
void pipc__json_double_write(double value, bool is_float, char *text)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t own_locale = uselocale(c_locale);
    /* So many are never too many, but for numbers that are too small to have as many. */
    bool is_small = fabs(value) < (is_float ? (double)FLT_MIN : DBL_MIN);
    int digits = is_small ? 1 : is_float ? FLT_DIG : DBL_DIG;
    double read;

    do {
        snprintf(text, PIPC__JSON_DOUBLE_MAX, "%.*g", digits++, value);
        read = is_float ? (double)strtof(text, NULL) : strtod(text, NULL);
    } while (read != value && digits <= 17);
    uselocale(own_locale);
    if (c_locale != (locale_t)0)
        freelocale(c_locale);
}
