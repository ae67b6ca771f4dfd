#include "load/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_CAPACITY = 256 * 1024, FIRST_OUT_CAPACITY = 4 * 1024, SILENCE_S = 20 };

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL)
        measure_die("out of memory");
    return memory;
}

static int connect_to(int port, int gathers)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval silence = {.tv_sec = SILENCE_S};
    int on = 1;
    int result = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (result < 0 || connect(result, (struct sockaddr *)&address, sizeof address) != 0)
        measure_die("port %d cannot be reached: %s", port, strerror(errno));
    setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(result, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    if (gathers > 0)
        setsockopt(result, SOL_SOCKET, SO_RCVLOWAT, &gathers, sizeof gathers);
    return result;
}

void connection_open(load_connection *self, load_traffic *traffic, int port)
{
    uint32_t places = 4;

    while (places < 4 * traffic->streams)
        places *= 2;
    memset(self, 0, sizeof *self);
    self->traffic = traffic;
    self->socket = connect_to(port, (int)traffic->gathers);
    self->streams = allocate(places * sizeof *self->streams);
    self->stream_mask = places - 1;
    self->next_id = 1;
    self->out_capacity = FIRST_OUT_CAPACITY;
    self->out = allocate(self->out_capacity);
    self->window = 65535;
    self->initial_window = 65535;
    self->frame_max = FRAME_MAX;
    headers_reader_init(&self->headers);
    frames_greet(self);
    connection_flush(self);
}

void connection_close(load_connection *self)
{
    close(self->socket);
    headers_reader_dispose(&self->headers);
    free(self->in);
    free(self->out);
    free(self->streams);
}

/* --- writing -------------------------------------------------------------------------------- */

static uint8_t *reserve(load_connection *self, size_t length)
{
    if (self->out_end + length > self->out_capacity) {
        self->out_capacity = 2 * (self->out_end + length);
        self->out = realloc(self->out, self->out_capacity);
        if (self->out == NULL)
            measure_die("out of memory");
    }
    self->out_end += length;
    return self->out + self->out_end - length;
}

uint8_t *connection_add_frame(load_connection *self, uint8_t type, uint8_t flags, uint32_t id,
                              size_t length)
{
    uint8_t *frame = reserve(self, FRAME_HEADER + length);

    frame[0] = (uint8_t)(length >> 16);
    frame[1] = (uint8_t)(length >> 8);
    frame[2] = (uint8_t)length;
    frame[3] = type;
    frame[4] = flags;
    for (int i = 0; i < 4; i++)
        frame[5 + i] = (uint8_t)(id >> (24 - 8 * i));
    return frame + FRAME_HEADER;
}

bool connection_is_stuck(const load_connection *self)
{
    return self->out_start < self->out_end;
}

void connection_flush(load_connection *self)
{
    while (self->out_start < self->out_end) {
        ssize_t sent = send(self->socket, self->out + self->out_start,
                            self->out_end - self->out_start, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0)
            measure_die("the connection broke: %s", strerror(errno));
        self->out_start += (size_t)sent;
    }
    self->out_start = 0;
    self->out_end = 0;
}

/* --- reading -------------------------------------------------------------------------------- */

static size_t receive(load_connection *self, bool waits)
{
    ssize_t length = recv(self->socket, self->in + self->in_length, IN_CAPACITY - self->in_length,
                          waits ? 0 : MSG_DONTWAIT);

    if (length == 0)
        measure_die("the server has closed the connection");
    if (length < 0 && errno == EAGAIN && waits)
        measure_die("the server has been silent for %d seconds", SILENCE_S);
    if (length < 0 && errno != EAGAIN && errno != EINTR)
        measure_die("the connection broke: %s", strerror(errno));
    return length < 0 ? 0 : (size_t)length;
}

void connection_read(load_connection *self, bool waits)
{
    size_t taken;

    if (self->in == NULL)
        self->in = allocate(IN_CAPACITY);
    self->in_length += receive(self, waits);
    self->traffic->now_ns = measure_now_ns();
    taken = frames_take(self, self->in, self->in_length);
    self->in_length -= taken;
    memmove(self->in, self->in + taken, self->in_length);
    streams_start(self);
    do {
        streams_send(self);
        connection_flush(self);
    } while (!connection_is_stuck(self) && self->queue_first != NULL && self->window > 0);
}
