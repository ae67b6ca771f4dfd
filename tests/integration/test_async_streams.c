#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/echo.h"
#include "support/streams.h"
#include "support/told.h"

typedef struct fixture {
    streams *streams;
    told told;
    pipc_context *context;
} fixture;

static fixture self;

static int setup(void **state)
{
    pipc_error *error = NULL;

    streams_setup(state);
    self.streams = *state;
    told_init(&self.told);
    assert_ok(pipc_context_new("cid-1", &self.context, &error), error);
    return 0;
}

static int teardown(void **state)
{
    streams_teardown(state);
    pipc_context_free(self.context);
    told_dispose(&self.told);
    return 0;
}

static pipc_grpc_client_stream *open_stream(int method, const char *text, told *listener)
{
    pipc_grpc_client_stream *stream = NULL;
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    request.text = (char *)text;
    assert_ok(pipc_grpc_client_stream_open_async(&self.streams->client, &streams_methods[method],
                                                 self.context, text == NULL ? NULL : &request.base,
                                                 &listener->listener, &stream, &error),
              error);
    return stream;
}

static void finish_writing(pipc_grpc_client_stream *stream)
{
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
}

/* --- what comes ----------------------------------------------------------------------------- */

/* `data` is the number that is due. */
static int check_countdown(told *one, pipc_grpc_client_stream *stream)
{
    int *due = one->data;
    char text[16];

    (void)stream;
    snprintf(text, sizeof text, "%d", *due);
    if (strcmp(text, one->seen.text) == 0)
        (*due)--;
    return PIPC_OK;
}

static void messages_come_in_their_order_and_then_the_end(void **state)
{
    int due = 5000;

    (void)state;
    self.told.on_message = check_countdown;
    self.told.data = &due;
    open_stream(COUNT_DOWN, "5000", &self.told);
    told_expect_ok(&self.told, "1");
    assert_int_equal(due, 0);
    assert_int_equal(told_look(&self.told).messages, 5000);
}

static void a_stream_may_be_empty(void **state)
{
    (void)state;
    open_stream(COUNT_DOWN, "0", &self.told);
    told_expect_ok(&self.told, "");
    assert_int_equal(told_look(&self.told).messages, 0);
}

static void an_error_comes_after_the_messages(void **state)
{
    (void)state;
    open_stream(COUNT_DOWN, "fail", &self.told);
    told_expect_error(&self.told, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    assert_int_equal(told_look(&self.told).messages, 1);
}

static int pause_reading(told *one, pipc_grpc_client_stream *stream)
{
    (void)one;
    (void)stream;
    return PIPC_PENDING;
}

/* After the last one it is over, paused or not. */
static void a_paused_stream_gets_no_more_messages_before_it_is_resumed(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = pause_reading;
    stream = open_stream(COUNT_DOWN, "3", &self.told);
    told_wait_for_messages(&self.told, 1);
    streams_wait_for_standstill();
    assert_int_equal(told_look(&self.told).messages, 1);
    pipc_grpc_client_stream_resume(stream);
    told_wait_for_messages(&self.told, 2);
    pipc_grpc_client_stream_resume(stream);
    told_expect_ok(&self.told, "1");
}

static int resume_and_pause(told *one, pipc_grpc_client_stream *stream)
{
    (void)one;
    pipc_grpc_client_stream_resume(stream);
    return PIPC_PENDING;
}

static void it_may_be_resumed_before_it_is_paused(void **state)
{
    (void)state;
    self.told.on_message = resume_and_pause;
    open_stream(COUNT_DOWN, "100", &self.told);
    told_expect_ok(&self.told, "1");
    assert_int_equal(told_look(&self.told).messages, 100);
}

static void a_paused_stream_stops_the_writer(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = pause_reading;
    stream = open_stream(COUNT_DOWN, "100000000", &self.told);
    told_wait_for_messages(&self.told, 1);
    pipc_grpc_client_stream_cancel(stream);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED",
                      "the call to /tests.Streams/CountDown was cancelled");
    assert_int_equal(told_look(&self.told).messages, 1);
    streams_wait_for_ended(1);
}

static void what_was_cancelled_before_it_was_read_did_not_end_well(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = pause_reading;
    stream = open_stream(COUNT_DOWN, "3", &self.told);
    told_wait_for_messages(&self.told, 1);
    streams_wait_for_ended(1);
    streams_wait_for_standstill();
    pipc_grpc_client_stream_cancel(stream);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
}

