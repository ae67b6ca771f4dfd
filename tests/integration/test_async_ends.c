/* How asynchronous streams end, other than well. */
#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "support/async_streams.h"
#include "support/echo.h"
#include "support/process.h"

static async_streams self;

/* A chat of which one message went there and back. */
static pipc_grpc_client_stream *open_chat(void)
{
    pipc_grpc_client_stream *stream = async_streams_open(&self, CHAT, NULL, &self.told);
    pipc_error *error = NULL;

    assert_ok(streams_send(stream, "text", &error), error);
    told_wait_for_messages(&self.told, 1);
    return stream;
}

/* --- at its beginning ----------------------------------------------------------------------- */

static void what_is_known_at_once_is_told_at_once(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_cancellation_cancel(cancellation);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_error(
        async_streams_try(&self, &streams_methods[CHAT], NULL, &self.told, &stream, &error), error,
        PIPC_E_FAILED_INVOCATION, "CANCELLED", "/tests.Streams/Chat was cancelled");
    pipc_context_free(self.context);
    assert_ok(pipc_context_new("not\nprintable", &self.context, &error), error);
    assert_error(
        async_streams_try(&self, &streams_methods[COUNT_DOWN], "3", &self.told, &stream, &error),
        error, PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID", "byte 4");
    assert_ok(pipc_close(&self.streams->client.component, NULL, &error), error);
    assert_error(
        async_streams_try(&self, &streams_methods[CHAT], NULL, &self.told, &stream, &error), error,
        PIPC_E_INVALID_STATE, "NOT_OPEN", "/tests.Streams/Chat");
    assert_null(stream);
    assert_int_equal(told_look(&self.told).dones, 0);
    pipc_cancellation_free(cancellation);
}

static void a_server_that_is_not_there_ends_it(void **state)
{
    pipc_error *error = NULL;
    char config[64];

    (void)state;
    assert_ok(pipc_close(&self.streams->client.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", reserve_port());
    configure_component(&self.streams->client.component, config);
    assert_ok(pipc_open(&self.streams->client.component, NULL, &error), error);
    async_streams_open(&self, CHAT, NULL, &self.told);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "");
}

/* --- by this side --------------------------------------------------------------------------- */

static void it_may_be_cancelled_as_soon_as_it_is_open(void **state)
{
    (void)state;
    pipc_grpc_client_stream_cancel(async_streams_open(&self, CHAT, NULL, &self.told));
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED",
                      "/tests.Streams/Chat was cancelled");
}

static int cancel_twice(told *one, pipc_grpc_client_stream *stream)
{
    (void)one;
    pipc_grpc_client_stream_cancel(stream);
    pipc_grpc_client_stream_cancel(stream);
    return PIPC_OK;
}

static void it_may_be_cancelled_in_a_callback(void **state)
{
    (void)state;
    self.told.on_message = cancel_twice;
    async_streams_open(&self, COUNT_DOWN, "100000000", &self.told);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
    assert_int_equal(told_look(&self.told).messages, 1);
    streams_wait_for_ended(1);
}

static void a_cancellation_ends_it_and_may_go_when_it_is_done(void **state)
{
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self.context, cancellation);
    open_chat();
    pipc_cancellation_cancel(cancellation);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED", "was cancelled");
    pipc_cancellation_free(cancellation);
}

static void a_deadline_ends_it(void **state)
{
    (void)state;
    pipc_context_set_timeout_ms(self.context, 200);
    async_streams_open(&self, CHAT, NULL,
                       &self.told); /* where it is in 200 ms depends on the load */
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "within 200 ms");
}

static void closing_the_client_ends_it_and_returns_when_it_is_done(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    open_chat();
    assert_ok(pipc_close(&self.streams->client.component, NULL, &error), error);
    assert_int_equal(told_look(&self.told).dones, 1);
    told_expect_error(&self.told, PIPC_E_INVALID_STATE, "CLOSED",
                      "the client was closed while /tests.Streams/Chat was called");
}

static int close_client(told *one, pipc_grpc_client_stream *stream)
{
    pipc_error *error = NULL;

    (void)stream;
    if (pipc_close(&self.streams->client.component, NULL, &error) == PIPC_E_INVALID_STATE &&
        strcmp(pipc_error_code(error), "IN_HANDLER") == 0)
        one->data = one;
    pipc_error_free(error);
    return PIPC_OK;
}

static void a_callback_cannot_close_the_client(void **state)
{
    (void)state;
    self.told.on_message = close_client;
    async_streams_open(&self, COUNT_DOWN, "1", &self.told);
    told_expect_ok(&self.told, "1");
    assert_ptr_equal(self.told.data, &self.told);
}

/* `data` is the stream; NULL afterwards, if all was as it should be. */
static void use_what_is_over(told *one)
{
    pipc_error *error = NULL;
    int code;

    pipc_grpc_client_stream_resume(one->data);
    pipc_grpc_client_stream_cancel(one->data);
    code = streams_send(one->data, "late", &error);
    if (code != PIPC_E_FAILED_INVOCATION || strcmp(pipc_error_code(error), "CALL_OVER") != 0 ||
        pipc_grpc_client_stream_writes_done(one->data, NULL) != PIPC_E_FAILED_INVOCATION)
        code = PIPC_OK;
    pipc_error_free(error);
    if (code != PIPC_OK)
        one->data = NULL;
}

