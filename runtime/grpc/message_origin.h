/* Where a message came from. */
#ifndef PIPC_RUNTIME_GRPC_MESSAGE_ORIGIN_H_
#define PIPC_RUNTIME_GRPC_MESSAGE_ORIGIN_H_

#include <grpc/compression.h>
#include <grpc/grpc.h>
#include <stdbool.h>

#include "base/blocks.h"

typedef struct pipc__message_origin {
    grpc_call *call;      /* NULL: none that could be asked */
    int max_bytes;        /* how large the message may be, decompressed */
    pipc__blocks *blocks; /* for one that is large; NULL: none */
} pipc__message_origin;

/*
 * Whether the message says that it is compressed, by its flag, whatever it is. It is the one that
 * came last on its call: this is to be asked before the next one is received.
 */
bool pipc__message_origin_says_compressed(const pipc__message_origin *self);

/*
 * What the compression of a byte buffer is, once it was noted, if it says that it is compressed and
 * does not say how.
 */
enum { PIPC__COMPRESSION_UNKNOWN = GRPC_COMPRESS_ALGORITHMS_COUNT };

/* For a message that came last on `call` and is read after others have come; NULL: none came. */
void pipc__message_note_flag(grpc_call *call, grpc_byte_buffer *bytes);

#endif
