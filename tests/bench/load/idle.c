/* bench_idle: the memory of a server for connections, or streams, on which nothing happens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/connection.h"

enum { STREAMS_OF_A_CONNECTION = 1000, STREAM_MESSAGES = 2 };

/* Begins as many calls as the traffic has streams, and waits for an answer to each. */
static void open_and_call(load_connection *connection, load_traffic *traffic, int port)
{
    uint64_t answers = traffic->answers + traffic->streams;

    traffic->starts_left = traffic->streams;
    connection_open(connection, traffic, port);
    streams_start(connection);
    streams_send(connection);
    connection_flush(connection);
    while (traffic->answers < answers || (traffic->running > 0 && !traffic->holds))
        connection_read(connection, true);
}

static void prepare(load_traffic *traffic, const char *exchange, bool holds, unsigned streams)
{
    traffic->exchange = exchange_named(exchange, STREAM_MESSAGES);
    traffic->holds = holds;
    traffic->streams = streams;
    headers_of_request(traffic->exchange.path, &traffic->first_headers, &traffic->next_headers);
}

/* bench_idle PORT PID connections|streams COUNT */
int main(int argc, char **argv)
{
    static load_traffic traffic;
    bool streams = argc == 5 && strcmp(argv[3], "streams") == 0;
    load_connection *connections;
    size_t count;
    int port;
    pid_t pid;
    long before_kib;

    if (argc != 5 || (!streams && strcmp(argv[3], "connections") != 0))
        measure_die("expected PORT PID connections|streams COUNT");
    port = (int)measure_number(argv[1], 1);
    pid = (pid_t)measure_number(argv[2], 1);
    count = (size_t)measure_number(argv[4], 1);
    if (streams)
        count = (count + STREAMS_OF_A_CONNECTION - 1) / STREAMS_OF_A_CONNECTION;
    connections = calloc(count + 1, sizeof *connections);
    if (connections == NULL)
        measure_die("out of memory");

    prepare(&traffic, streams ? "chat" : "sum", streams, 1);
    open_and_call(&connections[count], &traffic, port); /* what only the first one costs */
    before_kib = measure_rss_kib(pid);
    traffic.streams = streams ? STREAMS_OF_A_CONNECTION : 1;
    for (size_t i = 0; i < count; i++)
        open_and_call(&connections[i], &traffic, port);
    printf("{\"idle_kib\": %ld, \"each_kib\": %.3f}\n", before_kib,
           (double)(measure_rss_kib(pid) - before_kib) / (double)(count * traffic.streams));
    return EXIT_SUCCESS;
}
