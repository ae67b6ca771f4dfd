#include "container/template.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/str.h"
#include "container/template_tags.h"

enum { DEPTH_MAX = 64, SHOWN_MAX = 60 };

/* A part that depends on a variable, and is not ended yet. */
typedef struct section {
    pipc__tag begin;
    bool is_else;
    bool outer_emits;
    bool holds; /* its condition */
} section;

typedef struct expander {
    const pipc__config_text *source;
    const pipc_config_params *parameters;
    size_t position;
    unsigned line;
    section sections[DEPTH_MAX];
    size_t depth;
    bool emits;
    pipc__str text;
    pipc__str lines; /* of unsigned */
} expander;

/* --- writing -------------------------------------------------------------------------------- */

/* Each line that begins is known to come from the line that is read. */
static void emit(expander *self, pipc__piece text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (self->text.length == 0 || self->text.text[self->text.length - 1] == '\n')
            pipc__str_append_bytes(&self->lines, (const char *)&self->line, sizeof self->line);
        pipc__str_append_bytes(&self->text, text.text + i, 1);
        if (self->text.length > PIPC__CONFIG_TEXT_MAX_BYTES)
            return;
    }
}

static void emit_text(expander *self, const char *text)
{
    emit(self, (pipc__piece){text, strlen(text)});
}

/* As within the quotes of a JSON text. */
static void emit_escaped(expander *self, const char *value)
{
    for (; *value != '\0'; value++) {
        unsigned char byte = (unsigned char)*value;
        char escaped[8] = {'\\', *value, '\0'};

        if (byte < 0x20)
            snprintf(escaped, sizeof escaped, "\\u%04x", byte);
        if (byte == '\n')
            emit_text(self, "\\n");
        else if (byte < 0x20 || byte == '"' || byte == '\\')
            emit_text(self, escaped);
        else
            emit(self, (pipc__piece){value, 1});
    }
}

/* The value of a variable, the last one of that name; NULL if it has none, or an empty one. */
static const char *value_of(const expander *self, pipc__piece name)
{
    const char *value;

    for (size_t i = pipc_config_params_count(self->parameters); i > 0; i--) {
        const char *key = pipc_config_params_at(self->parameters, i - 1, &value);

        if (pipc__piece_equal_ignoring_case((pipc__piece){key, strlen(key)}, name))
            return value != NULL && value[0] == '\0' ? NULL : value;
    }
    return NULL;
}

/* --- sections ------------------------------------------------------------------------------- */

static int begin_section(expander *self, const pipc__tag *one, pipc_error **error)
{
    section *begun = &self->sections[self->depth];

    if (self->depth == DEPTH_MAX)
        return pipc__tag_fail(one, self->source, "nests too deep, expected at most 64 levels",
                              error);
    *begun = (section){.begin = *one, .outer_emits = self->emits};
    begun->holds = (value_of(self, one->name) != NULL) == (one->kind == PIPC__TAG_IF);
    self->emits = begun->outer_emits && begun->holds;
    self->depth++;
    return PIPC_OK;
}

static int turn_section(expander *self, const pipc__tag *one, pipc_error **error)
{
    section *open = self->depth == 0 ? NULL : &self->sections[self->depth - 1];

    if (open == NULL)
        return pipc__tag_fail(one, self->source,
                              "stands alone, expected {{#if NAME}} or {{#unless NAME}} before it",
                              error);
    if (open->is_else)
        return pipc__tag_fail(one, self->source, "comes twice, expected the end of the section",
                              error);
    open->is_else = true;
    self->emits = open->outer_emits && !open->holds;
    return PIPC_OK;
}

static int end_section(expander *self, const pipc__tag *one, pipc_error **error)
{
    const section *open = self->depth == 0 ? NULL : &self->sections[self->depth - 1];

    if (open == NULL)
        return pipc__tag_fail(one, self->source,
                              "ends nothing, expected a section that began before", error);
    if (!pipc__piece_equal_ignoring_case(open->begin.word, one->name)) {
        char expected[SHOWN_MAX + 64];

        snprintf(expected, sizeof expected, "ends another section, expected {{/%.*s}} for line %u",
                 (int)(open->begin.word.length < SHOWN_MAX ? open->begin.word.length : SHOWN_MAX),
                 open->begin.word.text, open->begin.line);
        return pipc__tag_fail(one, self->source, expected, error);
    }
    self->emits = open->outer_emits;
    self->depth--;
    return PIPC_OK;
}

