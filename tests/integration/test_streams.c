#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/raw_client.h"

/* Rows as they are generated, but for the typed stubs around them. */
enum { COUNT_DOWN, JOIN, CHAT };

/* What the handlers saw. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed; /* of the monotonic clock */
static int messages_read;
static int messages_written;
static int last_code;
static int handlers_ended;

static void note(int *counter, int change)
{
    pthread_mutex_lock(&mutex);
    *counter += change;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void note_end(int code)
{
    pthread_mutex_lock(&mutex);
    last_code = code;
    handlers_ended++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void wait_for(const int *counter, int value)
{
    pthread_mutex_lock(&mutex);
    while (*counter < value)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static int write_text(pipc_grpc_server_stream *stream, const char *text, pipc_error **error)
{
    Tests__Text message = TESTS__TEXT__INIT;
    int code;

    message.text = (char *)text;
    code = pipc_grpc_server_stream_write(stream, &message.base, error);
    if (code == PIPC_OK)
        note(&messages_written, 1);
    return code;
}

/* Writes the numbers from the one asked for down to 1; "fail" fails after one message. */
static int count_down(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
                      pipc_grpc_server_stream *stream, pipc_error **error)
{
    const Tests__Text *text = (const Tests__Text *)request;
    int code = PIPC_OK;

    (void)service;
    (void)call;
    if (strcmp(text->text, "fail") == 0) {
        code = write_text(stream, "one", error);
        return code == PIPC_OK ? pipc_fail(error, PIPC_E_NOT_FOUND, "NO_MORE", "no more") : code;
    }
    for (int i = atoi(text->text); i > 0 && code == PIPC_OK; i--) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        code = write_text(stream, number, error);
    }
    note_end(code);
    return code;
}

/* Joins what it reads; at "stop" it stops reading, and at "fail" it fails. */
static int join(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                ProtobufCMessage *response, pipc_error **error)
{
    const ProtobufCMessage *message;
    char joined[4096] = "";
    int code;

    (void)service;
    while ((code = pipc_grpc_server_stream_read(stream, &message, error)) > 0) {
        const char *text = ((const Tests__Text *)message)->text;

        note(&messages_read, 1);
        if (strcmp(text, "stop") == 0)
            break;
        if (strcmp(text, "fail") == 0)
            return pipc_fail(error, PIPC_E_CONFLICT, "ASKED_TO", "asked to");
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s", text);
    }
    note_end(code);
    ((Tests__Text *)response)->text = pipc_call_strdup(call, joined);
    return code < 0 ? code : PIPC_OK;
}

/* Says everything back. */
static int chat(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                pipc_error **error)
{
    const ProtobufCMessage *message;
    int code;

    (void)service;
    (void)call;
    while ((code = pipc_grpc_server_stream_read(stream, &message, error)) > 0) {
        note(&messages_read, 1);
        code = pipc_grpc_server_stream_write(stream, message, error);
        if (code < 0)
            break;
    }
    note_end(code);
    return code;
}

static const pipc_grpc_method methods[] = {
    [COUNT_DOWN] = {.path = "/tests.Streams/CountDown",
                    .kind = PIPC_GRPC_SERVER_STREAMING,
                    .request = &tests__text__descriptor,
                    .response = &tests__text__descriptor,
                    .server_streaming = count_down},
    [JOIN] = {.path = "/tests.Streams/Join",
              .kind = PIPC_GRPC_CLIENT_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .client_streaming = join},
    [CHAT] = {.path = "/tests.Streams/Chat",
              .kind = PIPC_GRPC_BIDI_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .bidi_streaming = chat},
};

static const pipc_grpc_service_desc desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Streams",
    .method_count = PIPC_ARRAY_SIZE(methods),
    .methods = methods,
};

typedef struct pair {
    pipc_grpc_service service;
    pipc_grpc_client client;
} pair;

static void open_client(pair *self, const char *more)
{
    char config[256];
    pipc_error *error = NULL;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), more);
    pipc_grpc_client_init(&self->client, &desc);
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

static int setup(void **state)
{
    static pair self;
    pipc_error *error = NULL;

    messages_read = messages_written = handlers_ended = 0;
    pipc_grpc_service_init(&self.service, &desc);
    configure_component(&self.service.component,
                        "connection.host=127.0.0.1;connection.port=0;options.shutdown_timeout=100");
    assert_ok(pipc_open(&self.service.component, NULL, &error), error);
    open_client(&self, "");
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    pair *self = *state;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    return 0;
}

static pipc_grpc_client_stream *open_stream(pair *self, int method, const char *text)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    request.text = (char *)text;
    assert_ok(pipc_grpc_client_stream_open(&self->client, &methods[method], NULL,
                                           text == NULL ? NULL : &request.base, &stream, &error),
              error);
    return stream;
}

