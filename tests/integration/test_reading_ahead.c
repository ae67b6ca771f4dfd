/* What has come before a handler that blocks reads it. */
#include "support/cmocka.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "support/gate.h"
#include "support/streams.h"

enum { KIB = 1024 };

/* The next number, in a text that begins with it; -1: an error or the end, as *code says. */
static int read_number(pending_call *self, int *code, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;

    *code = pipc_grpc_server_stream_read(self->stream, &message, error);
    return *code == 1 ? atoi(((const Tests__Text *)message)->text) : -1;
}

/* Those that come after `number`, to the end. */
static int read_on(pending_call *self, int number, pipc_error **error)
{
    int code, next;

    while ((next = read_number(self, &code, error)) >= 0) {
        assert_int_equal(next, ++number);
        gate_add_steps(1);
    }
    return code;
}

/* Waits for it: what comes later is read ahead. */
static void read_first(pending_call *self, pipc_error **error)
{
    int code;

    pending_note_call(self);
    assert_int_equal(read_number(self, &code, error), 0);
    pending_note_call(self);
}

static int read_one_and_the_others_later(pending_call *self, pipc_error **error)
{
    int code;

    read_first(self, error);
    gate_wait();
    code = read_on(self, 0, error);
    ((Tests__Text *)self->response)->text = (char *)"read";
    return code;
}

/* A stream whose handler waits at the gate when it has read one message. */
static pipc_grpc_client_stream *begin_with(pending *self, const pipc_context *context)
{
    pipc_grpc_client_stream *stream;
    int calls = pending_look().calls;

    stream = pending_stream(self, PEND_CLIENT_STREAMING, context, NULL);
    pending_await(calls, calls + 1);
    gate_send_number(stream, 0, 0);
    pending_await(calls, calls + 2);
    return stream;
}

static pipc_grpc_client_stream *begin(pending *self)
{
    return begin_with(self, NULL);
}

static void finish(pipc_grpc_client_stream *stream)
{
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((const Tests__Text *)response)->text, "read");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void what_comes_ahead_of_the_reader_is_read_in_order(void **state)
{
    enum { MESSAGES = 500 };
    pending *self = *state;
    pipc_grpc_client_stream *stream;

    self->plan.handle = read_one_and_the_others_later;
    stream = begin(self);
    for (int i = 1; i < MESSAGES; i++)
        gate_send_number(stream, i, 0);
    gate_open();
    finish(stream);
    assert_int_equal(gate_add_steps(0), MESSAGES - 1);
}

enum { FLOOD = 32000, FLOOD_MAX = FLOOD / 4 * 3 };

static atomic_int sent;

static void *send_flood(void *stream)
{
    for (int i = 1; i <= FLOOD; i++) {
        gate_send_number(stream, i, KIB);
        atomic_fetch_add(&sent, 1);
        gate_add_steps(1);
    }
    return NULL;
}

/* The sockets and the core take some megabytes for it, and then no more. */
static void a_handler_that_does_not_read_stops_its_caller(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pthread_t writer;

    self->plan.handle = read_one_and_the_others_later;
    atomic_store(&sent, 0);
    stream = begin(self);
    assert_int_equal(pthread_create(&writer, NULL, send_flood, stream), 0);
    gate_wait_for_standstill();
    assert_in_range(atomic_load(&sent), 1, FLOOD_MAX);
    gate_open();
    pthread_join(writer, NULL);
    finish(stream);
}

static int read_one_and_the_others_when_it_is_cancelled(pending_call *self, pipc_error **error)
{
    int code;

    read_first(self, error);
    assert_true(pipc_call_wait_cancelled(self->call, -1));
    assert_int_equal(read_number(self, &code, error), -1);
    gate_add_steps(1);
    return code;
}

/* One more call on the connection shows that what was sent before has come. */
static void make_another_call(pending *self)
{
    finish(begin(self));
}

static void what_came_before_the_cancellation_is_not_read_after_it(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;

    self->plan.handle = read_one_and_the_others_when_it_is_cancelled;
    stream = begin(self);
    self->plan.handle = read_one_and_the_others_later;
    for (int i = 1; i < 10; i++)
        gate_send_number(stream, i, 100);
    gate_open();
    make_another_call(self);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(gate_wait_for_standstill(), 1);
}

