#include "messages/json_string.h"

#include <stdint.h>
#include <string.h>

#include <pipc/error.h>

#include "base/utf8.h"

/* What stands behind a backslash, and the byte that it means. */
static const char escapes[] = "\"\\/bfnrt";
static const char meant[] = "\"\\/\b\f\n\r\t";

/* The closing quote, NULL if there is none; *escaped: whether there is a backslash before it. */
static const char *find_end(const char *at, const char *end, bool *escaped)
{
    *escaped = false;
    for (; at < end && *at != '"'; at++) {
        if (*at != '\\')
            continue;
        *escaped = true;
        if (++at == end)
            return NULL;
    }
    return at >= end ? NULL : at;
}

static bool read_hex(const char *at, const char *end, uint32_t *unit)
{
    *unit = 0;
    if (end - at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char digit = at[i];

        if (digit >= '0' && digit <= '9')
            digit = (char)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            digit = (char)(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F')
            digit = (char)(digit - 'A' + 10);
        else
            return false;
        *unit = *unit << 4 | (unsigned char)digit;
    }
    return true;
}

/* At the u of a \u escape: reads it, and its other half if it is one of two; 0 if it is wrong. */
static uint32_t read_unicode(const char **at, const char *end)
{
    uint32_t unit, low;

    if (!read_hex(*at + 1, end, &unit))
        return 0;
    *at += 5;
    if (unit < 0xd800 || unit > 0xdfff)
        return unit;
    if (unit > 0xdbff || end - *at < 6 || memcmp(*at, "\\u", 2) != 0 ||
        !read_hex(*at + 2, end, &low) || low < 0xdc00 || low > 0xdfff)
        return 0;
    *at += 6;
    return 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
}

static char *append_character(char *out, uint32_t character)
{
    static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
    int followers = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;

    *out++ = (char)(leads[followers] | character >> (6 * followers));
    while (followers-- > 0)
        *out++ = (char)(0x80 | ((character >> (6 * followers)) & 0x3f));
    return out;
}

/* At the byte behind a backslash. False: no escape begins with it. */
static bool read_escape(const char **at, const char *end, char **out)
{
    const char *found = **at == '\0' ? NULL : strchr(escapes, **at);
    uint32_t character;

    if (found != NULL) {
        *(*out)++ = meant[found - escapes];
        (*at)++;
        return true;
    }
    character = **at == 'u' ? read_unicode(at, end) : 0;
    if (character == 0)
        return false;
    *out = append_character(*out, character);
    return true;
}

/* An escape is never shorter than what it means. *at is set at a mistake only. */
static int unescape(const char **at, const char *from, const char *end, pipc__arena *arena,
                    pipc__json_text *text, const char **expected)
{
    char *copy = pipc__arena_alloc(arena, (size_t)(end - from) + 1);
    char *out = copy;

    if (copy == NULL)
        return PIPC_E_NO_MEMORY;
    while (from < end) {
        if (*from != '\\') {
            *out++ = *from++;
            continue;
        }
        from++;
        if (!read_escape(&from, end, &out)) {
            *expected = "an escape as \\n or \\u00e9, but not of U+0000";
            *at = from;
            return PIPC_E_BAD_REQUEST;
        }
    }
    *text = (pipc__json_text){copy, (size_t)(out - copy)};
    return PIPC_OK;
}

static const char *find_control(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x20)
        at++;
    return at;
}

int pipc__json_string_read(const char **at, const char *end, pipc__arena *arena,
                           pipc__json_text *text, const char **expected)
{
    const char *start = *at;
    bool escaped;
    const char *close = find_end(start, end, &escaped);
    const char *stop = close == NULL ? end : close;

    *expected = "no control character in text";
    *at = find_control(start, stop);
    if (*at != stop)
        return PIPC_E_BAD_REQUEST;
    *expected = "the quote that ends a text";
    if (close == NULL)
        return PIPC_E_BAD_REQUEST;
    *text = (pipc__json_text){start, (size_t)(close - start)};
    *expected = "text in UTF-8";
    *at = start;
    if (!pipc__utf8_is_text(text->bytes, text->length))
        return PIPC_E_BAD_REQUEST;
    *at = close + 1;
    return escaped ? unescape(at, start, close, arena, text, expected) : PIPC_OK;
}

static void write_escape(pipc__str *out, unsigned char byte)
{
    const char *found = byte == '/' || byte == 0 ? NULL : strchr(meant, byte);
    const char short_form[] = {'\\', found == NULL ? '\0' : escapes[found - meant], '\0'};

    if (found != NULL)
        pipc__str_append(out, short_form);
    else
        pipc__str_printf(out, "\\u%04x", byte);
}

void pipc__json_string_escape(pipc__str *out, const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        const char *plain = text;

        while (text < end && (unsigned char)*text >= 0x20 && *text != '"' && *text != '\\' &&
               *text != 0x7f)
            text++;
        pipc__str_append_bytes(out, plain, (size_t)(text - plain));
        if (text < end)
            write_escape(out, (unsigned char)*text++);
    }
}

void pipc__json_string_write(pipc__str *out, const char *text, size_t length)
{
    pipc__str_append(out, "\"");
    pipc__json_string_escape(out, text, length);
    pipc__str_append(out, "\"");
}