static int send_text(pipc_grpc_client_stream *stream, const char *text, pipc_error **error)
{
    Tests__Text message = TESTS__TEXT__INIT;

    message.text = (char *)text;
    return pipc_grpc_client_stream_write(stream, &message.base, error);
}

static void expect_text(pipc_grpc_client_stream *stream, const char *expected)
{
    const ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    int code = pipc_grpc_client_stream_read(stream, &message, &error);

    if (code < 0)
        assert_ok(code, error);
    assert_int_equal(code, 1);
    assert_string_equal(((const Tests__Text *)message)->text, expected);
}

static int read_code(pipc_grpc_client_stream *stream, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;

    return pipc_grpc_client_stream_read(stream, &message, error);
}

static void a_server_stream_gives_its_messages_and_then_ends(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "3");
    pipc_error *error = NULL;

    expect_text(stream, "3");
    expect_text(stream, "2");
    expect_text(stream, "1");
    assert_int_equal(read_code(stream, &error), 0);
    assert_int_equal(read_code(stream, &error), 0);
    assert_null(error);
    pipc_grpc_client_stream_free(stream);
}

static void a_server_stream_may_be_empty(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "0");
    pipc_error *error = NULL;

    assert_int_equal(read_code(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void many_messages_come_in_order(void **state)
{
    enum { MANY = 5000 };
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "5000");
    pipc_error *error = NULL;

    for (int i = MANY; i > 0; i--) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        expect_text(stream, number);
    }
    assert_int_equal(read_code(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void an_error_comes_after_the_messages(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "fail");
    pipc_error *error = NULL;

    expect_text(stream, "one");
    assert_error(read_code(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    assert_error(read_code(stream, &error), error, PIPC_E_NOT_FOUND, "NO_MORE", "no more");
    pipc_grpc_client_stream_free(stream);
}

static void a_stream_that_is_freed_early_is_cancelled(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "100000000");

    expect_text(stream, "100000000");
    pipc_grpc_client_stream_free(stream);
    wait_for(&handlers_ended, 1);
    assert_int_equal(last_code, PIPC_E_FAILED_INVOCATION);
}

/* The core takes some hundred kilobytes for a peer that does not read, and then no more. */
static void a_slow_reader_stops_the_writer(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, COUNT_DOWN, "100000000");
    int written;

    expect_text(stream, "100000000");
    pthread_mutex_lock(&mutex);
    do {
        written = messages_written;
    } while (pipc__condition_wait_until(&changed, &mutex, pipc__deadline_ns(pipc__now_ns(), 300)));
    pthread_mutex_unlock(&mutex);
    assert_in_range(written, 1, 1000000);
    pipc_grpc_client_stream_free(stream);
    wait_for(&handlers_ended, 1);
}

static void a_client_stream_is_answered_once(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(send_text(stream, "a", &error), error);
    assert_ok(send_text(stream, "b", &error), error);
    assert_ok(send_text(stream, "c", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "abc");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void a_client_stream_may_be_empty(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void writing_after_the_end_of_the_call_fails_and_finish_tells_why(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = PIPC_OK;

    assert_ok(send_text(stream, "fail", &error), error);
    while (code == PIPC_OK)
        code = send_text(stream, "more", &error);
    assert_error(code, error, PIPC_E_FAILED_INVOCATION, "CALL_OVER", "/tests.Streams/Join is over");
    assert_error(pipc_grpc_client_stream_finish(stream, &response, &error), error, PIPC_E_CONFLICT,
                 "ASKED_TO", "asked to");
    assert_null(response);
    pipc_grpc_client_stream_free(stream);
}

static void a_handler_may_answer_before_it_has_read_all(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(send_text(stream, "a", &error), error);
    assert_ok(send_text(stream, "stop", &error), error);
    wait_for(&handlers_ended, 1);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((Tests__Text *)response)->text, "a");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void both_sides_may_take_turns(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, CHAT, NULL);
    pipc_error *error = NULL;

    for (int i = 0; i < 100; i++) {
        char text[16];

        snprintf(text, sizeof text, "turn %d", i);
        assert_ok(send_text(stream, text, &error), error);
        expect_text(stream, text);
    }
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_error(send_text(stream, "late", &error), error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                 "nothing more");
    assert_int_equal(read_code(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

static void *read_a_thousand(void *stream)
{
    pipc_error *error = NULL;
    intptr_t count = 0;

    while (read_code(stream, &error) == 1)
        count++;
    pipc_error_free(error);
    return (void *)count;
}

static void one_thread_may_read_while_another_writes(void **state)
{
    pipc_grpc_client_stream *stream = open_stream(*state, CHAT, NULL);
    pipc_error *error = NULL;
    pthread_t reader;
    void *count;

    assert_int_equal(pthread_create(&reader, NULL, read_a_thousand, stream), 0);
    for (int i = 0; i < 1000; i++)
        assert_ok(send_text(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    pthread_join(reader, &count);
    assert_int_equal((intptr_t)count, 1000);
    pipc_grpc_client_stream_free(stream);
}

static void more_streams_than_threads_make_progress(void **state)
{
    enum { STREAMS = 20 };
    pipc_grpc_client_stream *streams[STREAMS];
    pipc_error *error = NULL;

    for (int i = 0; i < STREAMS; i++)
        streams[i] = open_stream(*state, CHAT, NULL);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < STREAMS; i++)
            assert_ok(send_text(streams[i], "text", &error), error);
        for (int i = 0; i < STREAMS; i++)
            expect_text(streams[i], "text");
    }
    for (int i = 0; i < STREAMS; i++)
        pipc_grpc_client_stream_free(streams[i]);
    wait_for(&handlers_ended, STREAMS);
}

static void a_deadline_ends_a_stream(void **state)
{
    pair *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    pipc_dispose(&self->client.component);
    open_client(self, ";options.timeout=100");
    stream = open_stream(self, CHAT, NULL);
    assert_error(read_code(stream, &error), error, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED",
                 "within 100 ms");
    pipc_grpc_client_stream_free(stream);
    wait_for(&handlers_ended, 1);
    assert_int_equal(last_code, PIPC_E_FAILED_INVOCATION);
}

static void closing_the_client_cancels_its_streams_and_does_not_wait_for_them(void **state)
{
    pair *self = *state;
    pipc_grpc_client_stream *stream = open_stream(self, CHAT, NULL);
    pipc_error *error = NULL;

    assert_ok(send_text(stream, "text", &error), error);
    expect_text(stream, "text");
    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_error(read_code(stream, &error), error, PIPC_E_INVALID_STATE, "CLOSED",
                 "the client was closed while /tests.Streams/Chat was called");
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
    pipc_grpc_client_stream_free(stream);
}

static void closing_the_service_cancels_its_streams(void **state)
{
    pair *self = *state;
    pipc_grpc_client_stream *stream = open_stream(self, CHAT, NULL);
    pipc_error *error = NULL;

    assert_ok(send_text(stream, "text", &error), error);
    expect_text(stream, "text");
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    pthread_mutex_lock(&mutex);
    assert_int_equal(handlers_ended, 1);
    pthread_mutex_unlock(&mutex);
    assert_true(read_code(stream, &error) < 0);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
}

static void a_message_that_cannot_be_parsed_is_told_to_the_handler(void **state)
{
    pair *self = *state;
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
    raw_answer answer = raw_call(port, methods[JOIN].path, "\x0a\x05text", 6);

    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_non_null(strstr(answer.message, "cannot be parsed"));
    assert_int_equal(raw_call(port, methods[COUNT_DOWN].path, NULL, 0).status, PIPC_GRPC_INTERNAL);
    assert_int_equal(raw_call(port, methods[JOIN].path, NULL, 0).status, PIPC_GRPC_OK);
    assert_int_equal(raw_call(port, methods[CHAT].path, NULL, 0).status, PIPC_GRPC_OK);
}

static void a_stream_of_a_closed_client_fails_at_once(void **state)
{
    pair *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_error(
        pipc_grpc_client_stream_open(&self->client, &methods[CHAT], NULL, NULL, &stream, &error),
        error, PIPC_E_INVALID_STATE, "NOT_OPEN", "/tests.Streams/Chat");
    assert_null(stream);
    pipc_grpc_client_stream_free(stream);
}

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int read_all(pair *self)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    int code;

    request.text = (char *)"3";
    code = pipc_grpc_client_stream_open(&self->client, &methods[COUNT_DOWN], NULL, &request.base,
                                        &stream, NULL);
    while (code == PIPC_OK && read_code(stream, NULL) > 0) {
    }
    if (code == PIPC_OK)
        code = read_code(stream, NULL);
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int write_and_finish(pair *self)
{
    pipc_grpc_client_stream *stream = NULL;
    ProtobufCMessage *response = NULL;
    int code =
        pipc_grpc_client_stream_open(&self->client, &methods[JOIN], NULL, NULL, &stream, NULL);

    if (code == PIPC_OK && send_text(stream, "text", NULL) == PIPC_OK)
        send_text(stream, "text", NULL);
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
    pair self;
    int code;

    (void)data;
    pipc_grpc_service_init(&self.service, &desc);
    pipc_grpc_client_init(&self.client, &desc);
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

#define STREAM_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
        STREAM_TEST(a_deadline_ends_a_stream),
        STREAM_TEST(closing_the_client_cancels_its_streams_and_does_not_wait_for_them),
        STREAM_TEST(closing_the_service_cancels_its_streams),
        STREAM_TEST(a_message_that_cannot_be_parsed_is_told_to_the_handler),
        STREAM_TEST(a_stream_of_a_closed_client_fails_at_once),
        cmocka_unit_test(every_allocation_of_a_stream_may_fail),
    };

    pipc__condition_init(&changed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
