/* What bounds connections, and whether it holds when somebody tries to exhaust it. */
#include "support/cmocka.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/echo.h"
#include "support/raw_http2.h"
#include "support/raw_socket.h"

enum { LONG_MS = 20000 };

static int setup(void **state)
{
    static echo service;

    echo_init(&service);
    *state = &service;
    return 0;
}

/* Whatever came, others are served. */
static int teardown(void **state)
{
    tests_echo_client client;

    echo_client_open_served(&client, echo_port(*state));
    pipc_dispose(&client.client.component);
    echo_dispose(*state);
    return 0;
}

/* Whoever says nothing, or not all that is to be said first, is not waited for. */
static void a_connection_that_is_never_made_is_closed(void **state)
{
    enum { EACH = 10 };
    uint8_t preface[64];
    size_t length = raw_http2_preface(preface, sizeof preface);
    tests_echo_client client;
    int fds[3 * EACH];

    echo_open_with(*state, ";options.handshake_timeout=300");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(fds); i++) {
        fds[i] = raw_socket_connect(echo_port(*state));
        raw_socket_send(fds[i], preface, i % 3 == 0 ? 0 : i % 3 == 1 ? 5 : length - 5);
    }
    echo_client_open_served(&client, echo_port(*state));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(fds); i++)
        raw_socket_expect_end(fds[i]);
    echo_client_check(&client, "and afterwards");
    pipc_dispose(&client.client.component);
}

/* One byte more each time that others have been served. */
static void what_comes_byte_by_byte_delays_nobody(void **state)
{
    uint8_t preface[64];
    size_t length = raw_http2_preface(preface, sizeof preface);
    tests_echo_client client;
    raw_frame frame;
    int fd;

    echo_open_with(*state, "");
    echo_client_open(&client, echo_port(*state), "");
    fd = raw_socket_connect(echo_port(*state));
    for (size_t i = 0; i < length; i++) {
        raw_socket_send(fd, preface + i, 1);
        echo_client_check(&client, "meanwhile");
    }
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_socket_send(fd, "\0\0\x40\x01\4\0\0\0\1", 9); /* HEADERS of 64 bytes, which do not come */
    echo_client_check(&client, "meanwhile");
    close(fd);
    pipc_dispose(&client.client.component);
}

static void a_connection_without_calls_is_closed_when_it_may_not_be_idle(void **state)
{
    raw_frame frame;
    int fd;

    echo_open_with(*state, ";options.max_connection_idle=300");
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_GOAWAY, &frame);
    while (raw_http2_read(fd, &frame))
        continue;
    close(fd);
}

static void a_connection_that_is_old_enough_is_closed_when_its_calls_have_ended(void **state)
{
    raw_frame frame;
    int fd;

    echo_open_with(*state, ";options.max_connection_age=300");
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_http2_begin_call(fd, 1, "/tests.Echo/Wait", 0, 0);
    raw_http2_send_message(fd, 1, "", 0);
    echo_wait_for_running(*state, 1);
    for (int goaways = 0; goaways < 2;) { /* the second is sent when its ping is answered */
        assert_true(raw_http2_read(fd, &frame));
        goaways += frame.kind == HTTP2_GOAWAY;
        if (frame.kind == HTTP2_PING)
            raw_http2_send(fd, HTTP2_PING, HTTP2_ACK, 0, frame.payload, frame.length);
    }
    echo_let_go(*state);
    raw_http2_expect(fd, HTTP2_HEADERS, &frame);
    assert_int_equal(frame.stream, 1);
    while (raw_http2_read(fd, &frame))
        continue;
    close(fd);
}

static void call_until_disconnected(echo *service)
{
    raw_frame frame;
    int fd = raw_http2_connect(echo_port(service));

    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_http2_begin_call(fd, 1, "/tests.Echo/Wait", 0, 0);
    raw_http2_send_message(fd, 1, "", 0);
    while (raw_http2_read(fd, &frame))
        continue;
    close(fd);
}

/* Where the connection was old before the call came, there is another one. */
static void the_calls_of_an_old_connection_are_cancelled_after_the_grace(void **state)
{
    echo_open_with(*state, ";options.max_connection_age=300;options.max_connection_age_grace=300");
    do
        call_until_disconnected(*state);
    while (echo_look(*state).started == 0);
    echo_wait_for_cancelled(*state, 1);
}

/*
 * The core knows: two are too many, and the third one is one too many. They are sent at once, as
 * whoever sends another one when it has broken off may learn of that by an error.
 */
