#include "grpc/inflate.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <stdbool.h>
#include <zlib.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "base/alloc.h"

/* How zlib is told of the two wrappings, with windows as large as there are. */
enum { WINDOW_BITS = 15, OF_GZIP = 16 };

/* The room to begin with: so much, and so many times what came. */
enum { FIRST_BYTES = 256, FIRST_GUESS = 4 };

/* A message while it is being inflated. */
typedef struct inflation {
    z_stream stream;
    int result; /* what zlib said last */
    uint8_t *bytes;
    size_t capacity;
    size_t max_bytes;
} inflation;

static voidpf alloc_for_zlib(voidpf data, uInt count, uInt size)
{
    (void)data;
    return pipc__alloc((size_t)count * size);
}

static void free_for_zlib(voidpf data, voidpf memory)
{
    (void)data;
    pipc__free(memory);
}

static size_t length_of(const inflation *self)
{
    return self->capacity - self->stream.avail_out;
}

static int fail_too_large(const inflation *self, pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_RESOURCE_EXHAUSTED,
                          "received message larger than max (more than %zu bytes, decompressed)",
                          self->max_bytes);
}

static int fail_bad(const char *why, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INTERNAL, "BAD_MESSAGE", "a message cannot be decompressed: %s",
                     why);
}

/*
 * Room for `capacity` bytes, or for one more than may come: it is the one that tells that there are
 * too many.
 */
static int make_room(inflation *self, size_t capacity, pipc_error **error)
{
    size_t length = length_of(self);
    uint8_t *bytes;

    if (length > self->max_bytes)
        return fail_too_large(self, error);
    if (capacity > self->max_bytes)
        capacity = self->max_bytes + 1;
    bytes = pipc__realloc(self->bytes, capacity);
    if (bytes == NULL)
        return pipc_fail_no_memory(error);
    self->bytes = bytes;
    self->capacity = capacity;
    self->stream.next_out = bytes + length;
    self->stream.avail_out = (uInt)(capacity - length);
    return PIPC_OK;
}

static int inflate_more(inflation *self, pipc_error **error)
{
    self->result = inflate(&self->stream, Z_NO_FLUSH);
    switch (self->result) {
    case Z_OK:
    case Z_BUF_ERROR: /* it waits for the next slice */
    case Z_STREAM_END:
        return PIPC_OK;
    case Z_MEM_ERROR:
        return pipc_fail_no_memory(error);
    default:
        return fail_bad(self->stream.msg == NULL ? "it needs a dictionary" : self->stream.msg,
                        error);
    }
}

static int inflate_slice(inflation *self, const grpc_slice *slice, pipc_error **error)
{
    z_stream *stream = &self->stream;
    int code = PIPC_OK;

    stream->next_in = (z_const Bytef *)GRPC_SLICE_START_PTR(*slice);
    stream->avail_in = (uInt)GRPC_SLICE_LENGTH(*slice);
    while (code == PIPC_OK && self->result != Z_STREAM_END &&
           (stream->avail_in > 0 || stream->avail_out == 0)) {
        if (stream->avail_out == 0)
            code = make_room(self, self->capacity * 2, error);
        if (code == PIPC_OK)
            code = inflate_more(self, error);
    }
    if (code == PIPC_OK && stream->avail_in > 0)
        code = fail_bad("there is more behind its end", error);
    return code;
}

static int inflate_slices(inflation *self, const grpc_slice_buffer *slices, pipc_error **error)
{
    int code = make_room(self, FIRST_BYTES + FIRST_GUESS * slices->length, error);

    for (size_t i = 0; code == PIPC_OK && i < slices->count; i++)
        code = inflate_slice(self, &slices->slices[i], error);
    if (code != PIPC_OK)
        return code;
    if (self->result != Z_STREAM_END)
        return fail_bad("it is cut off", error);
    return length_of(self) > self->max_bytes ? fail_too_large(self, error) : PIPC_OK;
}

static int run(inflation *self, const grpc_byte_buffer *compressed, pipc_error **error)
{
    bool is_gzip = compressed->data.raw.compression == GRPC_COMPRESS_GZIP;
    int code;

    self->stream.zalloc = alloc_for_zlib;
    self->stream.zfree = free_for_zlib;
    if (inflateInit2(&self->stream, WINDOW_BITS + (is_gzip ? OF_GZIP : 0)) != Z_OK)
        return pipc_fail_no_memory(error); /* the rest of what it can say is of its arguments */
    code = inflate_slices(self, &compressed->data.raw.slice_buffer, error);
    inflateEnd(&self->stream);
    return code;
}

int pipc__inflate(const grpc_byte_buffer *compressed, size_t max_bytes, pipc__inflated *out,
                  pipc_error **error)
{
    inflation self = {.max_bytes = max_bytes};
    int code = PIPC_OK;

    if (compressed->data.raw.slice_buffer.length > 0)
        code = run(&self, compressed, error);
    if (code != PIPC_OK) {
        pipc__free(self.bytes);
        return code;
    }
    *out = (pipc__inflated){.bytes = self.bytes, .length = length_of(&self)};
    return PIPC_OK;
}
