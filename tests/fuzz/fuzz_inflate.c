/*
 * Messages that say they are compressed: what is inflated is what was compressed, is no more than
 * the bound, and is the same however the bytes are cut into slices.
 *
 * The first byte of an input is the compression and how it is cut, the second the bound. The rest
 * is inflated, and it is compressed and inflated again.
 */
#include <pipc/pipc.h>

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <zlib.h>

#include "base/alloc.h"
#include "fuzz.h"
#include "grpc/inflate.h"

enum { SLICES = 8, BOUND_STEP = 40 };

/* In slices of so many bytes; the last of SLICES has the rest. */
static grpc_byte_buffer *cut(grpc_compression_algorithm algorithm, const uint8_t *bytes,
                             size_t length, size_t slice_length)
{
    grpc_slice slices[SLICES];
    grpc_byte_buffer *buffer;
    size_t count = 0;

    while (length > 0) {
        size_t taken = count == SLICES - 1 || slice_length > length ? length : slice_length;

        slices[count++] = grpc_slice_from_copied_buffer((const char *)bytes, taken);
        bytes += taken;
        length -= taken;
    }
    buffer = grpc_raw_compressed_byte_buffer_create(slices, count, algorithm);
    for (size_t i = 0; i < count; i++)
        grpc_slice_unref(slices[i]);
    return buffer;
}

/* The code, and what came of it, in one slice or in several. */
static int inflate_cut(grpc_compression_algorithm algorithm, const uint8_t *bytes, size_t length,
                       size_t slice_length, size_t max_bytes, pipc__inflated *out)
{
    grpc_byte_buffer *buffer = cut(algorithm, bytes, length, slice_length);
    pipc_error *error = NULL;
    int code = pipc__inflate(buffer, max_bytes, out, &error);

    FUZZ_CHECK(code == PIPC_OK || code == PIPC_E_INTERNAL || code == PIPC_E_TOO_MANY_REQUESTS);
    FUZZ_CHECK((code == PIPC_OK) == (error == NULL));
    FUZZ_CHECK(code != PIPC_OK || out->length <= max_bytes);
    pipc_error_free(error);
    grpc_byte_buffer_destroy(buffer);
    return code;
}

static void check_any(grpc_compression_algorithm algorithm, const uint8_t *bytes, size_t length,
                      size_t slice_length, size_t max_bytes)
{
    pipc__inflated whole = {.bytes = NULL};
    pipc__inflated joined = {.bytes = NULL};
    int code = inflate_cut(algorithm, bytes, length, SIZE_MAX, max_bytes, &whole);

    FUZZ_CHECK(inflate_cut(algorithm, bytes, length, slice_length, max_bytes, &joined) == code);
    FUZZ_CHECK(whole.length == joined.length);
    if (whole.length > 0)
        FUZZ_CHECK(memcmp(whole.bytes, joined.bytes, whole.length) == 0);
    pipc__free(whole.bytes);
    pipc__free(joined.bytes);
}

/* In place of `length` bytes; free() the result. */
static uint8_t *compress_as(grpc_compression_algorithm algorithm, const uint8_t *bytes,
                            size_t *length)
{
    z_stream stream = {.next_in = (z_const Bytef *)bytes, .avail_in = (uInt)*length};
    uint8_t *packed;

    FUZZ_CHECK(deflateInit2(&stream, 1, Z_DEFLATED, algorithm == GRPC_COMPRESS_GZIP ? 31 : 15, 8,
                            Z_DEFAULT_STRATEGY) == Z_OK);
    stream.avail_out = (uInt)deflateBound(&stream, (uLong)*length);
    packed = malloc(stream.avail_out);
    stream.next_out = packed;
    FUZZ_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    *length = stream.total_out;
    deflateEnd(&stream);
    return packed;
}

static void check_compressed(grpc_compression_algorithm algorithm, const uint8_t *bytes,
                             size_t length, size_t slice_length, size_t max_bytes)
{
    size_t packed_length = length;
    uint8_t *packed = compress_as(algorithm, bytes, &packed_length);
    pipc__inflated out = {.bytes = NULL};
    int code = inflate_cut(algorithm, packed, packed_length, slice_length, max_bytes, &out);

    FUZZ_CHECK(code == (length <= max_bytes ? PIPC_OK : PIPC_E_TOO_MANY_REQUESTS));
    FUZZ_CHECK(code != PIPC_OK || out.length == length);
    if (out.length > 0)
        FUZZ_CHECK(memcmp(out.bytes, bytes, length) == 0);
    pipc__free(out.bytes);
    free(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    grpc_compression_algorithm algorithm;
    size_t slice_length;
    size_t max_bytes;

    if (size < 2)
        return 0;
    algorithm = data[0] & 1 ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_DEFLATE;
    slice_length = (size_t)(data[0] >> 1) + 1;
    max_bytes = (size_t)data[1] * BOUND_STEP;
    check_any(algorithm, data + 2, size - 2, slice_length, max_bytes);
    check_compressed(algorithm, data + 2, size - 2, slice_length, max_bytes);
    return 0;
}
