/* bench_startup: how long a server takes from its start to its first answer. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load/connection.h"

static pid_t start_server(char **command, FILE **output)
{
    int ends[2];
    pid_t pid;

    if (pipe(ends) != 0)
        measure_die("no pipe can be made: %s", strerror(errno));
    pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(command[0], command);
        measure_die("%s cannot be run: %s", command[0], strerror(errno));
    }
    close(ends[1]);
    *output = fdopen(ends[0], "r");
    if (pid < 0 || *output == NULL)
        measure_die("no process can be made: %s", strerror(errno));
    return pid;
}

/* Waits for the line that tells where the server listens. */
static int read_port(FILE *output)
{
    char line[256];
    int port = 0;

    while (port == 0 && fgets(line, sizeof line, output) != NULL) {
        const char *at = strstr(line, "port ");

        if (at != NULL)
            port = (int)strtol(at + strlen("port "), NULL, 10);
    }
    if (port == 0)
        measure_die("the server does not tell its port");
    return port;
}

static void call_once(int port)
{
    static load_traffic traffic;
    load_connection connection;

    traffic.exchange = exchange_named("sum", 1);
    traffic.streams = 1;
    traffic.starts_left = 1;
    headers_of_request(traffic.exchange.path, &traffic.first_headers, &traffic.next_headers);
    connection_open(&connection, &traffic, port);
    streams_start(&connection);
    streams_send(&connection);
    connection_flush(&connection);
    while (traffic.running > 0)
        connection_read(&connection, true);
    connection_close(&connection);
}

/* bench_startup COMMAND [ARGUMENT...] */
int main(int argc, char **argv)
{
    int64_t started_ns = measure_now_ns();
    FILE *output;
    pid_t pid;
    int64_t ended_ns;

    if (argc < 2)
        measure_die("expected the command of a server");
    pid = start_server(argv + 1, &output);
    call_once(read_port(output));
    ended_ns = measure_now_ns();
    printf("{\"startup_ms\": %.3f, \"rss_kib\": %ld}\n", (double)(ended_ns - started_ns) / 1e6,
           measure_rss_kib(pid));
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    fclose(output);
    return EXIT_SUCCESS;
}
