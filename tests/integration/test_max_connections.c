/* How many connections there may be, and that those are like all others. */
#include "support/cmocka.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "support/capturing_logger.h"
#include "support/echo.h"
#include "support/process.h"
#include "support/raw_http2.h"
#include "support/raw_socket.h"

enum { LIMIT = 5, FLOOD = 50 };

static int setup(void **state)
{
    static echo service;

    echo_init(&service);
    *state = &service;
    return 0;
}

static int teardown(void **state)
{
    echo_dispose(*state);
    return 0;
}

/* A connection that is made for certain. */
static int connect_and_see(echo *service)
{
    raw_frame frame;
    int fd = raw_http2_connect(echo_port(service));

    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    return fd;
}

/* Tries until there is room; the room of who hangs up is there a moment later. */
static int connect_when_there_is_room(echo *service)
{
    raw_frame frame;
    int fd;

    for (;;) {
        fd = raw_http2_connect(echo_port(service));
        if (raw_http2_read(fd, &frame))
            return fd;
        close(fd);
    }
}

static void one_connection_too_many_is_closed_at_once(void **state)
{
    int fds[LIMIT];

    echo_open_with(*state, ";options.max_connections=5");
    for (int i = 0; i < LIMIT; i++)
        fds[i] = connect_and_see(*state);
    for (int i = 0; i < FLOOD; i++)
        raw_socket_expect_end(raw_socket_connect(echo_port(*state)));
    for (int i = 0; i < LIMIT; i++)
        raw_http2_synchronize(fds[i]);
    for (int i = 0; i < LIMIT; i++) {
        shutdown(fds[i], SHUT_WR);
        raw_socket_expect_end(fds[i]);
        fds[i] = connect_when_there_is_room(*state);
    }
    raw_socket_expect_end(raw_socket_connect(echo_port(*state)));
    for (int i = 0; i < LIMIT; i++)
        close(fds[i]);
}

static void whoever_is_closed_is_logged_but_not_each_of_a_flood(void **state)
{
    static capturing_logger logger;
    echo *self = *state;
    pipc_references *references = NULL;
    pipc_error *error = NULL;
    int fd;

    capturing_logger_init(&logger);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "pipc:logger:capturing:default:1.0",
                                  &logger.logger.component, &error),
              error);
    assert_ok(pipc_set_references(&self->service.service.component, references, &error), error);
    pipc_references_free(references);
    echo_open_with(self, ";options.max_connections=1");
    fd = connect_and_see(self);
    assert_int_equal(capturing_logger_count_with(&logger, "closed at once"), 0);
    for (int i = 0; i < FLOOD; i++)
        raw_socket_expect_end(raw_socket_connect(echo_port(self)));
    assert_true(capturing_logger_wait_for(&logger, "--- WARN there are 1 connections, and "
                                                   "options.max_connections allows 1: more"));
    assert_int_equal(capturing_logger_count_with(&logger, "closed at once"), 1);
    close(fd);
    echo_dispose(self);
    pipc_dispose(&logger.logger.component);
    echo_init(self);
}

static void a_client_that_is_one_too_many_is_told_so_and_served_later(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int fds[LIMIT];

    echo_open_with(*state, ";options.max_connections=5");
    for (int i = 0; i < LIMIT; i++)
        fds[i] = connect_and_see(*state);
    echo_client_open(&client, echo_port(*state), "");
    assert_int_equal(echo_client_say(&client, NULL, "no room", &error), PIPC_E_NO_RESPONSE);
    pipc_error_free(error);
    error = NULL;
    shutdown(fds[0], SHUT_WR);
    raw_socket_expect_end(fds[0]);
    assert_ok(
        pipc_grpc_client_wait_for_state(&client.client, PIPC_GRPC_CLIENT_READY, 20000, &error),
        error);
    echo_client_check(&client, "room");
    assert_int_equal(strncmp(echo_look(*state).peer, "ipv4:127.0.0.1:", 15), 0);
    pipc_dispose(&client.client.component);
    for (int i = 1; i < LIMIT; i++)
        close(fds[i]);
}

static void a_connection_of_them_that_is_never_made_is_closed_as_well(void **state)
{
    tests_echo_client client;
    int fds[LIMIT];

    echo_open_with(*state, ";options.max_connections=5;options.handshake_timeout=300");
    for (int i = 0; i < LIMIT; i++)
        fds[i] = raw_socket_connect(echo_port(*state));
    for (int i = 0; i < LIMIT; i++)
        raw_socket_expect_end(fds[i]);
    close(connect_when_there_is_room(*state));
    echo_client_open_served(&client, echo_port(*state));
    pipc_dispose(&client.client.component);
}

/* --- descriptors ---------------------------------------------------------------------------- */

static void set_descriptor_limit(rlim_t count, struct rlimit *before)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, before), 0);
    limit = *before;
    limit.rlim_cur = count; /* what is open stays */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void expect_silence(int fd, int milliseconds)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    assert_int_equal(poll(&polled, 1, milliseconds), 0);
}

