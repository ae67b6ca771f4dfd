/* Streams of which nobody reads what is written: what they hold, and whom they hold up. */
#include "support/cmocka.h"

#include <stdio.h>
#include <unistd.h>

#include "support/echo.h"
#include "support/heap.h"
#include "support/process.h"
#include "support/raw_http2.h"
#include "support/streams.h"

enum { MIB = 1024 * 1024 };

/* Begins a stream of a million messages. */
static void begin_stream(int fd, uint32_t stream)
{
    raw_http2_begin_call(fd, stream, "/tests.Streams/CountDown", 0, 0);
    raw_http2_send_message(fd, stream,
                           "\x0a\x07"
                           "1000000",
                           9);
}

static void reopen_streams(streams *self, const char *more)
{
    pipc_error *error = NULL;
    char config[128];

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pipc_grpc_service_init(&self->service, &streams_desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", more);
    configure_component(&self->service.component, config);
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    /* It is served, but on a busy machine not within the default of ten seconds. */
    streams_open_client(self, ";options.timeout=60000");
}

static int streams_port(streams *self)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
}

/* A stream that is read all the same. */
static void check_streams(streams *self)
{
    pipc_grpc_client_stream *stream = streams_open(self, COUNT_DOWN, "2");
    pipc_error *error = NULL;

    streams_expect(stream, "2");
    streams_expect(stream, "1");
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void streams_that_nobody_reads_stand_still(void **state)
{
    enum { CONNECTIONS = 10, EACH = 4, STREAMS = CONNECTIONS * EACH, MESSAGES_MAX = 60000 };
    streams *self = *state;
    size_t in_use;
    int fds[CONNECTIONS];
    int ended;

    reopen_streams(self, "");
    check_streams(self);
    ended = streams_look().handlers_ended;
    in_use = bytes_in_use();
    for (int i = 0; i < CONNECTIONS; i++) {
        fds[i] = raw_http2_connect(streams_port(self));
        for (uint32_t j = 0; j < EACH; j++)
            begin_stream(fds[i], 2 * j + 1);
    }
    streams_wait_for_written(STREAMS); /* what has not begun stands still as well */
    streams_wait_for_standstill();
    assert_in_range(streams_look().messages_written, STREAMS, STREAMS * MESSAGES_MAX);
    expect_growth(in_use, 64 * MIB);
    check_streams(self);
    for (int i = 0; i < CONNECTIONS; i++)
        close(fds[i]);
    streams_wait_for_ended(ended + STREAMS + 1);
}

static void no_more_handlers_wait_for_slow_readers_than_may_run(void **state)
{
    enum { HANDLERS = 5, STREAMS = 200 };
    streams *self = *state;
    size_t threads;
    int refused = 0;
    raw_frame frame;
    int fd;

    reopen_streams(self, ";options.max_handlers=5");
    threads = count_own_threads();
    fd = raw_http2_connect(streams_port(self));
    for (uint32_t i = 0; i < STREAMS; i++)
        begin_stream(fd, 2 * i + 1);
    while (refused < STREAMS - HANDLERS) { /* their trailers, with RESOURCE_EXHAUSTED */
        assert_true(raw_http2_read(fd, &frame));
        refused += frame.kind == HTTP2_HEADERS && (frame.flags & HTTP2_END_STREAM) != 0;
    }
    assert_in_range(count_own_threads(), 1, threads + HANDLERS + 5);
    close(fd);
    streams_wait_for_ended(HANDLERS);
    check_streams(self);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, streams_setup, streams_teardown)
    const struct CMUnitTest tests[] = {
        TEST(streams_that_nobody_reads_stand_still),
        TEST(no_more_handlers_wait_for_slow_readers_than_may_run),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
