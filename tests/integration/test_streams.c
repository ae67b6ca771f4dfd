#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>

#include "support/streams.h"

static void a_server_stream_gives_its_messages_and_then_ends(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "3");
    pipc_error *error = NULL;

    streams_expect(stream, "3");
    streams_expect(stream, "2");
    streams_expect(stream, "1");
    assert_int_equal(streams_read(stream, &error), 0);
    assert_int_equal(streams_read(stream, &error), 0);
    assert_null(error);
    pipc_grpc_client_stream_free(stream);
}

static void a_server_stream_may_be_empty(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "0");
    pipc_error *error = NULL;

    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void many_messages_come_in_order(void **state)
{
    enum { MANY = 5000 };
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "5000");
    pipc_error *error = NULL;

    for (int i = MANY; i > 0; i--) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        streams_expect(stream, number);
    }
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void an_error_comes_after_the_messages(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "fail");
    pipc_error *error = NULL;

    streams_expect(stream, "one");
    assert_error(streams_read(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    assert_error(streams_read(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    pipc_grpc_client_stream_free(stream);
}

static void a_stream_that_is_freed_early_is_cancelled(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "100000000");

    streams_expect(stream, "100000000");
    pipc_grpc_client_stream_free(stream);
    streams_wait_for_ended(1);
    assert_int_equal(streams_look().last_code, PIPC_E_FAILED_INVOCATION);
}

/* The core takes some hundred kilobytes for a peer that does not read, and then no more. */
static void a_slow_reader_stops_the_writer(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "100000000");
    streams_expect(stream, "100000000");
    streams_wait_for_standstill();
    assert_in_range(streams_look().messages_written, 1, 1000000);
    pipc_grpc_client_stream_free(stream);
    streams_wait_for_ended(1);
}

static void a_client_stream_is_answered_once(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_ok(streams_send(stream, "c", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "abc");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void a_client_stream_may_be_empty(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void writing_after_the_end_of_the_call_fails_and_finish_tells_why(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = PIPC_OK;

    assert_ok(streams_send(stream, "fail", &error), error);
    while (code == PIPC_OK)
        code = streams_send(stream, "more", &error);
    assert_error(code, error, PIPC_E_FAILED_INVOCATION, "CALL_OVER", "/tests.Streams/Join is over");
    assert_error(pipc_grpc_client_stream_finish(stream, &response, &error), error, PIPC_E_CONFLICT,
                 "ASKED_TO", "asked to");
    assert_null(response);
    pipc_grpc_client_stream_free(stream);
}

static void a_handler_may_answer_before_it_has_read_all(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(streams_send(stream, "stop", &error), error);
    streams_wait_for_ended(1);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "a");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void both_sides_may_take_turns(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, CHAT, NULL);
    pipc_error *error = NULL;

    for (int i = 0; i < 100; i++) {
        char text[16];

        snprintf(text, sizeof text, "turn %d", i);
        assert_ok(streams_send(stream, text, &error), error);
        streams_expect(stream, text);
    }
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_error(streams_send(stream, "late", &error), error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                 "nothing more");
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void *read_a_thousand(void *stream)
{
    pipc_error *error = NULL;
    intptr_t count = 0;

    while (streams_read(stream, &error) == 1)
        count++;
    pipc_error_free(error);
    return (void *)count;
}

static void one_thread_may_read_while_another_writes(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, CHAT, NULL);
    pipc_error *error = NULL;
    pthread_t reader;
    void *count;

    assert_int_equal(pthread_create(&reader, NULL, read_a_thousand, stream), 0);
    for (int i = 0; i < 1000; i++)
        assert_ok(streams_send(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    pthread_join(reader, &count);
    assert_int_equal((intptr_t)count, 1000);
    pipc_grpc_client_stream_free(stream);
}

static void more_streams_than_threads_make_progress(void **state)
{
    enum { STREAMS = 20 };
    pipc_grpc_client_stream *chats[STREAMS];
    pipc_error *error = NULL;

    for (int i = 0; i < STREAMS; i++)
        chats[i] = streams_open(*state, CHAT, NULL);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < STREAMS; i++)
            assert_ok(streams_send(chats[i], "text", &error), error);
        for (int i = 0; i < STREAMS; i++)
            streams_expect(chats[i], "text");
    }
    for (int i = 0; i < STREAMS; i++)
        pipc_grpc_client_stream_free(chats[i]);
    streams_wait_for_ended(STREAMS);
}

#define STREAM_TEST(name) cmocka_unit_test_setup_teardown(name, streams_setup, streams_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(a_server_stream_gives_its_messages_and_then_ends),
        STREAM_TEST(a_server_stream_may_be_empty),
        STREAM_TEST(many_messages_come_in_order),
        STREAM_TEST(an_error_comes_after_the_messages),
        STREAM_TEST(a_stream_that_is_freed_early_is_cancelled),
        STREAM_TEST(a_slow_reader_stops_the_writer),
        STREAM_TEST(a_client_stream_is_answered_once),
        STREAM_TEST(a_client_stream_may_be_empty),
        STREAM_TEST(writing_after_the_end_of_the_call_fails_and_finish_tells_why),
        STREAM_TEST(a_handler_may_answer_before_it_has_read_all),
        STREAM_TEST(both_sides_may_take_turns),
        STREAM_TEST(one_thread_may_read_while_another_writes),
        STREAM_TEST(more_streams_than_threads_make_progress),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
