/* The inside of JSON's double quotes. */
#ifndef PIPC_RUNTIME_MESSAGES_JSON_STRING_H_
#define PIPC_RUNTIME_MESSAGES_JSON_STRING_H_

#include <pipc/types.h>

#include "base/arena.h"
#include "base/str.h"
#include "messages/json_reader.h"

/*
 * Reads from `*at`, behind the quote that opens it, past the one that closes it. Text without
 * escapes is borrowed from the source. Returns PIPC_OK, PIPC_E_NO_MEMORY, or PIPC_E_BAD_REQUEST
 * with
 * `*at` at the mistake and `*expected` set.
 */
int pipc__json_string_read(const char **at, const char *end, pipc__arena *arena,
                           pipc__json_text *text, const char **expected);

/* Appends the `length` bytes at `text`, which are UTF-8, as they stand between quotes. */
void pipc__json_string_escape(pipc__str *out, const char *text, size_t length);

/* The same, in quotes. */
void pipc__json_string_write(pipc__str *out, const char *text, size_t length);

#endif
