/* HPACK: the headers that are sent, which are always the same, and what those that come say. */
#ifndef BENCH_LOAD_HEADERS_H_
#define BENCH_LOAD_HEADERS_H_

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEADERS_BLOCK_MAX = 512, HEADERS_KNOWN_MAX = 32, HEADERS_KNOWN_COUNT = 4 };

typedef struct headers_block {
    uint8_t bytes[HEADERS_BLOCK_MAX];
    size_t length;
} headers_block;

/*
 * The headers of a call, as gRPC's own clients send them: on a new connection, and on one that
 * knows them by their indices. What comes before the first call must be nothing.
 */
void headers_of_request(const char *path, headers_block *first, headers_block *next);

/* What a block of headers said. */
typedef struct headers_seen {
    int http_status; /* -1: nothing of it */
    int grpc_status;
    char message[128];
} headers_seen;

/* A block that refers to what is known only, and what it said. */
typedef struct headers_known {
    uint8_t bytes[HEADERS_KNOWN_MAX];
    size_t length; /* 0: none */
    headers_seen seen;
} headers_known;

/* Reads the headers that come over one connection. */
typedef struct headers_reader {
    nghttp2_hd_inflater *inflater;
    headers_known known[HEADERS_KNOWN_COUNT];
    unsigned next_known;
    headers_seen seen; /* of the latest block */
} headers_reader;

void headers_reader_init(headers_reader *self);
void headers_reader_dispose(headers_reader *self);

/* Returns what the block says, borrowed until the next; NULL if it is none. */
const headers_seen *headers_read(headers_reader *self, const uint8_t *bytes, size_t length);

#endif
