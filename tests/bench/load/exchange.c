#include "load/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "common/measure.h"

enum { PREFIX = 5, ECHO_BYTES = 1 << 20, STREAM_BYTES = 16 };

uint64_t messages_size(const messages *self)
{
    return self->length * self->count;
}

static messages make_messages(const uint8_t *body, size_t length, uint64_t count)
{
    messages self = {.bytes = malloc(PREFIX + length), .length = PREFIX + length, .count = count};

    if (self.bytes == NULL)
        measure_die("out of memory");
    self.bytes[0] = 0; /* not compressed */
    for (int i = 0; i < 4; i++)
        self.bytes[1 + i] = (uint8_t)(length >> (24 - 8 * i));
    memcpy(self.bytes + PREFIX, body, length);
    return self;
}

static size_t write_varint(uint8_t *out, uint64_t value)
{
    size_t length = 0;

    for (; value >= 0x80; value >>= 7)
        out[length++] = (uint8_t)(value | 0x80);
    out[length++] = (uint8_t)value;
    return length;
}

/* A bench.Payload of so many bytes. */
static messages make_payloads(size_t bytes, uint64_t count)
{
    uint8_t *body = malloc(bytes + 16);
    size_t length = 1;
    messages self;

    if (body == NULL)
        measure_die("out of memory");
    body[0] = 0x0a;
    length += write_varint(body + 1, bytes);
    for (size_t i = 0; i < bytes; i++)
        body[length++] = (uint8_t)(i % 251);
    self = make_messages(body, length, count);
    free(body);
    return self;
}

/* One bench.Count. */
static messages make_count(uint64_t value)
{
    uint8_t body[16] = {0x08};

    return make_messages(body, 1 + write_varint(body + 1, value), 1);
}

/* 3.5 + 4.25, as a Number1, and 7.75, as a Number2. */
static load_exchange make_sum(void)
{
    static const uint8_t request[] = {0x0d, 0, 0, 0x60, 0x40, 0x15, 0, 0, 0x88, 0x40};
    static const uint8_t response[] = {0x0d, 0, 0, 0xf8, 0x40};

    return (load_exchange){.path = "/Summator/sum",
                           .request = make_messages(request, sizeof request, 1),
                           .response = make_messages(response, sizeof response, 1)};
}

load_exchange exchange_named(const char *name, uint64_t count)
{
    if (strcmp(name, "sum") == 0)
        return make_sum();
    if (strcmp(name, "echo") == 0)
        return (load_exchange){.path = "/bench.Traffic/Echo",
                               .request = make_payloads(ECHO_BYTES, 1),
                               .response = make_payloads(ECHO_BYTES, 1)};
    if (strcmp(name, "download") == 0)
        return (load_exchange){.path = "/bench.Traffic/Download",
                               .request = make_count(count),
                               .response = make_payloads(STREAM_BYTES, count)};
    if (strcmp(name, "upload") == 0)
        return (load_exchange){.path = "/bench.Traffic/Upload",
                               .request = make_payloads(STREAM_BYTES, count),
                               .response = make_count(count)};
    if (strcmp(name, "chat") == 0)
        return (load_exchange){.path = "/bench.Traffic/Chat",
                               .request = make_payloads(STREAM_BYTES, count),
                               .response = make_payloads(STREAM_BYTES, count),
                               .by_turns = true};
    measure_die("no exchange is called %s; there are sum, echo, download, upload and chat", name);
}
