#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/failing_allocator.h"
#include "support/raw_client.h"
#include "support/streams.h"

/* Whether the handler ran before: it never starts where that takes longer than the deadline. */
static bool is_chat_ended(streams *self, int timeout_ms)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;
    char text[32];
    bool ran;

    pipc_dispose(&self->client.component);
    snprintf(text, sizeof text, ";options.timeout=%d", timeout_ms);
    streams_open_client(self, text);
    stream = streams_open(self, CHAT, NULL);
    ran = streams_send(stream, "text", NULL) == PIPC_OK && streams_read(stream, NULL) == 1;
    snprintf(text, sizeof text, "within %d ms", timeout_ms);
    assert_error(streams_read(stream, &error), error, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED",
                 text);
    pipc_grpc_client_stream_free(stream);
    return ran;
}

static void a_deadline_ends_a_stream(void **state)
{
    enum { LONGEST_MS = 20000 };
    int timeout_ms = 500;

    while (!is_chat_ended(*state, timeout_ms)) {
        timeout_ms *= 2;
        assert_in_range(timeout_ms, 0, LONGEST_MS);
    }
    streams_wait_for_ended(1);
    assert_int_equal(streams_look().last_code, PIPC_E_FAILED_INVOCATION);
}

static void closing_the_client_cancels_its_streams_and_does_not_wait_for_them(void **state)
{
    streams *self = *state;
    pipc_grpc_client_stream *stream = streams_open(self, CHAT, NULL);
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "text", &error), error);
    streams_expect(stream, "text");
    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_error(streams_read(stream, &error), error, PIPC_E_INVALID_STATE, "CLOSED",
                 "the client was closed while /tests.Streams/Chat was called");
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
    pipc_grpc_client_stream_free(stream);
}

static void closing_the_service_cancels_its_streams(void **state)
{
    streams *self = *state;
    pipc_grpc_client_stream *stream = streams_open(self, CHAT, NULL);
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "text", &error), error);
    streams_expect(stream, "text");
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    assert_int_equal(streams_look().handlers_ended, 1);
    assert_true(streams_read(stream, &error) < 0);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
}

static void a_message_that_cannot_be_parsed_is_told_to_the_handler(void **state)
{
    streams *self = *state;
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
    raw_answer answer = raw_call(port, streams_methods[JOIN].path, "\x0a\x05text", 6);

    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_non_null(strstr(answer.message, "cannot be parsed"));
    assert_int_equal(raw_call(port, streams_methods[COUNT_DOWN].path, NULL, 0).status,
                     PIPC_GRPC_INTERNAL);
    assert_int_equal(raw_call(port, streams_methods[JOIN].path, NULL, 0).status, PIPC_GRPC_OK);
    assert_int_equal(raw_call(port, streams_methods[CHAT].path, NULL, 0).status, PIPC_GRPC_OK);
}

static void a_second_message_to_a_server_stream_is_refused(void **state)
{
    static const raw_message messages[] = {
        {"\x0a\x01"
         "1",
         3},
        {"\x0a\x01"
         "5",
         3},
        {"\xff\xff", 2},
    };
    streams *self = *state;
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
    raw_answer answer = raw_call_with(port, streams_methods[COUNT_DOWN].path, messages, 3);

    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_string_equal(answer.message, "more messages came where one was expected");
    assert_int_equal(answer.response_bytes, 0);
    assert_int_equal(streams_look().handlers_ended, 0);
}

static void a_stream_of_a_closed_client_fails_at_once(void **state)
{
    streams *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_error(pipc_grpc_client_stream_open(&self->client, &streams_methods[CHAT], NULL, NULL,
                                              &stream, &error),
                 error, PIPC_E_INVALID_STATE, "NOT_OPEN", "/tests.Streams/Chat");
    assert_null(stream);
    pipc_grpc_client_stream_free(stream);
}

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int read_all(streams *self)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    int code;

    request.text = (char *)"3";
    code = pipc_grpc_client_stream_open(&self->client, &streams_methods[COUNT_DOWN], NULL,
                                        &request.base, &stream, NULL);
    while (code == PIPC_OK && streams_read(stream, NULL) > 0) {
    }
    if (code == PIPC_OK)
        code = streams_read(stream, NULL);
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int write_and_finish(streams *self)
{
    pipc_grpc_client_stream *stream = NULL;
    ProtobufCMessage *response = NULL;
    int code = pipc_grpc_client_stream_open(&self->client, &streams_methods[JOIN], NULL, NULL,
                                            &stream, NULL);

    if (code == PIPC_OK && streams_send(stream, "text", NULL) == PIPC_OK)
        streams_send(stream, "text", NULL);
    if (code == PIPC_OK)
        code = pipc_grpc_client_stream_finish(stream, &response, NULL);
    if (code == PIPC_OK)
        protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int configure_and_open(pipc_component *component, int port)
{
    pipc_config_params *config = NULL;
    char text[16];
    int code;

    snprintf(text, sizeof text, "%d", port);
    code = pipc_config_params_from_tuples(&config, NULL, "connection.host", "127.0.0.1",
                                          "connection.port", text, NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

static int use_streams(void *data)
{
    streams self;
    int code;

    (void)data;
    pipc_grpc_service_init(&self.service, &streams_desc);
    pipc_grpc_client_init(&self.client, &streams_desc);
    code = configure_and_open(&self.service.component, 0);
    if (code == PIPC_OK)
        code =
            configure_and_open(&self.client.component,
                               pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.service)));
    if (code == PIPC_OK)
        code = read_all(&self);
    if (code == PIPC_OK)
        code = write_and_finish(&self);
    pipc_dispose(&self.client.component);
    pipc_dispose(&self.service.component);
    return as_no_memory(code);
}

static void every_allocation_of_a_stream_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(use_streams, NULL);
}

#define STREAM_TEST(name) cmocka_unit_test_setup_teardown(name, streams_setup, streams_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(a_deadline_ends_a_stream),
        STREAM_TEST(closing_the_client_cancels_its_streams_and_does_not_wait_for_them),
        STREAM_TEST(closing_the_service_cancels_its_streams),
        STREAM_TEST(a_message_that_cannot_be_parsed_is_told_to_the_handler),
        STREAM_TEST(a_second_message_to_a_server_stream_is_refused),
        STREAM_TEST(a_stream_of_a_closed_client_fails_at_once),
        cmocka_unit_test(every_allocation_of_a_stream_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
