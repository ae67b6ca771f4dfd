/* bench_load: makes calls, checks each answer, and tells what they cost the server. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "load/connection.h"

static const char usage[] =
    "bench_load --port N --pid N [--exchange sum|echo|download|upload|chat] [--messages N]\n"
    "           [--connections N] [--streams N] [--warm-ms N] [--ms N | --calls N] [--pin N]";

typedef struct settings {
    const char *exchange;
    long port;
    long pid;      /* of the server */
    long messages; /* on a stream */
    long connections;
    long streams; /* at once on each */
    long warm_ms; /* before it is measured */
    long ms;
    long calls; /* 0: as many as there is time for */
    long pin;
} settings;

typedef struct load {
    load_traffic traffic;
    load_connection *connections;
    size_t connection_count;
    int epoll;
} load;

static settings read_settings(int argc, char **argv)
{
    settings self = {.exchange = "sum",
                     .messages = 1000,
                     .connections = 1,
                     .streams = 1,
                     .warm_ms = 300,
                     .ms = 2000,
                     .pin = -1};
    const struct option options[] = {{"exchange", 1, NULL, 'e'},
                                     {"port", 1, NULL, 'p'},
                                     {"pid", 1, NULL, 'i'},
                                     {"messages", 1, NULL, 'm'},
                                     {"connections", 1, NULL, 'c'},
                                     {"streams", 1, NULL, 's'},
                                     {"warm-ms", 1, NULL, 'w'},
                                     {"ms", 1, NULL, 't'},
                                     {"calls", 1, NULL, 'n'},
                                     {"pin", 1, NULL, 'a'},
                                     {0}};
    long *const numbers[] = {
        ['p'] = &self.port,        ['i'] = &self.pid,     ['m'] = &self.messages,
        ['c'] = &self.connections, ['s'] = &self.streams, ['w'] = &self.warm_ms,
        ['t'] = &self.ms,          ['n'] = &self.calls,   ['a'] = &self.pin};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'e')
            self.exchange = optarg;
        else if (option == '?')
            measure_die("usage: %s", usage);
        else
            *numbers[option] = measure_number(optarg, option == 'a' ? -1 : 0);
    }
    if (self.port == 0 || self.pid == 0 || optind != argc)
        measure_die("usage: %s", usage);
    return self;
}

/*
 * With many calls in flight, to be woken for each answer would cost this program half of what it
 * costs the server: it is woken when an eighth of the answers have come. All of them always do: by
 * turns, what a stream sends last is the shortest, its end.
 */
static size_t bytes_to_gather(const load_traffic *traffic)
{
    const load_exchange *exchange = &traffic->exchange;
    size_t shortest = FRAME_HEADER + 1;

    if (!exchange->by_turns && (exchange->request.count > 1 || exchange->response.count > 1))
        return 0;
    if (!exchange->by_turns)
        shortest += 2 * FRAME_HEADER + exchange->response.length;
    return traffic->streams / 8 * shortest;
}

static void open_connections(load *self, const settings *given)
{
    self->connection_count = (size_t)given->connections;
    self->connections = calloc(self->connection_count, sizeof *self->connections);
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->connections == NULL || self->epoll < 0)
        measure_die("no memory for %zu connections", self->connection_count);
    for (size_t i = 0; i < self->connection_count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &self->connections[i]};

        connection_open(&self->connections[i], &self->traffic, (int)given->port);
        if (epoll_ctl(self->epoll, EPOLL_CTL_ADD, self->connections[i].socket, &event) != 0)
            measure_die("a connection cannot be waited for: %s", strerror(errno));
    }
}

/* A connection that could not write all is looked at again when it can. */
static void watch(load *self, load_connection *connection)
{
    uint32_t writes = connection_is_stuck(connection) ? EPOLLOUT : 0;
    struct epoll_event event = {.events = EPOLLIN | writes, .data.ptr = connection};

    epoll_ctl(self->epoll, EPOLL_CTL_MOD, connection->socket, &event);
}

static void wait_for_any(load *self)
{
    struct epoll_event events[64];
    int count = epoll_wait(self->epoll, events, 64, 20000);

    if (count == 0)
        measure_die("the server has been silent for 20 seconds");
    for (int i = 0; i < count; i++) {
        load_connection *connection = events[i].data.ptr;
        bool was_stuck = connection_is_stuck(connection);

        connection_read(connection, false);
        if (was_stuck || connection_is_stuck(connection))
            watch(self, connection);
    }
}

/* One connection is waited for by reading it, which saves a system call. */
static void run(load *self, int64_t until_ns)
{
    load_traffic *traffic = &self->traffic;

    while (traffic->now_ns < until_ns && (traffic->starts_left > 0 || traffic->running > 0)) {
        if (self->connection_count == 1 && !connection_is_stuck(self->connections))
            connection_read(self->connections, true);
        else
            wait_for_any(self);
    }
}

static void begin_calls(load *self)
{
    self->traffic.now_ns = measure_now_ns();
    for (size_t i = 0; i < self->connection_count; i++) {
        streams_start(&self->connections[i]);
        streams_send(&self->connections[i]);
        connection_flush(&self->connections[i]);
        if (connection_is_stuck(&self->connections[i]))
            watch(self, &self->connections[i]);
    }
}

static void run_calls(load *self, const settings *given)
{
    load_traffic *traffic = &self->traffic;
    int64_t ms = 1000000;

    traffic->starts_left = given->calls == 0 ? UINT64_MAX : (uint64_t)given->calls;
    measure_start(&traffic->measure, (pid_t)given->pid);
    begin_calls(self);
    if (given->calls == 0) {
        run(self, traffic->now_ns + given->warm_ms * ms);
        measure_start(&traffic->measure, (pid_t)given->pid);
        run(self, traffic->now_ns + given->ms * ms);
    } else {
        run(self, INT64_MAX);
    }
    measure_stop(&traffic->measure);
}

int main(int argc, char **argv)
{
    static load self;
    settings given = read_settings(argc, argv);
    load_traffic *traffic = &self.traffic;

    measure_pin((int)given.pin);
    traffic->exchange = exchange_named(given.exchange, (uint64_t)given.messages);
    traffic->streams = (unsigned)given.streams;
    headers_of_request(traffic->exchange.path, &traffic->first_headers, &traffic->next_headers);
    if (given.calls == 0)
        traffic->gathers = bytes_to_gather(traffic);
    open_connections(&self, &given);
    run_calls(&self, &given);
    measure_print(&traffic->measure);
    for (size_t i = 0; i < self.connection_count; i++)
        connection_close(&self.connections[i]);
    return EXIT_SUCCESS;
}