static int apply(expander *self, const pipc__tag *one, pipc_error **error)
{
    const char *value;

    switch (one->kind) {
    case PIPC__TAG_IF:
    case PIPC__TAG_UNLESS:
        return begin_section(self, one, error);
    case PIPC__TAG_ELSE:
        return turn_section(self, one, error);
    case PIPC__TAG_END:
        return end_section(self, one, error);
    case PIPC__TAG_COMMENT:
        return PIPC_OK;
    case PIPC__TAG_VALUE:
    case PIPC__TAG_ESCAPED:
        break;
    }
    value = value_of(self, one->name);
    if (self->emits && value != NULL && one->kind == PIPC__TAG_ESCAPED)
        emit_escaped(self, value);
    else if (self->emits && value != NULL)
        emit_text(self, value);
    return PIPC_OK;
}

/* --- the whole ------------------------------------------------------------------------------ */

static void skip(expander *self, size_t length)
{
    for (size_t i = 0; i < length; i++)
        self->line += self->source->text[self->position + i] == '\n';
    self->position += length;
}

/* The text up to the next tag, line by line, as each is to know where it comes from. */
static void copy_text(expander *self)
{
    const char *start = self->source->text + self->position;
    const char *end = strstr(start, "{{");
    size_t length = end == NULL ? self->source->length - self->position : (size_t)(end - start);

    while (length > 0) {
        const char *newline = memchr(start, '\n', length);
        size_t part = newline == NULL ? length : (size_t)(newline - start) + 1;

        if (self->emits)
            emit(self, (pipc__piece){start, part});
        skip(self, part);
        start += part;
        length -= part;
    }
}

static int expand(expander *self, pipc_error **error)
{
    while (self->position < self->source->length) {
        pipc__tag one;
        int code;

        copy_text(self);
        if (self->text.length > PIPC__CONFIG_TEXT_MAX_BYTES)
            return pipc__config_text_fail(self->source, self->line, "TOO_LARGE", error,
                                          "the values of the variables make the file too large, "
                                          "expected at most %d bytes",
                                          PIPC__CONFIG_TEXT_MAX_BYTES);
        if (self->position == self->source->length)
            break;
        code = pipc__tag_read(self->source, self->position, self->line, &one, error);
        if (code == PIPC_OK)
            code = apply(self, &one, error);
        if (code != PIPC_OK)
            return code;
        skip(self, one.whole.length);
    }
    if (self->depth == 0)
        return PIPC_OK;
    return pipc__tag_fail(&self->sections[self->depth - 1].begin, self->source,
                          "has no end, expected one before the end of the file", error);
}

/* Makes a text of what was written; the expander has nothing any more. */
static int finish(expander *self, pipc__config_text *out, pipc_error **error)
{
    size_t line_count = self->lines.length / sizeof(unsigned);
    size_t length = self->text.length;

    out->name = self->source->name;
    out->text = pipc__str_take(&self->text);
    out->length = length;
    out->lines = (unsigned *)(void *)pipc__str_take(&self->lines);
    out->line_count = line_count;
    if (out->text == NULL || out->lines == NULL)
        return pipc_fail_no_memory(error);
    return pipc__config_text_check(out, error);
}

int pipc__template_expand(pipc__config_text *text, const pipc_config_params *parameters,
                          pipc_error **error)
{
    expander self = {.source = text, .parameters = parameters, .line = 1, .emits = true};
    pipc__config_text expanded = {.name = NULL};
    int code = expand(&self, error);

    if (code == PIPC_OK)
        code = finish(&self, &expanded, error);
    pipc__str_dispose(&self.text);
    pipc__str_dispose(&self.lines);
    if (code != PIPC_OK) {
        pipc__config_text_dispose(&expanded);
        return code;
    }
    pipc__config_text_dispose(text);
    *text = expanded;
    return PIPC_OK;
}
