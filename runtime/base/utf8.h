/* UTF-8: cutting it, and making it of what is not. */
#ifndef PIPC_RUNTIME_BASE_UTF8_H_
#define PIPC_RUNTIME_BASE_UTF8_H_

#include <stdbool.h>
#include <stddef.h>

/* Whether `length` bytes are characters throughout, none of them 0. */
bool pipc__utf8_is_text(const char *bytes, size_t length);

/* How many of the first `length` bytes of `text` fit into `most` without cutting a character. */
size_t pipc__utf8_fit(const char *text, size_t length, size_t most);

/* Puts a `?` in the place of each byte that is not part of a character. */
void pipc__utf8_repair(char *text);

#endif