/* Every other message is compressed. */
static int check_how_they_came(pending_call *self, pipc_error **error)
{
    int code, number;

    read_first(self, error);
    gate_wait();
    while ((number = read_number(self, &code, error)) >= 0)
        assert_int_equal(pipc_call_message_compression(self->call),
                         number % 2 == 0 ? PIPC_GRPC_COMPRESSION_GZIP : PIPC_GRPC_COMPRESSION_NONE);
    ((Tests__Text *)self->response)->text = (char *)"read";
    return code;
}

static void how_each_message_came_is_known_when_it_is_read(void **state)
{
    enum { MESSAGES = 9 };
    pending *self = *state;
    pipc_context *context = NULL;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_compression(context, PIPC_GRPC_COMPRESSION_GZIP);
    self->plan.handle = check_how_they_came;
    stream = begin_with(self, context);
    for (int i = 1; i < MESSAGES; i++) {
        pipc_grpc_client_stream_compress_messages(stream, i % 2 == 0);
        gate_send_number(stream, i, KIB);
    }
    gate_open();
    finish(stream);
    pipc_context_free(context);
}

static int read_one_and_listen(pending_call *self, pipc_error **error)
{
    read_first(self, error);
    gate_wait();
    pipc_grpc_server_stream_listen(self->stream, &self->stream_listener);
    atomic_store(&self->handler_returned, true);
    return PIPC_PENDING;
}

static int expect_next(pending_call *self, const char *text)
{
    (void)self;
    assert_int_equal(atoi(text), gate_add_steps(1)); /* one at a time */
    return PIPC_OK;
}

static int expect_next_and_pause(pending_call *self, const char *text)
{
    expect_next(self, text);
    pending_note_call(self);
    return PIPC_PENDING;
}

/* A stream whose handler has read one message, and is about to be told of the others. */
static pipc_grpc_client_stream *begin_to_listen(pending *self, int messages)
{
    pipc_grpc_client_stream *stream = begin(self);
    pipc_error *error = NULL;

    for (int i = 1; i <= messages; i++)
        gate_send_number(stream, i, 0);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    gate_open();
    return stream;
}

static void expect_all_told(pipc_grpc_client_stream *stream, int messages)
{
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(pending_look().messages, messages);
    assert_int_equal(pending_look().half_closes, 1);
}

static void who_listens_after_reading_is_told_what_is_left(void **state)
{
    enum { MESSAGES = 20 };
    pending *self = *state;

    self->plan.handle = read_one_and_listen;
    self->plan.message = expect_next;
    self->plan.half_closed = pending_finish_well;
    expect_all_told(begin_to_listen(self, MESSAGES), MESSAGES);
}

static void who_listens_after_reading_may_pause(void **state)
{
    enum { MESSAGES = 20, CALLS_BEFORE = 3 /* by the handler, and when it has returned */ };
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.handle = read_one_and_listen;
    self->plan.message = expect_next_and_pause;
    self->plan.half_closed = pending_finish_well;
    stream = begin(self);
    for (int i = 1; i <= MESSAGES / 2; i++)
        gate_send_number(stream, i, 0);
    gate_open();
    pending_await(calls, CALLS_BEFORE + 1);
    for (int i = MESSAGES / 2 + 1; i <= MESSAGES; i++)
        gate_send_number(stream, i, 0);
    gate_wait_for_standstill();
    assert_int_equal(pending_look().messages, 1);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    for (int i = 1; i <= MESSAGES; i++) {
        pending_await(calls, CALLS_BEFORE + i);
        assert_int_equal(pending_look().messages, i);
        pipc_grpc_server_stream_resume(pending_get(0)->stream);
    }
    expect_all_told(stream, MESSAGES);
}

static void who_listens_after_reading_may_find_the_end_only(void **state)
{
    pending *self = *state;

    self->plan.handle = read_one_and_listen;
    self->plan.half_closed = pending_finish_well;
    expect_all_told(begin_to_listen(self, 0), 0);
}

#define GATE_TEST(name) cmocka_unit_test_setup_teardown(name, gate_setup, gate_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GATE_TEST(what_comes_ahead_of_the_reader_is_read_in_order),
        GATE_TEST(a_handler_that_does_not_read_stops_its_caller),
        GATE_TEST(what_came_before_the_cancellation_is_not_read_after_it),
        GATE_TEST(how_each_message_came_is_known_when_it_is_read),
        GATE_TEST(who_listens_after_reading_is_told_what_is_left),
        GATE_TEST(who_listens_after_reading_may_pause),
        GATE_TEST(who_listens_after_reading_may_find_the_end_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
