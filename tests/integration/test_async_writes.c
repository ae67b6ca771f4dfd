/* What asynchronous streams write. */
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "support/async_streams.h"

static async_streams self;

/* What it says next, `data`; refused where the last was heard before it was told to be gone. */
static void say_turn(told *one, pipc_grpc_client_stream *stream)
{
    char text[16];
    int code;

    snprintf(text, sizeof text, "turn %d", *(const int *)one->data);
    code = streams_send(stream, text, NULL);
    (void)code; /* PIPC_PENDING, or what shows in how the call ends */
}

/* It says the next when it has heard the last. */
static int say_the_next(told *one, pipc_grpc_client_stream *stream)
{
    int *turn = one->data;
    char text[32];
    int code;

    snprintf(text, sizeof text, "turn %d", *turn);
    if (strcmp(text, one->seen.text) != 0)
        return PIPC_OK;
    if (++*turn == 100) {
        code = pipc_grpc_client_stream_writes_done(stream, NULL);
        (void)code; /* it shows in how the call ends */
        return PIPC_OK;
    }
    say_turn(one, stream);
    return PIPC_OK;
}

static void both_sides_may_take_turns(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;
    int turn = 0;

    (void)state;
    self.told.on_message = say_the_next;
    self.told.on_writable = say_turn;
    self.told.data = &turn;
    stream = async_streams_open(&self, CHAT, NULL, &self.told);
    assert_ok(streams_send(stream, "turn 0", &error), error);
    told_expect_ok(&self.told, "turn 99");
    assert_int_equal(turn, 100);
}

static void writing_goes_on_when_it_is_told_to(void **state)
{
    char expected[2001];
    pipc_grpc_client_stream *stream;
    int left = (int)sizeof expected - 1;

    (void)state;
    memset(expected, 'x', sizeof expected - 1);
    expected[sizeof expected - 1] = '\0';
    self.told.on_writable = async_streams_send_what_is_left;
    self.told.data = &left;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
    pipc__mutex_lock(&self.told.mutex); /* no callback before `left` is as it shall be */
    async_streams_send_what_is_left(&self.told, stream);
    pipc__mutex_unlock(&self.told.mutex);
    told_expect_ok(&self.told, expected);
    assert_true(told_look(&self.told).writables > 0);
}

/* Whether more than `count` times in all it was, or within a second is, told to write. */
static bool is_told_to_write(int count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 1000);
    bool is_told;

    pipc__mutex_lock(&self.told.mutex);
    while (self.told.seen.writables <= count &&
           pipc__condition_wait_until(&self.told.changed, &self.told.mutex, deadline_ns))
        continue;
    is_told = self.told.seen.writables > count;
    pipc__mutex_unlock(&self.told.mutex);
    return is_told;
}

/* Big messages to one who does not read: at some time no more fits between the two. */
static void fill_the_pipe(pipc_grpc_client_stream *stream)
{
    static char text[100000];
    pipc_error *error = NULL;
    int writables = 0;

    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 1000; i++) {
        int code = streams_send(stream, text, &error);

        assert_null(error);
        if (code == PIPC_OK)
            continue;
        assert_int_equal(code, PIPC_PENDING);
        if (!is_told_to_write(writables++))
            return;
    }
    fail_msg("a hundred megabytes went to one who does not read");
}

static void a_stream_that_does_not_read_is_not_written_to_without_end(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = async_streams_pause;
    stream = async_streams_open(&self, CHAT, NULL, &self.told);
    fill_the_pipe(stream);
    pipc_grpc_client_stream_cancel(stream);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
}

static void telling_that_this_was_all_does_not_wait(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
    assert_ok(streams_send(stream, "a", &error), error);
    async_streams_finish_writing(stream);
    told_expect_ok(&self.told, "a");
}

/* Nothing is sent before there is a connection: a message that is sent, and one that waits, are
 * all that is taken. */
static void what_was_refused_is_not_asked_for_when_this_was_all(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_int_equal(streams_send(stream, "c", &error), PIPC_PENDING);
    assert_null(error);
    async_streams_finish_writing(stream);
    async_streams_finish_writing(stream);
    assert_error(streams_send(stream, "d", &error), error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                 "nothing more");
    told_expect_ok(&self.told, "ab");
    assert_int_equal(told_look(&self.told).writables, 0);
}

#define STREAM_TEST(name)                                                                          \
    cmocka_unit_test_prestate_setup_teardown(name, async_streams_setup, async_streams_teardown,    \
                                             &self)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(both_sides_may_take_turns),
        STREAM_TEST(writing_goes_on_when_it_is_told_to),
        STREAM_TEST(a_stream_that_does_not_read_is_not_written_to_without_end),
        STREAM_TEST(telling_that_this_was_all_does_not_wait),
        STREAM_TEST(what_was_refused_is_not_asked_for_when_this_was_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
