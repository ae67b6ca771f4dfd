#include "messages/json_reader.h"

#include <stdint.h>
#include <string.h>

#include <pipc/error.h>

#include "messages/json_string.h"

static int fail_at(pipc__json_reader *self, const char *at, const char *expected)
{
    size_t line = 1, column = 1;

    for (const char *byte = self->start; byte < at; byte++) {
        column = *byte == '\n' ? 1 : column + 1;
        line += *byte == '\n';
    }
    return pipc_fail(self->error, PIPC_E_BAD_REQUEST, "BAD_JSON",
                     "the JSON at line %zu, column %zu is %s, expected %s", line, column,
                     at == self->end ? "at its end" : "wrong", expected);
}

static void skip_space(pipc__json_reader *self)
{
    while (self->at < self->end &&
           (*self->at == ' ' || *self->at == '\t' || *self->at == '\n' || *self->at == '\r'))
        self->at++;
}

/* Whether `byte` comes next; it is taken then. */
static bool take(pipc__json_reader *self, char byte)
{
    skip_space(self);
    if (self->at == self->end || *self->at != byte)
        return false;
    self->at++;
    return true;
}

int pipc__json_peek(pipc__json_reader *self, pipc__json_kind *kind)
{
    static const char firsts[] = "ntf0\"[{"; /* in the order of pipc__json_kind */
    const char *found;
    char first;

    skip_space(self);
    if (self->at == self->end)
        return fail_at(self, self->at, "a value");
    first = *self->at;
    if (first == '-' || (first >= '1' && first <= '9'))
        first = '0';
    found = first == '\0' ? NULL : strchr(firsts, first);
    if (found == NULL)
        return fail_at(self, self->at, "a value");
    *kind = (pipc__json_kind)(found - firsts);
    return PIPC_OK;
}

int pipc__json_read_literal(pipc__json_reader *self, pipc__json_kind kind)
{
    static const char *const words[] = {"null", "true", "false"};
    size_t length = strlen(words[kind]);

    if ((size_t)(self->end - self->at) < length || memcmp(self->at, words[kind], length) != 0)
        return fail_at(self, self->at, "null, true or false");
    self->at += length;
    return PIPC_OK;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* Behind the fraction or exponent that may be at `at`; NULL if it has no digits. */
static const char *skip_part(const char *at, const char *end, bool is_exponent)
{
    const char *digits = at + 1;
    const char *behind;

    if (at == end || !(is_exponent ? *at == 'e' || *at == 'E' : *at == '.'))
        return at;
    if (is_exponent && digits < end && (*digits == '+' || *digits == '-'))
        digits++;
    behind = skip_digits(digits, end);
    return behind == digits ? NULL : behind;
}

size_t pipc__json_number_length(const char *text, const char *end)
{
    const char *digits = text < end && *text == '-' ? text + 1 : text;
    const char *at = skip_digits(digits, end);

    if (at == digits || (*digits == '0' && at - digits > 1))
        return 0;
    at = skip_part(at, end, false);
    if (at != NULL)
        at = skip_part(at, end, true);
    return at == NULL ? 0 : (size_t)(at - text);
}

int pipc__json_read_number(pipc__json_reader *self, pipc__json_text *number)
{
    size_t length = pipc__json_number_length(self->at, self->end);

    if (length == 0)
        return fail_at(self, self->at, "a number as -12.5e3");
    *number = (pipc__json_text){self->at, length};
    self->at += length;
    return PIPC_OK;
}

int pipc__json_read_text(pipc__json_reader *self, pipc__json_text *text)
{
    const char *expected = NULL;
    const char *at;
    int code;

    if (!take(self, '"'))
        return fail_at(self, self->at, "text in double quotes");
    at = self->at;
    code = pipc__json_string_read(&at, self->end, self->arena, text, &expected);
    if (code == PIPC_E_NO_MEMORY)
        return pipc_fail_no_memory(self->error);
    if (code != PIPC_OK)
        return fail_at(self, at, expected);
    self->at = at;
    return PIPC_OK;
}

int pipc__json_enter(pipc__json_reader *self)
{
    if (self->depth == PIPC__JSON_DEPTH_MAX)
        return pipc_fail(self->error, PIPC_E_BAD_REQUEST, "TOO_DEEP",
                         "the JSON nests deeper than the %d levels that are expected at most",
                         PIPC__JSON_DEPTH_MAX);
    self->depth++;
    self->at++;
    return PIPC_OK;
}

/* Up to the next thing in brackets, or past the bracket that closes them. */
static int next(pipc__json_reader *self, bool *first, char close, const char *expected)
{
    bool was_first = *first;

    *first = false;
    if (take(self, close)) {
        self->depth--;
        return 0;
    }
    if (!was_first && !take(self, ','))
        return fail_at(self, self->at, expected);
    skip_space(self);
    return 1;
}

int pipc__json_next_element(pipc__json_reader *self, bool *first)
{
    return next(self, first, ']', "a comma or ]");
}

int pipc__json_next_member(pipc__json_reader *self, bool *first, pipc__json_text *key)
{
    int code = next(self, first, '}', "a comma or }");

    if (code != 1)
        return code;
    code = pipc__json_read_text(self, key);
    if (code != PIPC_OK)
        return code;
    return take(self, ':') ? 1 : fail_at(self, self->at, "a colon");
}

static int skip_all(pipc__json_reader *self, bool is_object)
{
    pipc__json_text key;
    bool first = true;
    int code = pipc__json_enter(self);

    while (code == PIPC_OK) {
        code = is_object ? pipc__json_next_member(self, &first, &key)
                         : pipc__json_next_element(self, &first);
        if (code != 1)
            return code;
        code = pipc__json_skip(self);
    }
    return code;
}

int pipc__json_skip(pipc__json_reader *self)
{
    pipc__json_kind kind = PIPC__JSON_NULL;
    pipc__json_text text;
    int code = pipc__json_peek(self, &kind);

    if (code != PIPC_OK)
        return code;
    if (kind == PIPC__JSON_OBJECT || kind == PIPC__JSON_ARRAY)
        return skip_all(self, kind == PIPC__JSON_OBJECT);
    if (kind == PIPC__JSON_TEXT)
        return pipc__json_read_text(self, &text);
    if (kind == PIPC__JSON_NUMBER)
        return pipc__json_read_number(self, &text);
    return pipc__json_read_literal(self, kind);
}

int pipc__json_end(pipc__json_reader *self)
{
    skip_space(self);
    return self->at == self->end ? PIPC_OK : fail_at(self, self->at, "nothing behind the value");
}
