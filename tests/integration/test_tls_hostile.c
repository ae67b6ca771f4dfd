#include "support/cmocka.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/process.h"
#include "support/tls.h"

enum { HALF_DONE = 30, PATIENCE_S = 20 };

/* A record of TLS 1.0 that says it is the first of a handshake, 512 bytes long, and then is not. */
static const char half_hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03half a hello";

static int setup(void **state)
{
    static echo service;

    echo_init(&service);
    tls_echo_open(&service, &tls_server);
    *state = &service;
    return 0;
}

static int teardown(void **state)
{
    echo_dispose(*state);
    return 0;
}

static int connect_raw(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void send_raw(int fd, const void *bytes, size_t length)
{
    assert_int_equal(send(fd, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
}

static void check_alive(echo *service)
{
    tests_echo_client client;

    tls_client_open(&client, echo_port(service), &tls_client, ";options.timeout=5000");
    echo_client_check(&client, "alive");
    pipc_dispose(&client.client.component);
}

static void half_done_handshakes_block_nobody(void **state)
{
    int sockets[HALF_DONE];

    for (int i = 0; i < HALF_DONE; i++) {
        sockets[i] = connect_raw(echo_port(*state));
        if (i % 3 != 0) /* every third says nothing at all */
            send_raw(sockets[i], half_hello, sizeof half_hello - 1);
    }
    check_alive(*state);
    for (int i = 0; i < HALF_DONE; i++)
        close(sockets[i]);
    check_alive(*state);
}

static void a_server_closes_while_handshakes_are_half_done(void **state)
{
    int sockets[HALF_DONE];
    pipc_error *error = NULL;
    echo *service = *state;

    for (int i = 0; i < HALF_DONE; i++) {
        sockets[i] = connect_raw(echo_port(service));
        send_raw(sockets[i], half_hello, sizeof half_hello - 1);
    }
    assert_ok(pipc_close(&service->service.service.component, NULL, &error), error);
    for (int i = 0; i < HALF_DONE; i++)
        close(sockets[i]);
}

/* Reads until the other side hangs up, and fails if it does not. */
static void expect_end(int fd)
{
    char bytes[256];
    ssize_t count = 1;

    while (count > 0)
        count = recv(fd, bytes, sizeof bytes, 0);
    if (count < 0) /* a reset is an end too */
        assert_int_equal(errno, ECONNRESET);
}

static void bytes_that_are_not_of_tls_end_the_connection(void **state)
{
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    static const char request[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    static const char zeros[512];
    const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {preface, sizeof preface - 1}, {request, sizeof request - 1}, {zeros, sizeof zeros}};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        int fd = connect_raw(echo_port(*state));

        send_raw(fd, rows[i].bytes, rows[i].length);
        expect_end(fd);
        close(fd);
    }
    check_alive(*state);
}

static void what_ends_leaves_no_descriptor_behind(void **state)
{
    size_t before;

    check_alive(*state);
    before = count_file_descriptors();
    for (int i = 0; i < HALF_DONE; i++) {
        int fd = connect_raw(echo_port(*state));

        send_raw(fd, "no TLS", strlen("no TLS"));
        expect_end(fd);
        close(fd);
    }
    check_alive(*state);
    assert_in_range(count_file_descriptors(), 1, before + 2);
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(half_done_handshakes_block_nobody),
        A_TEST(a_server_closes_while_handshakes_are_half_done),
        A_TEST(bytes_that_are_not_of_tls_end_the_connection),
        A_TEST(what_ends_leaves_no_descriptor_behind),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
