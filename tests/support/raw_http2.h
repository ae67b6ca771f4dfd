/* HTTP/2 to 127.0.0.1, frame by frame, for clients that no library would be. See raw_socket.h. */
#ifndef PIPC_TESTS_SUPPORT_RAW_HTTP2_H_
#define PIPC_TESTS_SUPPORT_RAW_HTTP2_H_

#include <stddef.h>
#include <stdint.h>

/* Kinds of frames, flags, settings and errors: RFC 9113, sections 6 and 7. */
enum {
    HTTP2_DATA = 0,
    HTTP2_HEADERS = 1,
    HTTP2_RST_STREAM = 3,
    HTTP2_SETTINGS = 4,
    HTTP2_PING = 6,
    HTTP2_GOAWAY = 7,
    HTTP2_WINDOW_UPDATE = 8,
    HTTP2_CONTINUATION = 9
};
enum { HTTP2_END_STREAM = 1, HTTP2_ACK = 1, HTTP2_END_HEADERS = 4 };
enum { HTTP2_MAX_CONCURRENT_STREAMS = 3, HTTP2_MAX_HEADER_LIST_SIZE = 6 };
enum { HTTP2_NO_ERROR = 0, HTTP2_REFUSED_STREAM = 7, HTTP2_ENHANCE_YOUR_CALM = 11 };

enum { HTTP2_FRAME_MAX = 16384 };

typedef struct raw_frame {
    uint32_t length;
    int kind;
    int flags;
    uint32_t stream;
    uint8_t payload[HTTP2_FRAME_MAX];
} raw_frame;

/* A connection whose preface and empty SETTINGS have been sent. To be closed by close(). */
int raw_http2_connect(int port);

/* What raw_http2_connect() sends first; returns how long it is. */
size_t raw_http2_preface(uint8_t *out, size_t size);

void raw_http2_send(int fd, int kind, int flags, uint32_t stream, const void *payload,
                    size_t length);

/*
 * Begins a gRPC call on `stream`, which is odd and grows from call to call; its metadata are
 * `count` times some 120 bytes.
 */
void raw_http2_begin_call(int fd, uint32_t stream, const char *path, int flags, size_t count);

/* One message of gRPC, of less than 16 KiB, which ends the stream. */
void raw_http2_send_message(int fd, uint32_t stream, const void *bytes, size_t length);

/* The next frame; false: the other side has closed. Acknowledges nothing. */
int raw_http2_read(int fd, raw_frame *out);

/* The next frame of that kind, whatever comes before it; fails the test if there is none. */
void raw_http2_expect(int fd, int kind, raw_frame *out);

/* As that, for a GOAWAY with `code`, whatever graceful ones come before it. */
void raw_http2_expect_goaway(int fd, uint32_t code);

/* Returns when the other side has seen to all that was sent; what else comes is dropped. */
void raw_http2_synchronize(int fd);

/* Four bytes of a payload. */
uint32_t raw_http2_number(const raw_frame *frame, size_t at);

/* What a SETTINGS frame says; `otherwise` if it does not. */
uint32_t raw_http2_setting(const raw_frame *settings, unsigned setting, uint32_t otherwise);

#endif
