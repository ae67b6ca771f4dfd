#include "load/headers.h"

#include <string.h>

#include "common/measure.h"

/* --- sending -------------------------------------------------------------------------------- */

enum {
    INDEXED = 0x80,
    LITERAL_INDEXED = 0x40, /* remembered by the other side */
    DYNAMIC_FIRST = 62      /* the header that was remembered last */
};

/* A header with a name of HPACK's static table, or of its own. */
typedef struct literal {
    int name_index; /* 0: `name` */
    const char *name;
    const char *value;
} literal;

static void add_text(headers_block *block, const char *text)
{
    size_t length = strlen(text);

    /* A length from 127 up would take more than a byte. */
    if (length >= 127 || block->length + length + 1 > sizeof block->bytes)
        measure_die("a header is too long: %s", text);
    block->bytes[block->length++] = (uint8_t)length;
    memcpy(block->bytes + block->length, text, length);
    block->length += length;
}

static void add_literal(headers_block *block, const literal *header)
{
    block->bytes[block->length++] = (uint8_t)(LITERAL_INDEXED | header->name_index);
    if (header->name_index == 0)
        add_text(block, header->name);
    add_text(block, header->value);
}

void headers_of_request(const char *path, headers_block *first, headers_block *next)
{
    static const uint8_t post_over_http[] = {INDEXED | 3, INDEXED | 6};
    const literal literals[] = {
        {.name_index = 4, .value = path},
        {.name_index = 1, .value = "localhost"},
        {.name = "te", .value = "trailers"},
        {.name_index = 31, .value = "application/grpc"},
        {.name_index = 58, .value = "pipc-bench"},
        {.name = "grpc-accept-encoding", .value = "identity, deflate, gzip"},
    };
    const size_t count = sizeof literals / sizeof literals[0];

    memcpy(first->bytes, post_over_http, sizeof post_over_http);
    first->length = sizeof post_over_http;
    memcpy(next->bytes, post_over_http, sizeof post_over_http);
    next->length = sizeof post_over_http;
    for (size_t i = 0; i < count; i++) {
        add_literal(first, &literals[i]);
        next->bytes[next->length++] = (uint8_t)(INDEXED | (DYNAMIC_FIRST + count - 1 - i));
    }
}

/* --- receiving ------------------------------------------------------------------------------ */

void headers_reader_init(headers_reader *self)
{
    memset(self, 0, sizeof *self);
    if (nghttp2_hd_inflate_new(&self->inflater) != 0)
        measure_die("out of memory");
}

void headers_reader_dispose(headers_reader *self)
{
    nghttp2_hd_inflate_del(self->inflater);
}

/* Whether all of it are one-byte indices: such a block changes nothing on the connection. */
static bool refers_only(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] <= INDEXED || bytes[i] == 0xff)
            return false;
    }
    return length > 0 && length <= HEADERS_KNOWN_MAX;
}

static const headers_seen *find_known(const headers_reader *self, const uint8_t *bytes,
                                      size_t length)
{
    for (unsigned i = 0; i < HEADERS_KNOWN_COUNT; i++) {
        const headers_known *known = &self->known[i];

        if (known->length == length && length > 0 && memcmp(known->bytes, bytes, length) == 0)
            return &known->seen;
    }
    return NULL;
}

static void keep(headers_reader *self, const uint8_t *bytes, size_t length)
{
    headers_known *known = &self->known[self->next_known++ % HEADERS_KNOWN_COUNT];

    memcpy(known->bytes, bytes, length);
    known->length = length;
    known->seen = self->seen;
}

static bool is_named(const nghttp2_nv *header, const char *name)
{
    return header->namelen == strlen(name) && memcmp(header->name, name, header->namelen) == 0;
}

static int number_of(const nghttp2_nv *header)
{
    int number = 0;

    for (size_t i = 0; i < header->valuelen && number < 1000; i++)
        number = number * 10 + header->value[i] - '0';
    return number;
}

static void note(headers_seen *seen, const nghttp2_nv *header)
{
    if (is_named(header, ":status")) {
        seen->http_status = number_of(header);
    } else if (is_named(header, "grpc-status")) {
        seen->grpc_status = number_of(header);
    } else if (is_named(header, "grpc-message")) {
        size_t length = header->valuelen;

        if (length >= sizeof seen->message)
            length = sizeof seen->message - 1;
        memcpy(seen->message, header->value, length);
        seen->message[length] = '\0';
    }
}

static bool inflate(headers_reader *self, const uint8_t *bytes, size_t length)
{
    int flags = 0;

    self->seen = (headers_seen){.http_status = -1, .grpc_status = -1};
    do {
        nghttp2_nv header;
        ssize_t used = nghttp2_hd_inflate_hd2(self->inflater, &header, &flags, bytes, length, 1);

        if (used < 0)
            return false;
        bytes += used;
        length -= (size_t)used;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
            note(&self->seen, &header);
    } while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0);
    nghttp2_hd_inflate_end_headers(self->inflater);
    return true;
}

const headers_seen *headers_read(headers_reader *self, const uint8_t *bytes, size_t length)
{
    bool refers = refers_only(bytes, length);
    const headers_seen *known = refers ? find_known(self, bytes, length) : NULL;

    if (known != NULL)
        return known;
    if (!inflate(self, bytes, length))
        return NULL;
    if (refers)
        keep(self, bytes, length);
    else
        memset(self->known, 0, sizeof self->known); /* what the indices mean may have changed */
    return &self->seen;
}
