/* The tags of a template: {{NAME}}, {{#if NAME}} and so on. */
#ifndef PIPC_RUNTIME_CONTAINER_TEMPLATE_TAGS_H_
#define PIPC_RUNTIME_CONTAINER_TEMPLATE_TAGS_H_

#include <stdbool.h>

#include "container/config_text.h"

/* Some bytes of a text. */
typedef struct pipc__piece {
    const char *text;
    size_t length;
} pipc__piece;

typedef enum pipc__tag_kind {
    PIPC__TAG_VALUE,   /* {{NAME}} */
    PIPC__TAG_ESCAPED, /* {{{NAME}}} */
    PIPC__TAG_IF,      /* {{#if NAME}}, {{#NAME}} */
    PIPC__TAG_UNLESS,  /* {{#unless NAME}}, {{^NAME}} */
    PIPC__TAG_ELSE,    /* {{else}} */
    PIPC__TAG_END,     /* {{/if}}, {{/unless}}, {{/NAME}} */
    PIPC__TAG_COMMENT  /* {{! whatever}} */
} pipc__tag_kind;

typedef struct pipc__tag {
    pipc__piece whole; /* with its braces */
    pipc__tag_kind kind;
    pipc__piece name; /* of the variable; of an end, what stands there */
    pipc__piece word; /* of a section, what ends it */
    unsigned line;
} pipc__tag;

/*
 * The tag that begins at `offset` of `text`, in line `line`.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_TEMPLATE for what is cut off, or no tag.
 */
int pipc__tag_read(const pipc__config_text *text, size_t offset, unsigned line, pipc__tag *out,
                   pipc_error **error);

/* Returns PIPC_E_MISCONFIGURATION BAD_TEMPLATE, with the tag, and what is wrong with it. */
int pipc__tag_fail(const pipc__tag *self, const pipc__config_text *text, const char *why,
                   pipc_error **error);

/* Whether both are the same but for the case of ASCII letters. */
bool pipc__piece_equal_ignoring_case(pipc__piece a, pipc__piece b);

#endif