static void what_is_done_too_late_does_no_harm(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    self.told.on_done = use_what_is_over;
    stream = async_streams_open(&self, JOIN, NULL, &self.told);
    self.told.data = stream;
    assert_ok(streams_send(stream, "stop", &error), error);
    told_expect_ok(&self.told, "");
    assert_null(self.told.data);
}

static void *read_until_it_ends(void *stream)
{
    pipc_error *error = NULL;
    bool is_cancelled = false;

    while (streams_read(stream, &error) == 1)
        continue;
    if (error != NULL)
        is_cancelled = strcmp(pipc_error_code(error), "CANCELLED") == 0 &&
                       strstr(pipc_error_message(error), "/tests.Streams/Chat was cancelled");
    pipc_error_free(error);
    return is_cancelled ? stream : NULL;
}

static void a_stream_that_a_thread_waits_for_may_be_cancelled_by_another(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(self.streams, CHAT, NULL);
    pipc_error *error = NULL;
    pthread_t reader;
    void *result;

    (void)state;
    assert_ok(streams_send(stream, "text", &error), error);
    assert_int_equal(pthread_create(&reader, NULL, read_until_it_ends, stream), 0);
    pipc_grpc_client_stream_cancel(stream);
    pthread_join(reader, &result);
    assert_ptr_equal(result, stream);
    pipc_grpc_client_stream_free(stream);
}

/* --- by the other side ---------------------------------------------------------------------- */

static void a_server_that_goes_ends_it(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    open_chat();
    assert_ok(pipc_close(&self.streams->service.component, NULL, &error), error);
    told_wait_for_done(&self.told);
    assert_int_equal(told_look(&self.told).dones, 1);
    assert_true(told_look(&self.told).code < 0);
}

/* As a peer does whose .proto says otherwise than ours. */
static void a_message_that_is_none_ends_it(void **state)
{
    static const pipc_grpc_method methods[] = {{.path = "/tests.Streams/CountDown",
                                                .kind = PIPC_GRPC_SERVER_STREAMING,
                                                .request = &tests__text__descriptor,
                                                .response = &tests__points__descriptor}};
    static const pipc_grpc_service_desc desc = {
        .abi = PIPC_GENERATED_ABI, .name = "tests.Streams", .method_count = 1, .methods = methods};
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;
    char config[64];

    (void)state;
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.streams->service)));
    pipc_dispose(&self.streams->client.component);
    pipc_grpc_client_init(&self.streams->client, &desc);
    configure_component(&self.streams->client.component, config);
    assert_ok(pipc_open(&self.streams->client.component, NULL, &error), error);
    assert_ok(async_streams_try(&self, methods, "99999999", &self.told, &stream, &error),
              error); /* no point is like that */
    told_expect_error(&self.told, PIPC_E_INTERNAL, "BAD_MESSAGE", "cannot be parsed");
    assert_int_equal(told_look(&self.told).messages, 0);
    streams_wait_for_ended(1);
}

/* --- mistakes of the program: asserted, and where that is left out, harmless ----------------- */

#ifdef NDEBUG
static void a_stream_with_a_listener_is_not_read_by_hand(void **state)
{
    pipc_grpc_client_stream *stream;
    const ProtobufCMessage *message;
    ProtobufCMessage *response;
    pipc_error *error = NULL;

    (void)state;
    stream = open_chat();
    assert_error(pipc_grpc_client_stream_read(stream, &message, &error), error,
                 PIPC_E_INVALID_STATE, "HAS_LISTENER", "/tests.Streams/Chat");
    assert_error(pipc_grpc_client_stream_finish(stream, &response, &error), error,
                 PIPC_E_INVALID_STATE, "HAS_LISTENER", "/tests.Streams/Chat");
    pipc_grpc_client_stream_free(stream);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    told_expect_ok(&self.told, "text");
    stream = streams_open(self.streams, CHAT, NULL);
    pipc_grpc_client_stream_resume(stream);
    pipc_grpc_client_stream_free(stream);
}
#endif

#define STREAM_TEST(name)                                                                          \
    cmocka_unit_test_prestate_setup_teardown(name, async_streams_setup, async_streams_teardown,    \
                                             &self)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STREAM_TEST(what_is_known_at_once_is_told_at_once),
        STREAM_TEST(a_server_that_is_not_there_ends_it),
        STREAM_TEST(it_may_be_cancelled_as_soon_as_it_is_open),
        STREAM_TEST(it_may_be_cancelled_in_a_callback),
        STREAM_TEST(a_cancellation_ends_it_and_may_go_when_it_is_done),
        STREAM_TEST(a_deadline_ends_it),
        STREAM_TEST(closing_the_client_ends_it_and_returns_when_it_is_done),
        STREAM_TEST(a_callback_cannot_close_the_client),
        STREAM_TEST(what_is_done_too_late_does_no_harm),
        STREAM_TEST(a_stream_that_a_thread_waits_for_may_be_cancelled_by_another),
        STREAM_TEST(a_server_that_goes_ends_it),
        STREAM_TEST(a_message_that_is_none_ends_it),
#ifdef NDEBUG
        STREAM_TEST(a_stream_with_a_listener_is_not_read_by_hand),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
