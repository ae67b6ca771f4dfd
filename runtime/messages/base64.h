/* Bytes as text: base64 (RFC 4648). */
#ifndef PIPC_RUNTIME_MESSAGES_BASE64_H_
#define PIPC_RUNTIME_MESSAGES_BASE64_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Appends `bytes` in the standard alphabet, with padding. */
void pipc__base64_write(pipc__str *out, const uint8_t *bytes, size_t length);

/*
 * Appends the bytes that `text` stands for, in the standard or the URL-safe alphabet, with padding
 * or without. False: it is neither; some bytes may be appended then.
 */
bool pipc__base64_read(pipc__str *out, const char *text, size_t length);

#endif
