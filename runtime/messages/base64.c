#include "messages/base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void pipc__base64_write(pipc__str *out, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        char four[4] = {0, 0, '=', '='};

        if (i + 1 < length)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < length)
            group |= bytes[i + 2];
        four[0] = alphabet[group >> 18];
        four[1] = alphabet[group >> 12 & 63];
        if (i + 1 < length)
            four[2] = alphabet[group >> 6 & 63];
        if (i + 2 < length)
            four[3] = alphabet[group & 63];
        pipc__str_append_bytes(out, four, sizeof four);
    }
}

/* What a letter stands for; 64 if it is none. */
static uint32_t value_of(char letter)
{
    const char *found;

    if (letter == '-')
        letter = '+';
    else if (letter == '_')
        letter = '/';
    found = letter == '\0' ? NULL : strchr(alphabet, letter);
    return found == NULL ? 64 : (uint32_t)(found - alphabet);
}

/* Up to four letters, of which there are `count`. */
static bool read_group(pipc__str *out, const char *text, size_t count)
{
    uint32_t group = 0;
    char bytes[3];

    if (count == 1)
        return false;
    for (size_t i = 0; i < 4; i++) {
        uint32_t value = i < count ? value_of(text[i]) : 0;

        if (value == 64)
            return false;
        group = group << 6 | value;
    }
    bytes[0] = (char)(group >> 16);
    bytes[1] = (char)(group >> 8 & 0xff);
    bytes[2] = (char)(group & 0xff);
    pipc__str_append_bytes(out, bytes, count - 1);
    return true;
}

bool pipc__base64_read(pipc__str *out, const char *text, size_t length)
{
    if (length % 4 == 0 && length > 0 && text[length - 1] == '=')
        length -= text[length - 2] == '=' ? 2 : 1;
    for (size_t i = 0; i < length; i += 4)
        if (!read_group(out, text + i, length - i < 4 ? length - i : 4))
            return false;
    return true;
}
