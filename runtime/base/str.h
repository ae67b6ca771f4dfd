/* Text that grows. */
#ifndef PIPC_RUNTIME_BASE_STR_H_
#define PIPC_RUNTIME_BASE_STR_H_

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <pipc/types.h>

/*
 * Zeroed is empty. Once an append has found no memory the text stays as it was and `failed` is set:
 * check it once, at the end.
 */
typedef struct pipc__str {
    char *text; /* with a 0 at the end; NULL while nothing was appended */
    size_t length;
    size_t capacity;
    bool failed;
} pipc__str;

void pipc__str_append(pipc__str *str, const char *text);
void pipc__str_append_bytes(pipc__str *str, const char *bytes, size_t length);
void pipc__str_printf(pipc__str *str, const char *format, ...) PIPC_PRINTF(2, 3);
void pipc__str_vprintf(pipc__str *str, const char *format, va_list arguments) PIPC_PRINTF(2, 0);

/* A finite number, as the C locale has it whatever the program's. */
void pipc__str_append_number(pipc__str *str, double number);

/* Frees the text; the str is empty again. */
void pipc__str_dispose(pipc__str *str);

/*
 * The text, now the caller's (pipc__free() it), "" if nothing was appended; NULL if anything
 * failed. The str is empty again.
 */
char *pipc__str_take(pipc__str *str);

/* The formatted text, to be freed by pipc__free(), or NULL. */
char *pipc__str_format(const char *format, ...) PIPC_PRINTF(1, 2);
char *pipc__str_vformat(const char *format, va_list arguments) PIPC_PRINTF(1, 0);

/* Whether both are the same but for the case of ASCII letters. */
bool pipc__str_equal_ignoring_case(const char *a, const char *b);

#endif