static void nor_did_what_was_not_read_before_the_deadline(void **state)
{
    (void)state;
    self.told.on_message = pause_reading;
    pipc_context_set_timeout_ms(self.context, 300);
    open_stream(COUNT_DOWN, "3", &self.told);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "within 300 ms");
    assert_int_equal(told_look(&self.told).messages, 1);
}

/* --- what goes ------------------------------------------------------------------------------ */

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
    stream = open_stream(CHAT, NULL, &self.told);
    assert_ok(streams_send(stream, "turn 0", &error), error);
    told_expect_ok(&self.told, "turn 99");
    assert_int_equal(turn, 100);
}

/* Sends until it is told to wait; `data` is how many are left. */
static void send_what_is_left(told *one, pipc_grpc_client_stream *stream)
{
    int *left = one->data;
    int code = PIPC_OK;

    while (*left > 0 && (code = streams_send(stream, "x", NULL)) == PIPC_OK)
        (*left)--;
    if (*left == 0)
        code = pipc_grpc_client_stream_writes_done(stream, NULL);
    (void)code; /* PIPC_PENDING, or what shows in how the call ends */
}

static void writing_goes_on_when_it_is_told_to(void **state)
{
    char expected[2001];
    pipc_grpc_client_stream *stream;
    int left = (int)sizeof expected - 1;

    (void)state;
    memset(expected, 'x', sizeof expected - 1);
    expected[sizeof expected - 1] = '\0';
    self.told.on_writable = send_what_is_left;
    self.told.data = &left;
    stream = open_stream(JOIN, NULL, &self.told);
    pipc__mutex_lock(&self.told.mutex); /* no callback before `left` is as it shall be */
    send_what_is_left(&self.told, stream);
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
    self.told.on_message = pause_reading;
    pipc_context_set_timeout_ms(self.context, 0);
    stream = open_stream(CHAT, NULL, &self.told);
    fill_the_pipe(stream);
    pipc_grpc_client_stream_cancel(stream);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
}

static void telling_that_this_was_all_does_not_wait(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = open_stream(JOIN, NULL, &self.told);
    assert_ok(streams_send(stream, "a", &error), error);
    finish_writing(stream);
    told_expect_ok(&self.told, "a");
}

/* Nothing is sent before there is a connection: a message that is sent, and one that waits, are
 * all that is taken. */
static void what_was_refused_is_not_asked_for_when_this_was_all(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = open_stream(JOIN, NULL, &self.told);
    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_int_equal(streams_send(stream, "c", &error), PIPC_PENDING);
    assert_null(error);
    finish_writing(stream);
    finish_writing(stream);
    assert_error(streams_send(stream, "d", &error), error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                 "nothing more");
    told_expect_ok(&self.told, "ab");
    assert_int_equal(told_look(&self.told).writables, 0);
}

/* --- client streams ------------------------------------------------------------------------- */

static void a_client_stream_is_answered_once(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    stream = open_stream(JOIN, NULL, &self.told);
    finish_writing(stream);
    told_expect_ok(&self.told, "");
    assert_int_equal(told_look(&self.told).messages, 0);
}

static void a_client_stream_that_is_refused_ends_with_the_error(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = open_stream(JOIN, NULL, &self.told);
    assert_ok(streams_send(stream, "fail", &error), error);
    told_expect_error(&self.told, PIPC_E_CONFLICT, "ASKED_TO", "asked to");
}

/* As a peer does whose .proto says otherwise than ours. */
static void a_second_answer_to_a_client_stream_is_an_error(void **state)
{
    static const pipc_grpc_method methods[] = {{.path = "/tests.Streams/CountDown",
                                                .kind = PIPC_GRPC_CLIENT_STREAMING,
                                                .request = &tests__text__descriptor,
                                                .response = &tests__text__descriptor}};
    static const pipc_grpc_service_desc desc = {
        .abi = PIPC_GENERATED_ABI, .name = "tests.Streams", .method_count = 1, .methods = methods};
    pipc_grpc_client client;
    pipc_grpc_client_stream *stream;
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_error *error = NULL;
    char config[64];

    (void)state;
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.streams->service)));
    pipc_grpc_client_init(&client, &desc);
    configure_component(&client.component, config);
    assert_ok(pipc_open(&client.component, NULL, &error), error);
    request.text = (char *)"2";
    assert_ok(pipc_grpc_client_stream_open_async(&client, methods, NULL, &request.base,
                                                 &self.told.listener, &stream, &error),
              error);
    told_expect_error(&self.told, PIPC_E_INTERNAL, "TWO_MESSAGES", "more than one message");
    pipc_dispose(&client.component);
}

