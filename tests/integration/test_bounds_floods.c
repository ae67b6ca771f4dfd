/* Floods of what each costs little: whether the service stays, and serves others meanwhile. */
#include "support/cmocka.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/echo.h"
#include "support/heap.h"
#include "support/process.h"
#include "support/raw_http2.h"
#include "support/raw_socket.h"

enum { MIB = 1024 * 1024, SPARE_THREADS = 40 };

/* Sanitizers make each call many times as slow, and others are to be served within seconds. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { RESET_ROUNDS = 40 };
#else
enum { RESET_ROUNDS = 200 };
#endif

/* Others are served, but on a busy machine not within the default of ten seconds. */
#define PATIENT ";options.timeout=60000"

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

    echo_client_open(&client, echo_port(*state), PATIENT);
    echo_client_check(&client, "alive");
    pipc_dispose(&client.client.component);
    echo_dispose(*state);
    return 0;
}

/* Where memory is short connections are closed until what took it is noticed to have gone. */
static int teardown_when_there_is_room(void **state)
{
    tests_echo_client client;

    echo_client_open_served(&client, echo_port(*state));
    pipc_dispose(&client.client.component);
    return teardown(state);
}

/* What has come so far is dropped. */
static void drop_answers(int fd)
{
    char bytes[65536];

    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        continue;
}

/* --- rapid resets --------------------------------------------------------------------------- */

/* Begins calls and takes them back at once: they never count as streams that are open. */
static void begin_and_reset(int fd, const char *path, uint32_t from, uint32_t count)
{
    static const uint8_t cancel[4] = {0, 0, 0, 8};

    for (uint32_t i = from; i < from + count; i++) {
        raw_http2_begin_call(fd, 2 * i + 1, path, 0, 0);
        raw_http2_send_message(fd, 2 * i + 1, "", 0);
        raw_http2_send(fd, HTTP2_RST_STREAM, 0, 2 * i + 1, cancel, sizeof cancel);
    }
    drop_answers(fd);
}

/*
 * The core lets such calls queue up while they come faster than they are seen to; what is bounded
 * is what works on them, that others are served meanwhile, and that nothing stays.
 */
static void flood_with_resets(echo *service, const char *path)
{
    enum { EACH = 100 };
    tests_echo_client client;
    size_t threads;
    raw_frame frame;
    int fd = raw_http2_connect(echo_port(service));

    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_http2_send(fd, HTTP2_SETTINGS, HTTP2_ACK, 0, NULL, 0);
    echo_client_open(&client, echo_port(service), PATIENT);
    echo_client_check(&client, "meanwhile");
    threads = count_own_threads();
    for (uint32_t i = 0; i < RESET_ROUNDS; i++) {
        begin_and_reset(fd, path, i * EACH, EACH);
        if (i % 10 == 0) {
            echo_client_check(&client, "meanwhile");
            assert_in_range(count_own_threads(), 1, threads + SPARE_THREADS);
        }
    }
    raw_http2_synchronize(fd);
    pipc_dispose(&client.client.component);
    close(fd);
}

/* Of thousands of calls, each of which is some kilobytes to the core. */
static void expect_nothing_stays(echo *service, const char *more, const char *path)
{
    size_t in_use = bytes_in_use();

    echo_open_with(service, more);
    flood_with_resets(service, path);
    echo_dispose(service);
    expect_growth_to_end(in_use, 4 * MIB);
    echo_init(service);
    echo_open(service);
}

static void calls_that_are_reset_at_once_cost_nothing_that_stays(void **state)
{
    expect_nothing_stays(*state, "", "/tests.Echo/Say");
}

static void calls_that_are_reset_while_their_handlers_run_are_bounded_by_these(void **state)
{
    expect_nothing_stays(*state, ";options.max_handlers=20", "/tests.Echo/Wait");
}

/* HEADERS of which the end never comes, but more and more of them: CVE-2024-27316 and the like. */
static void headers_without_end_are_not_kept(void **state)
{
    enum { FRAMES = 4000 };
    tests_echo_client client;
    uint8_t block[HTTP2_FRAME_MAX];
    size_t in_use;
    raw_frame frame;
    int fd, sent = 0;

    echo_open_with(*state, "");
    memset(block, 0, sizeof block);
    for (size_t at = 0; at + 16 <= sizeof block; at += 16) /* one field each */
        memcpy(block + at, "\0\4name\11some text", 16);
    fd = raw_http2_connect(echo_port(*state));
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    raw_http2_send(fd, HTTP2_SETTINGS, HTTP2_ACK, 0, NULL, 0);
    raw_http2_synchronize(fd);
    in_use = bytes_in_use();
    raw_http2_send(fd, HTTP2_HEADERS, 0, 1, block, 16);
    for (; sent < FRAMES; sent++) {
        static const uint8_t header[9] = {
            0, HTTP2_FRAME_MAX >> 8, 0, HTTP2_CONTINUATION, 0, 0, 0, 0, 1};

        if (send(fd, header, sizeof header, MSG_NOSIGNAL) != sizeof header ||
            send(fd, block, sizeof block, MSG_NOSIGNAL) != sizeof block)
            break; /* it has hung up, which is as good */
    }
    echo_client_open(&client, echo_port(*state), PATIENT);
    echo_client_check(&client, "meanwhile");
    pipc_dispose(&client.client.component);
    expect_growth(in_use, 32 * MIB);
    close(fd);
}

