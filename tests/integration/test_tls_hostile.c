#include "support/cmocka.h"

#include <string.h>
#include <unistd.h>

#include "support/process.h"
#include "support/raw_socket.h"
#include "support/tls.h"

enum { HALF_DONE = 30 };

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
        sockets[i] = raw_socket_connect(echo_port(*state));
        if (i % 3 != 0) /* every third says nothing at all */
            raw_socket_send(sockets[i], half_hello, sizeof half_hello - 1);
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
        sockets[i] = raw_socket_connect(echo_port(service));
        raw_socket_send(sockets[i], half_hello, sizeof half_hello - 1);
    }
    assert_ok(pipc_close(&service->service.service.component, NULL, &error), error);
    for (int i = 0; i < HALF_DONE; i++)
        close(sockets[i]);
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
        int fd = raw_socket_connect(echo_port(*state));

        raw_socket_send(fd, rows[i].bytes, rows[i].length);
        raw_socket_expect_end(fd);
    }
    check_alive(*state);
}

static void what_ends_leaves_no_descriptor_behind(void **state)
{
    size_t before;

    check_alive(*state);
    before = count_file_descriptors();
    for (int i = 0; i < HALF_DONE; i++) {
        int fd = raw_socket_connect(echo_port(*state));

        raw_socket_send(fd, "no TLS", strlen("no TLS"));
        raw_socket_expect_end(fd);
    }
    check_alive(*state);
    expect_file_descriptors_to_end(before + 2);
}

static void one_connection_too_many_is_closed_with_tls_as_well(void **state)
{
    echo *service = *state;
    pipc_component *component = &service->service.service.component;
    tests_echo_client client;
    pipc_error *error = NULL;
    int half_done;

    assert_ok(pipc_close(component, NULL, &error), error);
    assert_ok(tls_configure(component, 0, &tls_server, ";options.max_connections=2", &error),
              error);
    assert_ok(pipc_open(component, NULL, &error), error);
    tls_client_open(&client, echo_port(service), &tls_client, "");
    echo_client_check(&client, "one");
    half_done = raw_socket_connect(echo_port(service));
    raw_socket_expect_end(raw_socket_connect(echo_port(service)));
    echo_client_check(&client, "still there");
    assert_int_equal(strncmp(echo_look(service).peer, "ipv4:127.0.0.1:", 15), 0);
    close(half_done);
    pipc_dispose(&client.client.component);
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(half_done_handshakes_block_nobody),
        A_TEST(a_server_closes_while_handshakes_are_half_done),
        A_TEST(bytes_that_are_not_of_tls_end_the_connection),
        A_TEST(what_ends_leaves_no_descriptor_behind),
        A_TEST(one_connection_too_many_is_closed_with_tls_as_well),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
