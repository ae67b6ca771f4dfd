/* What a peer compresses, honest or not. */
#ifndef PIPC_TESTS_SUPPORT_COMPRESSING_H_
#define PIPC_TESTS_SUPPORT_COMPRESSING_H_

#include <stddef.h>
#include <stdint.h>

/* How zlib wraps what it compresses: its windowBits. */
enum { AS_DEFLATE = 15, AS_GZIP = 15 + 16, AS_NOTHING = -15 };

typedef struct compressed {
    uint8_t *bytes; /* free() them */
    size_t length;
} compressed;

/* `length` bytes, and so many zeros behind them, which take next to no room. */
compressed compress_bytes(int wrapping, const void *bytes, size_t length, size_t zeros);

#endif
