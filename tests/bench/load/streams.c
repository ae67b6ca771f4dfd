#include <string.h>

#include "load/connection.h"

/* What is written at once at most; more would only wait in memory. */
enum { OUT_MAX = 64 * 1024 };

load_stream *streams_find(const load_connection *self, uint32_t id)
{
    load_stream *found = &self->streams[(id >> 1) & self->stream_mask];

    return id != 0 && found->id == id ? found : NULL;
}

/* --- sending -------------------------------------------------------------------------------- */

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many bytes of messages may have been sent by now. */
static uint64_t due(const load_traffic *traffic, const load_stream *stream)
{
    const messages *request = &traffic->exchange.request;
    uint64_t answered;

    if (!traffic->exchange.by_turns)
        return messages_size(request);
    if (traffic->holds)
        return request->length;
    answered = stream->received / traffic->exchange.response.length;
    return request->length * smaller(answered + 1, request->count);
}

void streams_enqueue(load_connection *self, load_stream *stream)
{
    if (stream->queued || stream->window <= 0 || stream->sent >= due(self->traffic, stream))
        return;
    stream->queued = true;
    stream->next = NULL;
    if (self->queue_first == NULL)
        self->queue_first = stream;
    else
        self->queue_last->next = stream;
    self->queue_last = stream;
}

static void send_some(load_connection *self, load_stream *stream)
{
    const messages *request = &self->traffic->exchange.request;
    size_t offset = stream->sent % request->length;
    uint64_t length = smaller(request->length - offset, self->frame_max);
    bool ends;
    uint8_t *payload;

    length = smaller(length, (uint64_t)stream->window);
    length = smaller(length, (uint64_t)self->window);
    stream->sent += length;
    stream->window -= (int64_t)length;
    self->window -= (int64_t)length;
    ends = stream->sent == messages_size(request);
    payload =
        connection_add_frame(self, FRAME_DATA, ends ? FLAG_END_STREAM : 0, stream->id, length);
    memcpy(payload, request->bytes + offset, length);
}

void streams_send(load_connection *self)
{
    while (self->queue_first != NULL && self->window > 0 &&
           self->out_end - self->out_start < OUT_MAX) {
        load_stream *stream = self->queue_first;

        self->queue_first = stream->next;
        stream->queued = false;
        send_some(self, stream);
        streams_enqueue(self, stream);
    }
}

/* --- beginning ------------------------------------------------------------------------------ */

static void start(load_connection *self)
{
    load_traffic *traffic = self->traffic;
    const headers_block *headers =
        self->next_id == 1 ? &traffic->first_headers : &traffic->next_headers;
    uint32_t id = self->next_id;
    load_stream *stream;

    while (self->streams[(id >> 1) & self->stream_mask].id != 0)
        id += 2;
    if (id > INT32_MAX - 2)
        measure_die("a connection has no more than so many calls: choose less time");
    self->next_id = id + 2;
    stream = &self->streams[(id >> 1) & self->stream_mask];
    *stream =
        (load_stream){.id = id, .window = self->initial_window, .started_ns = traffic->now_ns};
    memcpy(connection_add_frame(self, FRAME_HEADERS, FLAG_END_HEADERS, id, headers->length),
           headers->bytes, headers->length);
    streams_enqueue(self, stream);
    self->running++;
    traffic->running++;
    traffic->starts_left--;
}

void streams_start(load_connection *self)
{
    while (self->running < self->traffic->streams && self->traffic->starts_left > 0)
        start(self);
}

/* --- receiving ------------------------------------------------------------------------------ */

static void note_latency(load_traffic *traffic, load_stream *stream)
{
    histogram_add(&traffic->measure.latencies, traffic->now_ns - stream->started_ns);
    stream->started_ns = traffic->now_ns;
}

/* Whether `bytes` go on where the stream left off, the same message being due again and again. */
static bool is_expected(const messages *response, uint64_t received, const uint8_t *bytes,
                        size_t length)
{
    if (received + length > messages_size(response))
        return false;
    while (length > 0) {
        size_t offset = received % response->length;
        size_t part = smaller(length, response->length - offset);

        if (memcmp(bytes, response->bytes + offset, part) != 0)
            return false;
        received += part;
        bytes += part;
        length -= part;
    }
    return true;
}

void streams_data(load_connection *self, load_stream *stream, const uint8_t *bytes, size_t length)
{
    load_traffic *traffic = self->traffic;
    const messages *response = &traffic->exchange.response;
    uint64_t before = stream->received / response->length;
    uint64_t more;

    if (!is_expected(response, stream->received, bytes, length))
        measure_die("a wrong answer came to %s", traffic->exchange.path);
    stream->received += length;
    more = stream->received / response->length - before;
    traffic->answers += more;
    if (response->count > 1)
        traffic->measure.calls += more;
    if (traffic->exchange.by_turns && more > 0) {
        note_latency(traffic, stream);
        streams_enqueue(self, stream);
    }
}

static void end(load_connection *self, load_stream *stream)
{
    load_traffic *traffic = self->traffic;
    const load_exchange *exchange = &traffic->exchange;

    if (stream->received != messages_size(&exchange->response) || stream->queued)
        measure_die("an answer of %s came too early", exchange->path);
    if (exchange->response.count == 1)
        traffic->measure.calls += exchange->request.count;
    if (!exchange->by_turns)
        note_latency(traffic, stream);
    stream->id = 0;
    self->running--;
    traffic->running--;
}

void streams_headers(load_connection *self, load_stream *stream, const uint8_t *bytes,
                     size_t length, bool ends)
{
    const headers_seen *seen = headers_read(&self->headers, bytes, length);

    if (seen == NULL || (seen->http_status != 200 && seen->http_status != -1))
        measure_die("headers came that are no answer");
    if (!ends)
        return;
    if (seen->grpc_status != 0)
        measure_die("%s ended with status %d: %s", self->traffic->exchange.path, seen->grpc_status,
                    seen->message);
    end(self, stream);
}