/* --- messages that never end ---------------------------------------------------------------- */

enum { UNFINISHED = 64 };

/* The frames of most of a message of 100 KiB; returns their length. */
static size_t compose_beginning(uint8_t *out, size_t size)
{
    uint8_t part[HTTP2_FRAME_MAX] = {0, 0, 1, 0x90, 0}; /* a message of 102400 bytes */
    ssize_t length;
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    raw_http2_send(pair[0], HTTP2_SETTINGS, HTTP2_ACK, 0, NULL, 0);
    raw_http2_begin_call(pair[0], 1, "/tests.Echo/Say", 0, 0);
    for (int i = 0; i < 3; i++)
        raw_http2_send(pair[0], HTTP2_DATA, 0, 1, part, sizeof part);
    close(pair[0]);
    length = recv(pair[1], out, size, MSG_WAITALL);
    close(pair[1]);
    assert_in_range(length, 3 * sizeof part, size - 1);
    return (size_t)length;
}

/* Each sends that, unless its connection was broken off before, and then waits. */
static void begin_messages(echo *service, int *fds)
{
    uint8_t beginning[4 * HTTP2_FRAME_MAX];
    size_t length = compose_beginning(beginning, sizeof beginning);
    raw_frame frame;

    for (int i = 0; i < UNFINISHED; i++) {
        fds[i] = raw_http2_connect(echo_port(service));
        if (raw_http2_read(fds[i], &frame))
            (void)!send(fds[i], beginning, length, MSG_NOSIGNAL);
    }
}

/* Whether one of them is broken off, until there was no news for `timeout_ms`. */
static bool is_one_broken_off(const int *fds, int timeout_ms)
{
    struct pollfd polled[UNFINISHED];
    raw_frame frame;

    for (int i = 0; i < UNFINISHED; i++)
        polled[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    while (poll(polled, UNFINISHED, timeout_ms) > 0)
        for (int i = 0; i < UNFINISHED; i++)
            if (polled[i].revents != 0 &&
                (!raw_http2_read(fds[i], &frame) || frame.kind == HTTP2_RST_STREAM ||
                 frame.kind == HTTP2_GOAWAY))
                return true;
    return false;
}

static void past_the_memory_quota_calls_are_broken_off(void **state)
{
    int fds[UNFINISHED];

    echo_open_with(*state, ";options.memory_quota=1048576");
    begin_messages(*state, fds);
    assert_true(is_one_broken_off(fds, 20000));
    for (int i = 0; i < UNFINISHED; i++)
        close(fds[i]);
}

static void within_the_memory_quota_they_are_not(void **state)
{
    int fds[UNFINISHED];

    echo_open_with(*state, ";options.memory_quota=1073741824");
    begin_messages(*state, fds);
    assert_false(is_one_broken_off(fds, 300));
    for (int i = 0; i < UNFINISHED; i++)
        close(fds[i]);
}

/* --- floods of connections ------------------------------------------------------------------ */

/* Returns when the other side has hung up as well. */
static void hang_up(int fd)
{
    shutdown(fd, SHUT_WR);
    raw_socket_expect_end(fd);
}

static void come_and_go(echo *service, int count)
{
    for (int i = 0; i < count; i++)
        close(i % 2 == 0 ? raw_socket_connect(echo_port(service))
                         : raw_http2_connect(echo_port(service)));
}

static void come_and_stay(echo *service)
{
    enum { HELD = 200 };
    tests_echo_client client;
    raw_frame frame;
    int fds[HELD];

    for (int i = 0; i < HELD; i++) {
        fds[i] = raw_http2_connect(echo_port(service));
        raw_http2_expect(fds[i], HTTP2_SETTINGS, &frame);
    }
    echo_client_open(&client, echo_port(service), PATIENT);
    echo_client_check(&client, "meanwhile");
    pipc_dispose(&client.client.component);
    for (int i = 0; i < HELD; i++)
        hang_up(fds[i]);
}

static size_t descriptors_after(echo *service, const char *more, int count)
{
    echo_init(service);
    echo_open_with(service, more);
    come_and_go(service, count);
    if (count > 1)
        come_and_stay(service);
    echo_dispose(service);
    return count_file_descriptors();
}

static void connections_that_come_and_go_leave_nothing(void **state)
{
    static const char *const configs[] = {"", ";options.max_connections=2000"};
    echo *service = *state;

    echo_dispose(service);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(configs); i++) {
        size_t before = descriptors_after(service, configs[i], 1);
        size_t in_use = bytes_in_use();

        descriptors_after(service, configs[i], 1500);
        expect_file_descriptors_to_end(before + 2);
        expect_growth_to_end(in_use, 4 * MIB);
    }
    echo_init(service);
    echo_open(service);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(calls_that_are_reset_at_once_cost_nothing_that_stays),
        TEST(calls_that_are_reset_while_their_handlers_run_are_bounded_by_these),
        TEST(headers_without_end_are_not_kept),
        cmocka_unit_test_setup_teardown(past_the_memory_quota_calls_are_broken_off, setup,
                                        teardown_when_there_is_room),
        TEST(within_the_memory_quota_they_are_not),
        TEST(connections_that_come_and_go_leave_nothing),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
