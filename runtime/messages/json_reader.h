/* JSON text (RFC 8259), read piece by piece: no tree is made of it. */
#ifndef PIPC_RUNTIME_MESSAGES_JSON_READER_H_
#define PIPC_RUNTIME_MESSAGES_JSON_READER_H_

#include <stdbool.h>
#include <stddef.h>

#include <pipc/types.h>

#include "base/arena.h"

/* How deep arrays and objects nest at most, as in other protobuf runtimes. */
enum { PIPC__JSON_DEPTH_MAX = 100 };

typedef enum pipc__json_kind {
    PIPC__JSON_NULL,
    PIPC__JSON_TRUE,
    PIPC__JSON_FALSE,
    PIPC__JSON_NUMBER,
    PIPC__JSON_TEXT,
    PIPC__JSON_ARRAY,
    PIPC__JSON_OBJECT
} pipc__json_kind;

/* Not ended by a 0. */
typedef struct pipc__json_text {
    const char *bytes;
    size_t length;
} pipc__json_text;

typedef struct pipc__json_reader {
    const char *start;
    const char *at;
    const char *end;
    unsigned depth;
    pipc__arena *arena; /* for text that is not as it stands in the source */
    pipc_error **error;
} pipc__json_reader;

/*
 * All functions return PIPC_OK or fail the reader's error: PIPC_E_BAD_REQUEST BAD_JSON with line
 * and column, TOO_DEEP, or PIPC_E_NO_MEMORY.
 */

/* What kind of value comes next; nothing is taken but the white space before it. */
int pipc__json_peek(pipc__json_reader *self, pipc__json_kind *kind);

/* Takes null, true or false, which pipc__json_peek() has told of. */
int pipc__json_read_literal(pipc__json_reader *self, pipc__json_kind kind);

/* Takes a number, as it is written. */
int pipc__json_read_number(pipc__json_reader *self, pipc__json_text *number);

/* Takes text; it is UTF-8 without a 0, which is no text in C, and lives as long as the arena. */
int pipc__json_read_text(pipc__json_reader *self, pipc__json_text *text);

/* Takes the bracket that opens an array or an object. */
int pipc__json_enter(pipc__json_reader *self);

/*
 * Takes what stands before the next member, its key included, or the bracket that closes the
 * object. Returns 1, 0 at the end, or a PIPC_E_*. `*first` is true before the first call.
 */
int pipc__json_next_member(pipc__json_reader *self, bool *first, pipc__json_text *key);

/* As pipc__json_next_member(), of an array. */
int pipc__json_next_element(pipc__json_reader *self, bool *first);

/* Takes a whole value, whatever it is. */
int pipc__json_skip(pipc__json_reader *self);

/* Nothing but white space may follow. */
int pipc__json_end(pipc__json_reader *self);

/* How long the number at `text` is, 0 if there is none: "-1.5e3". */
size_t pipc__json_number_length(const char *text, const char *end);

#endif
