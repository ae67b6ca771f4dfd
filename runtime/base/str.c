#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum { FIRST_CAPACITY = 64 };

/* Makes room for `more` bytes and a 0 behind the text. */
static bool make_room(pipc__str *str, size_t more)
{
    size_t capacity = str->capacity == 0 ? FIRST_CAPACITY : str->capacity;
    char *text;

    if (str->failed || more >= SIZE_MAX / 2 - str->length) {
        str->failed = true;
        return false;
    }
    while (capacity <= str->length + more)
        capacity *= 2;
    if (capacity == str->capacity)
        return true;
    text = pipc__realloc(str->text, capacity);
    if (text == NULL) {
        str->failed = true;
        return false;
    }
    str->text = text;
    str->capacity = capacity;
    return true;
}

void pipc__str_append(pipc__str *str, const char *text)
{
    pipc__str_append_bytes(str, text, strlen(text));
}

void pipc__str_append_bytes(pipc__str *str, const char *bytes, size_t length)
{
    if (!make_room(str, length))
        return;
    if (length > 0)
        memcpy(str->text + str->length, bytes, length);
    str->length += length;
    str->text[str->length] = '\0';
}

void pipc__str_printf(pipc__str *str, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    pipc__str_vprintf(str, format, arguments);
    va_end(arguments);
}

void pipc__str_vprintf(pipc__str *str, const char *format, va_list arguments)
{
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        str->failed = true;
    if (length < 0 || !make_room(str, (size_t)length))
        return;
    vsnprintf(str->text + str->length, (size_t)length + 1, format, arguments);
    str->length += (size_t)length;
}

/* Of the decimal point of a locale, which may be several bytes. */
static bool is_of_number(char letter)
{
    return (letter >= '0' && letter <= '9') || letter == '-' || letter == '+' || letter == 'e';
}

void pipc__str_append_number(pipc__str *str, double number)
{
    char text[64];
    bool in_point = false;

    snprintf(text, sizeof text, "%.15g", number);
    for (const char *letter = text; *letter != '\0'; letter++) {
        if (is_of_number(*letter))
            pipc__str_append_bytes(str, letter, 1);
        else if (!in_point)
            pipc__str_append(str, ".");
        in_point = !is_of_number(*letter);
    }
}

void pipc__str_dispose(pipc__str *str)
{
    pipc__free(str->text);
    *str = (pipc__str){0};
}

char *pipc__str_take(pipc__str *str)
{
    char *text;

    if (str->text == NULL)
        pipc__str_append_bytes(str, NULL, 0);
    if (str->failed) {
        pipc__str_dispose(str);
        return NULL;
    }
    text = str->text;
    *str = (pipc__str){0};
    return text;
}

char *pipc__str_format(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = pipc__str_vformat(format, arguments);
    va_end(arguments);
    return text;
}

char *pipc__str_vformat(const char *format, va_list arguments)
{
    pipc__str str = {0};

    pipc__str_vprintf(&str, format, arguments);
    return pipc__str_take(&str);
}

/* Not tolower(), which follows the locale of the program. */
static char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool pipc__str_equal_ignoring_case(const char *a, const char *b)
{
    while (*a != '\0' && lowered(*a) == lowered(*b)) {
        a++;
        b++;
    }
    return lowered(*a) == lowered(*b);
}
