#include "support/compressing.h"

#include <stdlib.h>
#include <zlib.h>

#include "support/cmocka.h"

/* Compresses what is given and makes room for all that comes of it. */
static int add(z_stream *stream, compressed *out, const void *bytes, size_t length, int flush)
{
    int result;

    stream->next_in = (z_const Bytef *)bytes;
    stream->avail_in = (uInt)length;
    do {
        out->bytes = realloc(out->bytes, out->length + 4096);
        assert_non_null(out->bytes);
        stream->next_out = out->bytes + out->length;
        stream->avail_out = 4096;
        result = deflate(stream, flush);
        out->length += 4096 - stream->avail_out;
    } while (stream->avail_out == 0);
    return result;
}

compressed compress_bytes(int wrapping, const void *bytes, size_t length, size_t zeros)
{
    static const char block[65536];
    compressed out = {.length = 0};
    z_stream stream = {.next_in = Z_NULL};

    assert_int_equal(
        deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, wrapping, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    add(&stream, &out, bytes, length, Z_NO_FLUSH);
    for (; zeros > sizeof block; zeros -= sizeof block)
        add(&stream, &out, block, sizeof block, Z_NO_FLUSH);
    assert_int_equal(add(&stream, &out, block, zeros, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return out;
}
