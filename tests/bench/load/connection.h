/* One HTTP/2 connection that makes calls, as many at once as it is asked to, and checks them. */
#ifndef BENCH_LOAD_CONNECTION_H_
#define BENCH_LOAD_CONNECTION_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/measure.h"
#include "load/exchange.h"
#include "load/headers.h"

/* What all connections have in common. */
typedef struct load_traffic {
    load_exchange exchange;
    headers_block first_headers;
    headers_block next_headers;
    unsigned streams;     /* at once on a connection */
    bool holds;           /* streams are left open after their first answer */
    size_t gathers;       /* bytes that must have come on a connection before they are read */
    uint64_t starts_left; /* calls that may still be begun */
    uint64_t running;     /* calls that are not over */
    uint64_t answers;     /* messages that have come */
    int64_t now_ns;
    measure measure;
} load_traffic;

typedef struct load_stream load_stream;
struct load_stream {
    uint32_t id;        /* 0: none */
    bool queued;        /* among those that have something to send */
    uint64_t sent;      /* bytes of messages */
    uint64_t received;  /* bytes of messages */
    int64_t window;     /* bytes that the other side takes */
    int64_t started_ns; /* the call; or, by turns, the message */
    load_stream *next;  /* in the queue */
};

typedef struct load_connection {
    load_traffic *traffic;
    int socket;
    headers_reader headers;
    uint8_t *in;
    size_t in_length;
    uint8_t *out;
    size_t out_start;
    size_t out_end;
    size_t out_capacity;
    load_stream *streams; /* by id, which is left out where its place is taken */
    uint32_t stream_mask;
    uint32_t next_id;
    unsigned running;
    load_stream *queue_first;
    load_stream *queue_last;
    int64_t window;
    int64_t initial_window; /* of streams */
    size_t frame_max;
    uint64_t received; /* since the other side was told that it may send more */
} load_connection;

/* --- connection.c: bytes -------------------------------------------------------------------- */

/* Connects to a port of this machine. Whatever goes wrong here or later ends the program. */
void connection_open(load_connection *self, load_traffic *traffic, int port);
void connection_close(load_connection *self);

/* Whether there is something to write that the socket does not take at present. */
bool connection_is_stuck(const load_connection *self);

/* Writes what is to be sent, as far as the socket takes it. */
void connection_flush(load_connection *self);

/* Reads once, does what is to be done about it, and flushes. `waits`: until there is something. */
void connection_read(load_connection *self, bool waits);

/* Room for a frame; its header is written. Returns where its payload goes. */
uint8_t *connection_add_frame(load_connection *self, uint8_t type, uint8_t flags, uint32_t id,
                              size_t length);

/* --- frames.c: what comes ------------------------------------------------------------------- */

enum {
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FRAME_RST_STREAM = 3,
    FRAME_SETTINGS = 4,
    FRAME_PUSH_PROMISE = 5,
    FRAME_PING = 6,
    FRAME_GOAWAY = 7,
    FRAME_WINDOW_UPDATE = 8,
    FRAME_CONTINUATION = 9,
    FRAME_HEADER = 9, /* bytes */
    FRAME_MAX = 16384,
    FLAG_END_STREAM = 1,
    FLAG_ACK = 1,
    FLAG_END_HEADERS = 4,
    FLAG_PADDED = 8,
    SETTINGS_INITIAL_WINDOW = 4,
    SETTINGS_FRAME_MAX = 5
};

/* Tells the other side what it may send. */
void frames_greet(load_connection *self);

/* Takes the whole frames at the beginning of `bytes`, and returns how many bytes they are. */
size_t frames_take(load_connection *self, const uint8_t *bytes, size_t length);

/* --- streams.c: calls ----------------------------------------------------------------------- */

/* Begins as many calls as may be. */
void streams_start(load_connection *self);

/* Sends messages as far as they are due and the other side takes them. */
void streams_send(load_connection *self);

/* The stream of this id; NULL if it is over. */
load_stream *streams_find(const load_connection *self, uint32_t id);

/* Has the stream sent what it may. */
void streams_enqueue(load_connection *self, load_stream *stream);

/* Checks bytes of messages that came. */
void streams_data(load_connection *self, load_stream *stream, const uint8_t *bytes, size_t length);

/* Checks headers that came. */
void streams_headers(load_connection *self, load_stream *stream, const uint8_t *bytes,
                     size_t length, bool ends);

#endif
