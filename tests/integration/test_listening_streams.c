#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/pending.h"
#include "support/streams.h"

enum { MESSAGES = 200, LARGE_MESSAGES = 30, LARGE = 256 * 1024 };

static void messages_and_the_end_are_told(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.message = pending_say_back;
    self->plan.half_closed = pending_finish_well;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    for (int i = 0; i < MESSAGES; i++) {
        char text[16];

        snprintf(text, sizeof text, "%d", i);
        assert_ok(streams_send(stream, text, &error), error);
        streams_expect(stream, text);
    }
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().messages, MESSAGES);
    assert_int_equal(pending_look().half_closes, 1);
    assert_int_equal(pending_look().cancels, 0);
}

static void a_client_stream_is_answered_when_it_has_ended(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    self->plan.half_closed = pending_finish_well;
    stream = pending_stream(self, PEND_CLIENT_STREAMING, NULL, NULL);
    for (int i = 0; i < MESSAGES; i++)
        assert_ok(streams_send(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((const Tests__Text *)response)->text, "finished");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().messages, MESSAGES);
}

/* --- pausing -------------------------------------------------------------------------------- */

static int pause_reading(pending_call *self, const char *text)
{
    (void)self;
    (void)text;
    return PIPC_PENDING;
}

static int resume_and_pause(pending_call *self, const char *text)
{
    (void)text;
    pipc_grpc_server_stream_resume(self->stream);
    return PIPC_PENDING;
}

static void nothing_is_read_before_it_is_resumed(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.message = pause_reading;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    for (int i = 0; i < 3; i++)
        assert_ok(streams_send(stream, i == 2 ? "last" : "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    for (int i = 1; i <= 3; i++) {
        pending_await(messages, i);
        assert_int_equal(pending_look().messages, i);
        assert_int_equal(pending_look().half_closes, 0);
        pipc_grpc_server_stream_resume(pending_get(0)->stream);
    }
    pending_await(half_closes, 1);
    assert_string_equal(pending_look().last_text, "last");
    pending_finish_text(pending_get(0), NULL);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void a_resumption_that_comes_before_the_pause_counts(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.message = resume_and_pause;
    self->plan.half_closed = pending_finish_well;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    for (int i = 0; i < MESSAGES; i++)
        assert_ok(streams_send(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().messages, MESSAGES);
}

static void a_paused_stream_is_told_of_its_cancellation(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.message = pause_reading;
    self->plan.cancelled = pending_finish_badly;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    assert_ok(streams_send(stream, "text", &error), error);
    pending_await(messages, 1);
    pipc_grpc_client_stream_free(stream);
    pending_await(cancels, 1);
}

/* --- writing -------------------------------------------------------------------------------- */

static char large[LARGE];
static atomic_int written;

/* As many as the caller and the connection take, then it waits to be told. */
static void write_many(pending_call *self)
{
    int code = PIPC_OK;

    while (code == PIPC_OK && atomic_load(&written) < LARGE_MESSAGES) {
        pipc_error *error = NULL;

        code = pending_write(self, large, &error);
        if (code == PIPC_OK)
            atomic_fetch_add(&written, 1);
        assert_true(code >= 0);
    }
    if (code == PIPC_OK)
        pending_finish_text(self, NULL);
}

static int write_many_at_once(pending_call *self, pipc_error **error)
{
    (void)error;
    write_many(self);
    atomic_store(&self->handler_returned, true);
    return PIPC_PENDING;
}

static void a_write_that_is_refused_may_be_tried_again_when_it_is_told(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    memset(large, 'x', LARGE - 1);
    atomic_store(&written, 0);
    self->plan.handle = write_many_at_once;
    self->plan.writable = write_many;
    stream = pending_stream(self, PEND_SERVER_STREAMING, NULL, "go");
    for (int i = 0; i < LARGE_MESSAGES; i++)
        assert_int_equal(streams_read(stream, &error), 1);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(atomic_load(&written), LARGE_MESSAGES);
    assert_in_range(pending_look().writables, 1, LARGE_MESSAGES);
}

static void a_call_may_be_finished_while_a_message_is_under_way(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    pipc_error *error = NULL;
    int count = 0;

    memset(large, 'x', LARGE - 1);
    pending_await(calls, 1);
    while (pending_write(pending_get(0), large, &error) == PIPC_OK)
        count++;
    assert_null(error);
    pending_finish_text(pending_get(0), NULL);
    for (int i = 0; i < count; i++)
        assert_int_equal(streams_read(stream, &error), 1);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().writables, 0);
}

#define LISTENING_TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, pending_listening_setup, pending_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTENING_TEST(messages_and_the_end_are_told),
        LISTENING_TEST(a_client_stream_is_answered_when_it_has_ended),
        LISTENING_TEST(nothing_is_read_before_it_is_resumed),
        LISTENING_TEST(a_resumption_that_comes_before_the_pause_counts),
        LISTENING_TEST(a_paused_stream_is_told_of_its_cancellation),
        LISTENING_TEST(a_write_that_is_refused_may_be_tried_again_when_it_is_told),
        LISTENING_TEST(a_call_may_be_finished_while_a_message_is_under_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
