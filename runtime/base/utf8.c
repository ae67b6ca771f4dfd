#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

size_t pipc__utf8_fit(const char *text, size_t length, size_t most)
{
    size_t fit = most;

    if (length <= most)
        return length;
    while (fit > 0 && ((unsigned char)text[fit] & 0xc0) == 0x80)
        fit--;
    return fit;
}

/* The bits of a lead byte, how many bytes follow it, and the least that so many may stand for. */
typedef struct lead {
    unsigned char mask, pattern;
    unsigned followers;
    uint32_t least;
} lead;

static const lead leads[] = {
    {0x80, 0x00, 0, 0}, {0xe0, 0xc0, 1, 0x80}, {0xf0, 0xe0, 2, 0x800}, {0xf8, 0xf0, 3, 0x10000}};

static int is_scalar(uint32_t value)
{
    return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

/* The length of the character at `text`, 0 if there is none in `length` bytes. */
static size_t character_length(const unsigned char *text, size_t length)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        const lead *form = &leads[i];
        uint32_t value = text[0] & (unsigned char)~form->mask;

        if ((text[0] & form->mask) != form->pattern || form->followers >= length)
            continue;
        for (unsigned k = 1; k <= form->followers; k++) {
            if ((text[k] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | (text[k] & 0x3f);
        }
        return value >= form->least && is_scalar(value) ? form->followers + 1 : 0;
    }
    return 0;
}

bool pipc__utf8_is_text(const char *bytes, size_t length)
{
    const unsigned char *text = (const unsigned char *)bytes;

    while (length > 0) {
        size_t step = text[0] > 0 && text[0] < 0x80 ? 1 : character_length(text, length);

        if (step == 0 || text[0] == 0)
            return false;
        text += step;
        length -= step;
    }
    return true;
}

void pipc__utf8_repair(char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        size_t length = character_length((const unsigned char *)text, left);

        if (length == 0)
            *text = '?';
        text += length == 0 ? 1 : length;
        left -= length == 0 ? 1 : length;
    }
}
