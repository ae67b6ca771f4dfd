#include <arpa/inet.h>
#include <string.h>

#include "load/connection.h"

/* More than any stream is sent, so that only the connection needs to be told of more room. */
enum { WINDOW = 1 << 30 };

static uint32_t read_number(const uint8_t *bytes)
{
    uint32_t number;

    memcpy(&number, bytes, sizeof number);
    return ntohl(number);
}

static void write_number(uint8_t *bytes, uint32_t number)
{
    number = htonl(number);
    memcpy(bytes, &number, sizeof number);
}

static void give_room(load_connection *self, uint32_t bytes)
{
    write_number(connection_add_frame(self, FRAME_WINDOW_UPDATE, 0, 0, 4), bytes);
}

void frames_greet(load_connection *self)
{
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    uint8_t *settings;

    memcpy(self->out, preface, sizeof preface - 1);
    self->out_end = sizeof preface - 1;
    settings = connection_add_frame(self, FRAME_SETTINGS, 0, 0, 6);
    settings[0] = 0;
    settings[1] = SETTINGS_INITIAL_WINDOW;
    write_number(settings + 2, WINDOW);
    give_room(self, WINDOW);
}

/* --- taking --------------------------------------------------------------------------------- */

typedef struct load_frame {
    uint8_t type;
    uint8_t flags;
    uint32_t id;
    size_t length;
    const uint8_t *payload;
} load_frame;

static void change_windows(load_connection *self, int64_t initial)
{
    for (uint32_t i = 0; i <= self->stream_mask; i++) {
        load_stream *stream = &self->streams[i];

        if (stream->id == 0)
            continue;
        stream->window += initial - self->initial_window;
        streams_enqueue(self, stream);
    }
    self->initial_window = initial;
}

static void take_settings(load_connection *self, const load_frame *frame)
{
    if ((frame->flags & FLAG_ACK) != 0)
        return;
    for (size_t at = 0; at + 6 <= frame->length; at += 6) {
        unsigned name = (unsigned)(frame->payload[at] << 8 | frame->payload[at + 1]);
        uint32_t value = read_number(frame->payload + at + 2);

        if (name == SETTINGS_INITIAL_WINDOW)
            change_windows(self, value);
        else if (name == SETTINGS_FRAME_MAX)
            self->frame_max = value < FRAME_MAX ? value : FRAME_MAX;
    }
    connection_add_frame(self, FRAME_SETTINGS, FLAG_ACK, 0, 0);
}

static void take_window_update(load_connection *self, const load_frame *frame)
{
    load_stream *stream = streams_find(self, frame->id);
    uint32_t room = read_number(frame->payload) & INT32_MAX;

    if (frame->id == 0) {
        self->window += room;
    } else if (stream != NULL) {
        stream->window += room;
        streams_enqueue(self, stream);
    }
}

static void take_data(load_connection *self, const load_frame *frame)
{
    load_stream *stream = streams_find(self, frame->id);

    if (stream == NULL || (frame->flags & (FLAG_PADDED | FLAG_END_STREAM)) != 0)
        measure_die("DATA came that cannot be");
    self->received += frame->length;
    if (self->received > WINDOW / 2) {
        give_room(self, (uint32_t)self->received);
        self->received = 0;
    }
    streams_data(self, stream, frame->payload, frame->length);
}

static void take_headers(load_connection *self, const load_frame *frame)
{
    load_stream *stream = streams_find(self, frame->id);

    if (stream == NULL || (frame->flags & FLAG_END_HEADERS) == 0 ||
        (frame->flags & FLAG_PADDED) != 0)
        measure_die("HEADERS came that cannot be");
    streams_headers(self, stream, frame->payload, frame->length,
                    (frame->flags & FLAG_END_STREAM) != 0);
}

static void take_ping(load_connection *self, const load_frame *frame)
{
    if ((frame->flags & FLAG_ACK) == 0)
        memcpy(connection_add_frame(self, FRAME_PING, FLAG_ACK, 0, 8), frame->payload, 8);
}

static void take_frame(load_connection *self, const load_frame *frame)
{
    switch (frame->type) {
    case FRAME_DATA:
        take_data(self, frame);
        break;
    case FRAME_HEADERS:
        take_headers(self, frame);
        break;
    case FRAME_SETTINGS:
        take_settings(self, frame);
        break;
    case FRAME_WINDOW_UPDATE:
        take_window_update(self, frame);
        break;
    case FRAME_PING:
        take_ping(self, frame);
        break;
    case FRAME_RST_STREAM:
        if (streams_find(self, frame->id) != NULL)
            measure_die("the server has reset a stream: %u", read_number(frame->payload));
        break;
    case FRAME_GOAWAY:
    case FRAME_PUSH_PROMISE:
    case FRAME_CONTINUATION:
        measure_die("a frame of type %u came", frame->type);
    default:
        break; /* what is not known is to be overlooked */
    }
}

/* Payloads of a fixed length, which the other side may not cut short. */
static size_t least_length(uint8_t type)
{
    switch (type) {
    case FRAME_WINDOW_UPDATE:
    case FRAME_RST_STREAM:
        return 4;
    case FRAME_PING:
        return 8;
    default:
        return 0;
    }
}

size_t frames_take(load_connection *self, const uint8_t *bytes, size_t length)
{
    size_t taken = 0;

    while (length - taken >= FRAME_HEADER) {
        const uint8_t *header = bytes + taken;
        load_frame frame = {.type = header[3],
                            .flags = header[4],
                            .id = read_number(header + 5) & INT32_MAX,
                            .length = read_number(header) >> 8,
                            .payload = header + FRAME_HEADER};

        if (frame.length > FRAME_MAX || frame.length < least_length(frame.type))
            measure_die("a frame of %zu bytes came", frame.length);
        if (length - taken < FRAME_HEADER + frame.length)
            break;
        take_frame(self, &frame);
        taken += FRAME_HEADER + frame.length;
    }
    return taken;
}
