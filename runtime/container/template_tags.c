#include "container/template_tags.h"

#include <string.h>

#include <pipc/error.h>

#include "base/utf8.h"

enum { SHOWN_MAX = 60 };

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

static pipc__piece trimmed(pipc__piece text)
{
    while (text.length > 0 && is_space(text.text[0])) {
        text.text++;
        text.length--;
    }
    while (text.length > 0 && is_space(text.text[text.length - 1]))
        text.length--;
    return text;
}

static char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool pipc__piece_equal_ignoring_case(pipc__piece a, pipc__piece b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lowered(a.text[i]) != lowered(b.text[i]))
            return false;
    return true;
}

static bool is_word(pipc__piece text, const char *word)
{
    return pipc__piece_equal_ignoring_case(text, (pipc__piece){word, strlen(word)});
}

static bool is_name(pipc__piece text)
{
    for (size_t i = 0; i < text.length; i++) {
        char letter = lowered(text.text[i]);

        if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9') && letter != '_')
            return false;
    }
    return text.length > 0;
}

/* Whether `text` begins with `word` and white space; *rest is then what follows. */
static bool begins_with_word(pipc__piece text, const char *word, pipc__piece *rest)
{
    size_t length = strlen(word);

    if (text.length <= length || !is_space(text.text[length]) ||
        !is_word((pipc__piece){text.text, length}, word))
        return false;
    *rest = trimmed((pipc__piece){text.text + length, text.length - length});
    return true;
}

/* --- tags ----------------------------------------------------------------------------------- */

/* The tag is cut short where it is long. */
int pipc__tag_fail(const pipc__tag *self, const pipc__config_text *text, const char *why,
                   pipc_error **error)
{
    size_t length = pipc__utf8_fit(self->whole.text, self->whole.length, SHOWN_MAX);

    return pipc__config_text_fail(text, self->line, "BAD_TEMPLATE", error, "%.*s%s %s", (int)length,
                                  self->whole.text, length < self->whole.length ? "..." : "", why);
}

/* Finds the braces that end the tag, which begins at `offset`; the inside goes to *inside. */
static int find_end(const pipc__config_text *text, size_t offset, pipc__tag *one,
                    pipc__piece *inside, pipc_error **error)
{
    const char *start = text->text + offset;
    bool is_escaped = strncmp(start, "{{{", 3) == 0;
    size_t length = is_escaped ? 3 : 2;
    const char *end = strstr(start + length, is_escaped ? "}}}" : "}}");

    one->whole = (pipc__piece){start, text->length - offset};
    if (end == NULL)
        return pipc__tag_fail(
            one, text, is_escaped ? "is cut off, expected }}}" : "is cut off, expected }}", error);
    one->whole.length = (size_t)(end - start) + length;
    one->kind = is_escaped ? PIPC__TAG_ESCAPED : PIPC__TAG_VALUE;
    *inside = trimmed((pipc__piece){start + length, (size_t)(end - start) - length});
    return PIPC_OK;
}

static void read_section(pipc__tag *one, pipc__piece inside)
{
    one->kind = inside.text[0] == '^' ? PIPC__TAG_UNLESS : PIPC__TAG_IF;
    inside = trimmed((pipc__piece){inside.text + 1, inside.length - 1});
    one->name = one->word = inside;
    if (one->kind == PIPC__TAG_IF && begins_with_word(inside, "unless", &one->name)) {
        one->kind = PIPC__TAG_UNLESS;
        one->word = (pipc__piece){"unless", strlen("unless")};
    } else if (one->kind == PIPC__TAG_IF && begins_with_word(inside, "if", &one->name)) {
        one->word = (pipc__piece){"if", strlen("if")};
    }
}

static void read_plain(pipc__tag *one, pipc__piece inside)
{
    char first = inside.length > 0 ? inside.text[0] : '\0';

    if (first == '!') {
        one->kind = PIPC__TAG_COMMENT;
    } else if (first == '#' || first == '^') {
        read_section(one, inside);
    } else if (first == '/') {
        one->kind = PIPC__TAG_END;
        one->name = trimmed((pipc__piece){inside.text + 1, inside.length - 1});
    } else if (is_word(inside, "else")) {
        one->kind = PIPC__TAG_ELSE;
    }
}

int pipc__tag_read(const pipc__config_text *text, size_t offset, unsigned line, pipc__tag *out,
                   pipc_error **error)
{
    pipc__piece inside = {NULL, 0};
    int code;

    *out = (pipc__tag){.line = line};
    code = find_end(text, offset, out, &inside, error);
    if (code != PIPC_OK)
        return code;
    out->name = inside;
    if (out->kind == PIPC__TAG_VALUE)
        read_plain(out, inside);
    if (out->kind == PIPC__TAG_COMMENT || out->kind == PIPC__TAG_ELSE || is_name(out->name))
        return PIPC_OK;
    return pipc__tag_fail(
        out, text,
        "is no tag, expected {{NAME}}, {{{NAME}}}, {{#if NAME}}, {{#unless NAME}}, {{else}}, "
        "{{/if}}, {{/unless}} or {{! ...}}, names being of letters, digits and _",
        error);
}