/* --- several -------------------------------------------------------------------------------- */

static void a_thousand_streams_may_be_open_at_once(void **state)
{
    enum { STREAMS = 1000 };
    static told all[STREAMS];
    static pipc_grpc_client_stream *opened[STREAMS];

    (void)state;
    for (int i = 0; i < STREAMS; i++) {
        told_init(&all[i]);
        all[i].on_message = pause_reading;
        opened[i] = open_stream(COUNT_DOWN, "3", &all[i]);
    }
    for (int i = 0; i < STREAMS; i++)
        told_wait_for_messages(&all[i], 1);
    for (int i = 0; i < STREAMS; i++)
        pipc_grpc_client_stream_resume(opened[i]);
    for (int i = 0; i < STREAMS; i++)
        told_wait_for_messages(&all[i], 2);
    for (int i = 0; i < STREAMS; i++)
        pipc_grpc_client_stream_resume(opened[i]);
    for (int i = 0; i < STREAMS; i++) {
        told_expect_ok(&all[i], "1");
        told_dispose(&all[i]);
    }
}

/* `data` is the one it waits for. */
static int wait_for_another(told *one, pipc_grpc_client_stream *stream)
{
    (void)stream;
    told_wait_for_done(one->data);
    return PIPC_OK;
}

static void a_callback_that_blocks_delays_no_other_stream(void **state)
{
    enum { WAITING = 5 };
    told waiting[WAITING];

    (void)state;
    for (int i = 0; i < WAITING; i++) {
        told_init(&waiting[i]);
        waiting[i].on_message = wait_for_another;
        waiting[i].data = &self.told;
        open_stream(COUNT_DOWN, "2", &waiting[i]);
    }
    open_stream(COUNT_DOWN, "50", &self.told);
    told_expect_ok(&self.told, "1");
    for (int i = 0; i < WAITING; i++) {
        told_expect_ok(&waiting[i], "1");
        told_dispose(&waiting[i]);
    }
}

/* Messages and leave to write come at once, on several threads. */
static void the_callbacks_of_one_stream_come_one_at_a_time(void **state)
{
    enum { STREAMS = 8 };
    told all[STREAMS];
    int left[STREAMS];

    (void)state;
    pipc_dispose(&self.streams->client.component);
    streams_open_client(self.streams, ";options.threads=4");
    for (int i = 0; i < STREAMS; i++) {
        pipc_grpc_client_stream *stream;

        told_init(&all[i]);
        left[i] = 500;
        all[i].on_writable = send_what_is_left;
        all[i].data = &left[i];
        stream = open_stream(CHAT, NULL, &all[i]);
        pipc__mutex_lock(&all[i].mutex);
        send_what_is_left(&all[i], stream);
        pipc__mutex_unlock(&all[i].mutex);
    }
    for (int i = 0; i < STREAMS; i++) {
        told_expect_ok(&all[i], "x");
        assert_int_equal(told_look(&all[i]).messages, 500);
        told_dispose(&all[i]);
    }
}

#define STREAM_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(messages_come_in_their_order_and_then_the_end),
        STREAM_TEST(a_stream_may_be_empty),
        STREAM_TEST(an_error_comes_after_the_messages),
        STREAM_TEST(a_paused_stream_gets_no_more_messages_before_it_is_resumed),
        STREAM_TEST(it_may_be_resumed_before_it_is_paused),
        STREAM_TEST(a_paused_stream_stops_the_writer),
        STREAM_TEST(what_was_cancelled_before_it_was_read_did_not_end_well),
        STREAM_TEST(nor_did_what_was_not_read_before_the_deadline),
        STREAM_TEST(both_sides_may_take_turns),
        STREAM_TEST(writing_goes_on_when_it_is_told_to),
        STREAM_TEST(a_stream_that_does_not_read_is_not_written_to_without_end),
        STREAM_TEST(telling_that_this_was_all_does_not_wait),
        STREAM_TEST(what_was_refused_is_not_asked_for_when_this_was_all),
        STREAM_TEST(a_client_stream_is_answered_once),
        STREAM_TEST(a_client_stream_that_is_refused_ends_with_the_error),
        STREAM_TEST(a_second_answer_to_a_client_stream_is_an_error),
        STREAM_TEST(a_thousand_streams_may_be_open_at_once),
        STREAM_TEST(a_callback_that_blocks_delays_no_other_stream),
        STREAM_TEST(the_callbacks_of_one_stream_come_one_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
