#include "support/cmocka.h"

#include "support/raw_http2.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "support/raw_socket.h"

enum { HEADER_BYTES = 9 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static void write_header(uint8_t *out, int kind, int flags, uint32_t stream, size_t length)
{
    const uint8_t header[HEADER_BYTES] = {
        (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length,
        (uint8_t)kind,           (uint8_t)flags,         (uint8_t)(stream >> 24),
        (uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream};

    memcpy(out, header, sizeof header);
}

size_t raw_http2_preface(uint8_t *out, size_t size)
{
    size_t length = strlen(preface);

    assert_true(size >= length + HEADER_BYTES);
    memcpy(out, preface, length);
    write_header(out + length, HTTP2_SETTINGS, 0, 0, 0);
    return length + HEADER_BYTES;
}

int raw_http2_connect(int port)
{
    int fd = raw_socket_connect(port);
    uint8_t bytes[64];

    raw_socket_send(fd, bytes, raw_http2_preface(bytes, sizeof bytes));
    return fd;
}

void raw_http2_send(int fd, int kind, int flags, uint32_t stream, const void *payload,
                    size_t length)
{
    uint8_t bytes[HEADER_BYTES + HTTP2_FRAME_MAX];

    assert_true(length <= HTTP2_FRAME_MAX);
    write_header(bytes, kind, flags, stream, length);
    if (length > 0)
        memcpy(bytes + HEADER_BYTES, payload, length);
    raw_socket_send(fd, bytes, HEADER_BYTES + length);
}

/* A literal that is not indexed: RFC 7541, section 6.2.2. */
static size_t write_field(uint8_t *out, const char *name, const char *value)
{
    size_t name_length = strlen(name), value_length = strlen(value);

    assert_true(name_length < 127 && value_length < 127);
    out[0] = 0;
    out[1] = (uint8_t)name_length;
    memcpy(out + 2, name, name_length);
    out[2 + name_length] = (uint8_t)value_length;
    memcpy(out + 3 + name_length, value, value_length);
    return 3 + name_length + value_length;
}

void raw_http2_begin_call(int fd, uint32_t stream, const char *path, int flags, size_t count)
{
    static const char long_value[] = "0123456789012345678901234567890123456789012345678901234567890"
                                     "012345678901234567890123456789";
    uint8_t block[HTTP2_FRAME_MAX];
    size_t length = 0;

    length += write_field(block + length, ":method", "POST");
    length += write_field(block + length, ":scheme", "http");
    length += write_field(block + length, ":path", path);
    length += write_field(block + length, ":authority", "localhost");
    length += write_field(block + length, "te", "trailers");
    length += write_field(block + length, "content-type", "application/grpc");
    for (size_t i = 0; i < count; i++) {
        assert_true(length + 120 < sizeof block);
        length += write_field(block + length, "long", long_value);
    }
    raw_http2_send(fd, HTTP2_HEADERS, HTTP2_END_HEADERS | flags, stream, block, length);
}

void raw_http2_send_message(int fd, uint32_t stream, const void *bytes, size_t length)
{
    uint8_t payload[HTTP2_FRAME_MAX] = {0, 0, 0, (uint8_t)(length >> 8), (uint8_t)length};

    assert_true(length + 5 <= sizeof payload);
    memcpy(payload + 5, bytes, length);
    raw_http2_send(fd, HTTP2_DATA, HTTP2_END_STREAM, stream, payload, 5 + length);
}

/* False: closed, or reset. */
static int read_all(int fd, uint8_t *out, size_t length)
{
    while (length > 0) {
        ssize_t count = recv(fd, out, length, 0);

        if (count < 0)
            assert_int_equal(errno, ECONNRESET); /* or nothing came for too long */
        if (count <= 0)
            return 0;
        out += count;
        length -= (size_t)count;
    }
    return 1;
}

int raw_http2_read(int fd, raw_frame *out)
{
    uint8_t header[HEADER_BYTES];

    if (!read_all(fd, header, sizeof header))
        return 0;
    out->length = (uint32_t)header[0] << 16 | (uint32_t)header[1] << 8 | header[2];
    out->kind = header[3];
    out->flags = header[4];
    out->stream = (uint32_t)(header[5] & 0x7f) << 24 | (uint32_t)header[6] << 16 |
                  (uint32_t)header[7] << 8 | header[8];
    assert_true(out->length <= sizeof out->payload);
    return read_all(fd, out->payload, out->length);
}

void raw_http2_expect(int fd, int kind, raw_frame *out)
{
    do
        assert_true(raw_http2_read(fd, out));
    while (out->kind != kind || (kind == HTTP2_SETTINGS && out->flags == HTTP2_ACK));
}

void raw_http2_expect_goaway(int fd, uint32_t code)
{
    raw_frame frame;

    do
        raw_http2_expect(fd, HTTP2_GOAWAY, &frame);
    while (raw_http2_number(&frame, 4) != code);
}

void raw_http2_synchronize(int fd)
{
    raw_frame frame;

    raw_http2_send(fd, HTTP2_PING, 0, 0, "are here", 8);
    do
        raw_http2_expect(fd, HTTP2_PING, &frame);
    while (frame.flags != HTTP2_ACK);
}

uint32_t raw_http2_number(const raw_frame *frame, size_t at)
{
    const uint8_t *bytes = frame->payload + at;

    assert_true(at + 4 <= frame->length);
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

uint32_t raw_http2_setting(const raw_frame *settings, unsigned setting, uint32_t otherwise)
{
    for (size_t at = 0; at + 6 <= settings->length; at += 6)
        if (settings->payload[at] == 0 && settings->payload[at + 1] == setting)
            return raw_http2_number(settings, at + 2);
    return otherwise;
}