static int64_t processor_time_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Sockets that take no descriptor more when they are connected. */
static void open_sockets(int *fds, size_t count)
{
    const struct timeval patience = {.tv_sec = 20};

    for (size_t i = 0; i < count; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_true(fds[i] >= 0);
        setsockopt(fds[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
}

static void connect_sockets(const int *fds, size_t count, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    uint8_t preface[64];
    size_t length = raw_http2_preface(preface, sizeof preface);

    address.sin_port = htons((in_port_t)port);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(connect(fds[i], (struct sockaddr *)&address, sizeof address), 0);
        raw_socket_send(fds[i], preface, length);
    }
}

static void close_sockets(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
}

/* The core by itself would never accept again. */
static void a_want_of_descriptors_passes(void **state)
{
    enum { WANTED = 10, WANT_MS = 300 };
    static const char *const configs[] = {"", ";options.max_connections=0",
                                          ";options.max_connections=1000"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(configs); i++) {
        struct rlimit before;
        int64_t busy_ms;
        raw_frame frame;
        int fds[WANTED];

        echo_open_with(*state, configs[i]);
        open_sockets(fds, WANTED);
        set_descriptor_limit(1, &before);
        connect_sockets(fds, WANTED, echo_port(*state));
        busy_ms = processor_time_ms();
        expect_silence(fds[0], WANT_MS);
        assert_in_range(processor_time_ms() - busy_ms, 0, WANT_MS / 2); /* it waits, too */
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        for (int j = 0; j < WANTED; j++)
            raw_http2_expect(fds[j], HTTP2_SETTINGS, &frame);
        close_sockets(fds, WANTED);
        echo_dispose(*state);
        echo_init(*state);
    }
}

/* So many that connections may have `count` more than there are descriptors now. */
static rlim_t limit_for(int count)
{
    int lowest = dup(STDERR_FILENO);

    close(lowest);
    return (rlim_t)((lowest + count) * 4 + 2) / 3;
}

static void open_as_many(rlim_t count)
{
    int fds[1024];

    assert_in_range(count, 1, PIPC_ARRAY_SIZE(fds));
    for (rlim_t i = 0; i < count; i++) {
        fds[i] = dup(STDERR_FILENO);
        assert_true(fds[i] >= 0);
    }
    close_sockets(fds, count);
}

/* A flood leaves a quarter of them, whether there is a limit besides or not. */
static void some_descriptors_are_left_to_the_program(void **state)
{
    enum { CONNECTIONS = 100, SERVED = 50 };
    static const char *const configs[] = {"", ";options.max_connections=1000"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(configs); i++) {
        tests_echo_client client;
        struct rlimit before;
        rlim_t limit;
        raw_frame frame;
        int fds[CONNECTIONS], served = 0;

        echo_open_with(*state, configs[i]);
        open_sockets(fds, CONNECTIONS);
        limit = limit_for(SERVED);
        set_descriptor_limit(limit, &before);
        connect_sockets(fds, CONNECTIONS, echo_port(*state));
        for (int j = 0; j < CONNECTIONS; j++)
            served += raw_http2_read(fds[j], &frame);
        assert_in_range(served, SERVED - 5, SERVED + 1); /* the core opens some as well */
        open_as_many(limit / 4 - 5);
        close_sockets(fds, CONNECTIONS);
        echo_client_open(&client, echo_port(*state), ";options.retries=10");
        echo_client_check(&client, "afterwards");
        pipc_dispose(&client.client.component);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        echo_dispose(*state);
        echo_init(*state);
    }
}

static void all_addresses_count_together(void **state)
{
    tests_echo_client client;
    echo *self = *state;
    pipc_component *component = &self->service.service.component;
    pipc_error *error = NULL;
    char path[64], uri[200];
    int fd;

    snprintf(path, sizeof path, "/tmp/pipc-bounds-%d", (int)getpid());
    snprintf(uri, sizeof uri,
             "connections.1.host=127.0.0.1;connections.1.port=0;"
             "connections.2.uri=unix:%s;options.max_connections=2",
             path);
    configure_component(component, uri);
    assert_ok(pipc_open(component, NULL, &error), error);
    fd = connect_and_see(self);
    tests_echo_client_init(&client);
    snprintf(uri, sizeof uri, "connection.uri=unix:%s", path);
    configure_component(&client.client.component, uri);
    assert_ok(pipc_open(&client.client.component, NULL, &error), error);
    echo_client_check(&client, "over a unix socket");
    raw_socket_expect_end(raw_socket_connect(echo_port(self)));
    close(fd);
    pipc_dispose(&client.client.component);
    assert_ok(pipc_close(component, NULL, &error), error);
    assert_int_equal(access(path, F_OK), -1);
}

static void a_port_that_is_taken_is_an_error(void **state)
{
    echo other;
    pipc_error *error = NULL;
    char config[128];

    echo_open_with(*state, ";options.max_connections=5");
    echo_init(&other);
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.max_connections=5",
             echo_port(*state));
    configure_component(&other.service.service.component, config);
    assert_error(pipc_open(&other.service.service.component, NULL, &error), error,
                 PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "Address already in use");
    echo_dispose(&other);
}

static void names_and_all_addresses_are_listened_at(void **state)
{
    static const char *const hosts[] = {"localhost", "0.0.0.0", "[::]", "127.0.0.1"};
    echo *self = *state;
    pipc_component *component = &self->service.service.component;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(hosts); i++) {
        tests_echo_client client;
        pipc_error *error = NULL;
        char config[128];

        snprintf(config, sizeof config,
                 "connection.host=%s;connection.port=0;options.max_connections=5", hosts[i]);
        configure_component(component, config);
        assert_ok(pipc_open(component, NULL, &error), error);
        echo_client_open(&client, echo_port(self), "");
        echo_client_check(&client, hosts[i]);
        pipc_dispose(&client.client.component);
        assert_ok(pipc_close(component, NULL, &error), error);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_connection_too_many_is_closed_at_once),
        TEST(whoever_is_closed_is_logged_but_not_each_of_a_flood),
        TEST(a_client_that_is_one_too_many_is_told_so_and_served_later),
        TEST(a_connection_of_them_that_is_never_made_is_closed_as_well),
        TEST(a_want_of_descriptors_passes),
        TEST(some_descriptors_are_left_to_the_program),
        TEST(all_addresses_count_together),
        TEST(a_port_that_is_taken_is_an_error),
        TEST(names_and_all_addresses_are_listened_at),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
