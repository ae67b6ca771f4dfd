/* Mended text is UTF-8 of the same length, cut text is whole, and what is right stays as it is. */
#include "base/utf8.h"
#include "fuzz.h"

/* The table of RFC 3629: how far the second byte may go after each first one. */
static int is_utf8(const unsigned char *text)
{
    while (*text != 0) {
        unsigned least = 0x80, most = 0xbf;
        int followers = *text < 0x80 ? 0 : *text < 0xe0 ? 1 : *text < 0xf0 ? 2 : 3;

        if ((*text >= 0x80 && *text < 0xc2) || *text > 0xf4)
            return 0;
        least = *text == 0xe0 ? 0xa0 : *text == 0xf0 ? 0x90 : least;
        most = *text == 0xed ? 0x9f : *text == 0xf4 ? 0x8f : most;
        for (text++; followers > 0; followers--, text++) {
            if (*text < least || *text > most)
                return 0;
            least = 0x80;
            most = 0xbf;
        }
    }
    return 1;
}

static void check_repair(const char *text, char *repaired)
{
    pipc__utf8_repair(repaired);
    FUZZ_CHECK(strlen(repaired) == strlen(text));
    FUZZ_CHECK(is_utf8((const unsigned char *)repaired));
    for (size_t i = 0; text[i] != '\0'; i++)
        FUZZ_CHECK(repaired[i] == text[i] || repaired[i] == '?');
    if (is_utf8((const unsigned char *)text))
        FUZZ_CHECK(strcmp(text, repaired) == 0);
}

/* At every place, `text` being UTF-8. */
static void check_fit(char *text)
{
    size_t length = strlen(text);

    for (size_t most = 0; most <= length + 1; most++) {
        size_t fit = pipc__utf8_fit(text, length, most);
        char cut;

        FUZZ_CHECK(fit <= most && fit <= length && (fit + 3 >= most || fit == length));
        cut = text[fit];
        text[fit] = '\0';
        FUZZ_CHECK(is_utf8((const unsigned char *)text));
        text[fit] = cut;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    char *repaired = fuzz_text(data, size);

    check_repair(text, repaired);
    if (size <= 64)
        check_fit(repaired);
    free(repaired);
    free(text);
    return 0;
}