static void a_flood_of_pings_is_broken_off(void **state)
{
    static const uint8_t ping[] = {0,   0,   8,   HTTP2_PING, 0,   0,   0,   0,  0,
                                   't', 'o', 'o', ' ',        'm', 'a', 'n', 'y'};
    uint8_t pings[10][sizeof ping];
    raw_frame frame;
    int fd;

    echo_open_with(*state, "");
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(pings); i++)
        memcpy(pings[i], ping, sizeof ping);
    raw_socket_send(fd, pings, sizeof pings);
    raw_http2_expect_goaway(fd, HTTP2_ENHANCE_YOUR_CALM);
    while (raw_http2_read(fd, &frame))
        continue;
    close(fd);
}

static void pings_that_are_allowed_are_answered(void **state)
{
    raw_frame frame;
    int fd;

    echo_open_with(*state, ";options.keepalive_min_interval=1"
                           ";options.keepalive_permit_without_calls=true");
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_http2_send(fd, HTTP2_SETTINGS, HTTP2_ACK, 0, NULL, 0);
    for (int i = 0; i < 10; i++) {
        raw_http2_synchronize(fd);
        poll(NULL, 0, 5); /* not sooner than the interval: that is what is tested */
    }
    close(fd);
}

static void a_client_that_answers_no_ping_is_disconnected(void **state)
{
    raw_frame frame;
    int fd;

    echo_open_with(*state, ";options.keepalive_time=200;options.keepalive_timeout=200"
                           ";options.keepalive_permit_without_calls=true");
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_PING, &frame);
    while (raw_http2_read(fd, &frame))
        continue;
    close(fd);
}

/* --- the client ----------------------------------------------------------------------------- */

/* What the server saw that makes a connection, and then says nothing any more. */
typedef struct silence {
    int listener;
    int pings;
} silence;

static void *keep_silent(void *argument)
{
    static const uint8_t settings[] = {0, 0, 0, HTTP2_SETTINGS, 0, 0, 0, 0, 0};
    char preface[24];
    silence *self = argument;
    raw_frame frame;
    int fd = accept(self->listener, NULL, NULL);

    assert_int_equal(recv(fd, preface, sizeof preface, MSG_WAITALL), sizeof preface);
    raw_socket_send(fd, settings, sizeof settings);
    while (raw_http2_read(fd, &frame))
        self->pings += frame.kind == HTTP2_PING;
    close(fd);
    return NULL;
}

static void a_client_notices_that_its_server_went_silent(void **state)
{
    silence server = {.pings = 0};
    tests_echo_client client;
    pipc_error *error = NULL;
    pthread_t thread;
    int port = raw_socket_listen(&server.listener);

    echo_open_with(*state, "");
    assert_int_equal(pthread_create(&thread, NULL, keep_silent, &server), 0);
    echo_client_open(&client, port,
                     ";options.keepalive_time=300;options.keepalive_timeout=300;options.timeout=0");
    assert_int_equal(echo_client_say(&client, NULL, "are you there", &error), PIPC_E_NO_RESPONSE);
    pipc_error_free(error);
    close(server.listener);
    pthread_join(thread, NULL);
    pipc_dispose(&client.client.component);
    assert_in_range(server.pings, 1, 10);
}

/* It is pinged although there is no call. */
static void a_client_without_calls_notices_as_well_if_it_may(void **state)
{
    silence server = {.pings = 0};
    tests_echo_client client;
    pipc_error *error = NULL;
    pthread_t thread;
    int port = raw_socket_listen(&server.listener);

    echo_open_with(*state, "");
    assert_int_equal(pthread_create(&thread, NULL, keep_silent, &server), 0);
    echo_client_open(&client, port,
                     ";options.keepalive_time=300;options.keepalive_timeout=300"
                     ";options.keepalive_permit_without_calls=true");
    assert_ok(
        pipc_grpc_client_wait_for_state(&client.client, PIPC_GRPC_CLIENT_READY, LONG_MS, &error),
        error);
    close(server.listener);
    pthread_join(thread, NULL); /* the client has hung up */
    pipc_dispose(&client.client.component);
    assert_in_range(server.pings, 1, 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_connection_that_is_never_made_is_closed),
        TEST(what_comes_byte_by_byte_delays_nobody),
        TEST(a_connection_without_calls_is_closed_when_it_may_not_be_idle),
        TEST(a_connection_that_is_old_enough_is_closed_when_its_calls_have_ended),
        TEST(the_calls_of_an_old_connection_are_cancelled_after_the_grace),
        TEST(a_flood_of_pings_is_broken_off),
        TEST(pings_that_are_allowed_are_answered),
        TEST(a_client_that_answers_no_ping_is_disconnected),
        TEST(a_client_notices_that_its_server_went_silent),
        TEST(a_client_without_calls_notices_as_well_if_it_may),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
