/* A configuration file as text, in which each line knows where it comes from. */
#ifndef PIPC_RUNTIME_CONTAINER_CONFIG_TEXT_H_
#define PIPC_RUNTIME_CONTAINER_CONFIG_TEXT_H_

#include <stddef.h>

#include <pipc/types.h>

enum {
    PIPC__CONFIG_FILE_MAX_BYTES = 1024 * 1024,
    PIPC__CONFIG_TEXT_MAX_BYTES = 4 * 1024 * 1024, /* with its variables filled in */
};

/* Zeroed is no text. */
typedef struct pipc__config_text {
    const char *name; /* of the file, for messages; borrowed */
    char *text;       /* with a 0 at the end */
    size_t length;
    /* Which line of the file each line of `text` begins in, from 1; NULL: they are the same. */
    unsigned *lines;
    size_t line_count;
} pipc__config_text;

void pipc__config_text_dispose(pipc__config_text *self);

/*
 * The file of that name, which is borrowed. A byte order mark is left out.
 *
 * Errors: PIPC_E_FILE_ERROR READ_FAILED naming the file; PIPC_E_MISCONFIGURATION TOO_LARGE for more
 *         than PIPC__CONFIG_FILE_MAX_BYTES, and those of pipc__config_text_check().
 */
int pipc__config_text_read(const char *name, pipc__config_text *out, pipc_error **error);

/* As pipc__config_text_read(), of text that is there already, and copied. */
int pipc__config_text_copy(const char *name, const char *text, size_t length,
                           pipc__config_text *out, pipc_error **error);

/* Errors: PIPC_E_MISCONFIGURATION BAD_TEXT, naming the line, for what is not UTF-8 or holds a 0. */
int pipc__config_text_check(const pipc__config_text *self, pipc_error **error);

/* The line of the file that line `index` of the text, from 0, comes from. */
unsigned pipc__config_text_line(const pipc__config_text *self, size_t index);

/* Likewise of the byte at `offset`. */
unsigned pipc__config_text_line_at(const pipc__config_text *self, size_t offset);

/* Returns PIPC_E_MISCONFIGURATION with `code`, and file and line before the message. */
int pipc__config_text_fail(const pipc__config_text *self, unsigned line, const char *code,
                           pipc_error **error, const char *format, ...) PIPC_PRINTF(5, 6);

#endif
