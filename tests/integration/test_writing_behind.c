/* What a handler that blocks has written, and the core has not taken. */
#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/gate.h"
#include "support/streams.h"

enum { KIB = 1024 };

static int write_number(pending_call *self, int number, size_t length, pipc_error **error)
{
    char text[2 * KIB];
    int used = snprintf(text, sizeof text, "%d", number);

    memset(text + used, ' ', length);
    text[(size_t)used + length] = '\0';
    return pending_write(self, text, error);
}

static int read_back(pipc_grpc_client_stream *stream, size_t *length, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;
    int code = pipc_grpc_client_stream_read(stream, &message, error);

    if (code != 1)
        return code - 1;
    *length = strlen(((const Tests__Text *)message)->text);
    return atoi(((const Tests__Text *)message)->text);
}

enum { WRITTEN_MAX = 100000 };

/* More than fits into what a caller takes that does not read, which is 64 KiB at least. */
enum { WRITTEN = 100 };

static int write_many_and_fail(pending_call *self, pipc_error **error)
{
    for (int i = 0; i < WRITTEN; i++)
        assert_int_equal(write_number(self, i, KIB, error), PIPC_OK);
    return pipc_fail(error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
}

static void a_handler_may_end_before_its_caller_reads(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;
    size_t length;

    self->plan.handle = write_many_and_fail;
    stream = pending_stream(self, PEND_SERVER_STREAMING, NULL, "text");
    pending_await(calls, 1);
    for (int i = 0; i < WRITTEN; i++)
        assert_int_equal(read_back(stream, &length, &error), i);
    assert_error(streams_read(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    pipc_grpc_client_stream_free(stream);
}

static int write_until_it_fails(pending_call *self, pipc_error **error)
{
    int code = PIPC_OK;

    pending_note_call(self);
    for (int i = 0; code == PIPC_OK; i++) {
        code = write_number(self, i, KIB, error);
        gate_add_steps(1);
    }
    pending_note_call(self);
    assert_error(code, *error, PIPC_E_FAILED_INVOCATION, "CANCELLED", "nobody waits");
    *error = NULL;
    return code;
}

static void a_writer_that_waits_is_told_that_nobody_reads(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;

    self->plan.handle = write_until_it_fails;
    stream = pending_stream(self, PEND_SERVER_STREAMING, NULL, "text");
    assert_in_range(gate_wait_for_standstill(), 1, WRITTEN_MAX);
    assert_int_equal(pending_look().calls, 1);
    pipc_grpc_client_stream_free(stream);
    pending_await(calls, 2);
}

/* --- both ----------------------------------------------------------------------------------- */

enum { MIXED = 60, LARGE = 200 * KIB };

static size_t mixed_length(int number)
{
    return number % 3 == 2 ? LARGE : 16;
}

static void *send_mixed(void *stream)
{
    pipc_error *error = NULL;

    for (int i = 0; i < MIXED; i++)
        gate_send_number(stream, i, mixed_length(i));
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    return NULL;
}

static int say_back(pending_call *self, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;
    int code;

    while ((code = pipc_grpc_server_stream_read(self->stream, &message, error)) == 1) {
        code = pipc_grpc_server_stream_write(self->stream, message, error);
        if (code != PIPC_OK)
            return code;
    }
    return code;
}

static void large_messages_among_small_ones_keep_their_place(void **state)
{
    pending *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;
    pthread_t writer;

    self->plan.handle = say_back;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    assert_int_equal(pthread_create(&writer, NULL, send_mixed, stream), 0);
    for (int i = 0; i < MIXED; i++) {
        size_t length = 0;

        assert_int_equal(read_back(stream, &length, &error), i);
        assert_int_equal(length, mixed_length(i));
    }
    pthread_join(writer, NULL);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

#define GATE_TEST(name) cmocka_unit_test_setup_teardown(name, gate_setup, gate_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GATE_TEST(a_handler_may_end_before_its_caller_reads),
        GATE_TEST(a_writer_that_waits_is_told_that_nobody_reads),
        GATE_TEST(large_messages_among_small_ones_keep_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
