#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/async_streams.h"
#include "support/echo.h"

enum { LONGEST_MS = 20000 };

static async_streams self;

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
    async_streams_open(&self, COUNT_DOWN, "5000", &self.told);
    told_expect_ok(&self.told, "1");
    assert_int_equal(due, 0);
    assert_int_equal(told_look(&self.told).messages, 5000);
}

static void a_stream_may_be_empty(void **state)
{
    (void)state;
    async_streams_open(&self, COUNT_DOWN, "0", &self.told);
    told_expect_ok(&self.told, "");
    assert_int_equal(told_look(&self.told).messages, 0);
}

static void an_error_comes_after_the_messages(void **state)
{
    (void)state;
    async_streams_open(&self, COUNT_DOWN, "fail", &self.told);
    told_expect_error(&self.told, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    assert_int_equal(told_look(&self.told).messages, 1);
}

/* After the last one it is over, paused or not. */
static void a_paused_stream_gets_no_more_messages_before_it_is_resumed(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = async_streams_pause;
    stream = async_streams_open(&self, COUNT_DOWN, "3", &self.told);
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
    async_streams_open(&self, COUNT_DOWN, "100", &self.told);
    told_expect_ok(&self.told, "1");
    assert_int_equal(told_look(&self.told).messages, 100);
}

static void a_paused_stream_stops_the_writer(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    self.told.on_message = async_streams_pause;
    stream = async_streams_open(&self, COUNT_DOWN, "100000000", &self.told);
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
    self.told.on_message = async_streams_pause;
    stream = async_streams_open(&self, COUNT_DOWN, "3", &self.told);
    told_wait_for_messages(&self.told, 1);
    streams_wait_for_ended(1);
    streams_wait_for_standstill();
    pipc_grpc_client_stream_cancel(stream);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
}

static void count_down_to_the_deadline(int timeout_ms)
{
    char expected[32];

    told_dispose(&self.told);
    told_init(&self.told);
    self.told.on_message = async_streams_pause;
    pipc_context_set_timeout_ms(self.context, timeout_ms);
    async_streams_open(&self, COUNT_DOWN, "3", &self.told);
    snprintf(expected, sizeof expected, "within %d ms", timeout_ms);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", expected);
}

/* Where the deadline came before the first message, it was another call. */
static void nor_did_what_was_not_read_before_the_deadline(void **state)
{
    int timeout_ms = 300;

    (void)state;
    count_down_to_the_deadline(timeout_ms);
    while (told_look(&self.told).messages == 0 && timeout_ms < LONGEST_MS)
        count_down_to_the_deadline(timeout_ms *= 2);
    assert_int_equal(told_look(&self.told).messages, 1);
}

/* --- client streams ------------------------------------------------------------------------- */

static void a_client_stream_is_answered_once(void **state)
{
    pipc_grpc_client_stream *stream;

    (void)state;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
    async_streams_finish_writing(stream);
    told_expect_ok(&self.told, "");
    assert_int_equal(told_look(&self.told).messages, 0);
}

static void a_client_stream_that_is_refused_ends_with_the_error(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
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
        all[i].on_message = async_streams_pause;
        opened[i] = async_streams_open(&self, COUNT_DOWN, "3", &all[i]);
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
        async_streams_open(&self, COUNT_DOWN, "2", &waiting[i]);
    }
    async_streams_open(&self, COUNT_DOWN, "50", &self.told);
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
        all[i].on_writable = async_streams_send_what_is_left;
        all[i].data = &left[i];
        stream = async_streams_open(&self, CHAT, NULL, &all[i]);
        pipc__mutex_lock(&all[i].mutex);
        async_streams_send_what_is_left(&all[i], stream);
        pipc__mutex_unlock(&all[i].mutex);
    }
    for (int i = 0; i < STREAMS; i++) {
        told_expect_ok(&all[i], "x");
        assert_int_equal(told_look(&all[i]).messages, 500);
        told_dispose(&all[i]);
    }
}

#define STREAM_TEST(name)                                                                          \
    cmocka_unit_test_prestate_setup_teardown(name, async_streams_setup, async_streams_teardown,    \
                                             &self)

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
        STREAM_TEST(a_client_stream_is_answered_once),
        STREAM_TEST(a_client_stream_that_is_refused_ends_with_the_error),
        STREAM_TEST(a_second_answer_to_a_client_stream_is_an_error),
        STREAM_TEST(a_thousand_streams_may_be_open_at_once),
        STREAM_TEST(a_callback_that_blocks_delays_no_other_stream),
        STREAM_TEST(the_callbacks_of_one_stream_come_one_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
