#include "support/cmocka.h"

#include <grpc/compression.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "rpc/call.h"
#include "support/core_messages.h"
#include "support/echo.h"
#include "support/raw_client.h"

/* A service that says how what it was told came, and a client that sees how that came back. */
typedef struct fixture {
    pipc_grpc_service service;
    pipc_grpc_client client;
    pipc_context *context;
} fixture;

enum { SAY, TALK };

/* Long and dull, and so always compressed where anything is. */
static char dull[100001];

/* --- the service ---------------------------------------------------------------------------- */

/* What the handlers do about their answers. */
static _Atomic pipc_grpc_compression wanted;
static atomic_bool leaves_out_odd_ones;

/* The answer: how the message came, and then `dull`, as much of it as it had. */
static int answer(pipc_call *call, const ProtobufCMessage *request, Tests__Text *response,
                  pipc_error **error)
{
    const char *text = ((const Tests__Text *)request)->text;
    const char *name = core_message_compression(call->server_call.incoming.call);
    size_t size = strlen(name) + 1 + strlen(text) + 1;

    response->text = pipc_call_alloc(call, size);
    if (response->text == NULL)
        return pipc_fail_no_memory(error);
    snprintf(response->text, size, "%s %s", name, text);
    return PIPC_OK;
}

static int say(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
               ProtobufCMessage *response, pipc_error **error)
{
    (void)service;
    pipc_call_set_compression(call, wanted);
    pipc_call_compress_messages(call, !leaves_out_odd_ones);
    return answer(call, request, (Tests__Text *)response, error);
}

static int talk(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                pipc_error **error)
{
    const ProtobufCMessage *request;
    int code;

    (void)service;
    pipc_call_set_compression(call, wanted);
    for (int i = 1; (code = pipc_grpc_server_stream_read(stream, &request, error)) > 0; i++) {
        Tests__Text response = TESTS__TEXT__INIT;

        pipc_call_compress_messages(call, !(leaves_out_odd_ones && i % 2 == 1));
        code = answer(call, request, &response, error);
        if (code == PIPC_OK)
            code = pipc_grpc_server_stream_write(stream, &response.base, error);
        if (code != PIPC_OK)
            break;
    }
    return code;
}

static const pipc_grpc_method methods[] = {
    [SAY] = {.path = "/tests.Compression/Say",
             .kind = PIPC_GRPC_UNARY,
             .request = &tests__text__descriptor,
             .response = &tests__text__descriptor,
             .unary = say},
    [TALK] = {.path = "/tests.Compression/Talk",
              .kind = PIPC_GRPC_BIDI_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .bidi_streaming = talk},
};

static const pipc_grpc_service_desc desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Compression",
    .method_count = PIPC_ARRAY_SIZE(methods),
    .methods = methods,
};

/* --- both, open ----------------------------------------------------------------------------- */

static int setup(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    wanted = PIPC_GRPC_COMPRESSION_DEFAULT;
    leaves_out_odd_ones = false;
    memset(dull, 'a', sizeof dull - 1);
    pipc_grpc_service_init(&self.service, &desc);
    pipc_grpc_client_init(&self.client, &desc);
    assert_ok(pipc_context_new(NULL, &self.context, &error), error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    fixture *self = *state;

    core_forget_last_call();
    pipc_context_free(self->context);
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    return 0;
}

/* Opens both, or opens both anew, with options as ";a=b", or "". */
static void open_both(fixture *self, const char *of_service, const char *of_client)
{
    char config[256];
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", of_service);
    configure_component(&self->service.component, config);
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), of_client);
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

static int call_say(fixture *self, Tests__Text **response, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *message = NULL;
    int code;

    request.text = dull;
    code = pipc_grpc_client_call(&self->client, &methods[SAY], self->context, &request.base,
                                 &message, error);
    *response = (Tests__Text *)message;
    return code;
}

static void check_answer(const Tests__Text *response, const char *request_came,
                         const char *response_came)
{
    size_t length = strlen(request_came);

    assert_memory_equal(response->text, request_came, length);
    assert_int_equal(response->text[length], ' ');
    assert_string_equal(response->text + length + 1, dull);
    assert_string_equal(core_last_answer_compression(), response_came);
}

/* Calls Say, whose messages must be compressed as named. */
static void check_say(fixture *self, const char *request_came, const char *response_came)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    assert_ok(call_say(self, &response, &error), error);
    check_answer(response, request_came, response_came);
    tests__text__free_unpacked(response, NULL);
}

static pipc_grpc_client_stream *open_talk(fixture *self)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_open(&self->client, &methods[TALK], self->context, NULL,
                                           &stream, &error),
              error);
    return stream;
}

/* Sends a message and reads the answer, which must be compressed as named. */
static void check_talk(pipc_grpc_client_stream *stream, const char *request_came,
                       const char *response_came)
{
    Tests__Text request = TESTS__TEXT__INIT;
    const ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    request.text = dull;
    assert_ok(pipc_grpc_client_stream_write(stream, &request.base, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &response, &error), 1);
    check_answer((const Tests__Text *)response, request_came, response_came);
}

static void end_talk(pipc_grpc_client_stream *stream)
{
    const ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &response, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

/* --- configured ----------------------------------------------------------------------------- */

static void nothing_is_compressed_by_default(void **state)
{
    open_both(*state, "", "");
    check_say(*state, "identity", "identity");
    open_both(*state, ";options.compression=none", ";options.compression=none");
    check_say(*state, "identity", "identity");
}

static void a_client_compresses_requests_as_configured(void **state)
{
    open_both(*state, "", ";options.compression=gzip");
    check_say(*state, "gzip", "identity");
    open_both(*state, "", ";options.compression=deflate");
    check_say(*state, "deflate", "identity");
}

static void an_endpoint_compresses_responses_as_configured(void **state)
{
    open_both(*state, ";options.compression=gzip", "");
    check_say(*state, "identity", "gzip");
    open_both(*state, ";options.compression=Deflate", "");
    check_say(*state, "identity", "deflate");
}

static const char *answer_to(fixture *self, int compressions)
{
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
    static char packed[2 + 127];
    raw_answer answer;

    packed[0] = 0x0a; /* field 1, of 127 bytes */
    packed[1] = 127;
    memset(packed + 2, 'a', 127);
    answer = raw_call_accepting(port, methods[SAY].path, packed, sizeof packed, compressions);
    assert_int_equal(answer.status, PIPC_GRPC_OK);
    return answer.compression;
}

static void a_caller_gets_what_it_can_read(void **state)
{
    enum { NONE = 1 << GRPC_COMPRESS_NONE };
    enum { GZIP = NONE | 1 << GRPC_COMPRESS_GZIP, DEFLATE = NONE | 1 << GRPC_COMPRESS_DEFLATE };

    open_both(*state, ";options.compression=gzip", "");
    assert_string_equal(answer_to(*state, GZIP | DEFLATE), "gzip");
    assert_string_equal(answer_to(*state, DEFLATE), "deflate");
    assert_string_equal(answer_to(*state, NONE), "identity");
    open_both(*state, ";options.compression=deflate", "");
    assert_string_equal(answer_to(*state, GZIP | DEFLATE), "deflate");
    assert_string_equal(answer_to(*state, GZIP), "gzip");
    assert_string_equal(answer_to(*state, NONE), "identity");
}

static void streams_are_compressed_as_configured(void **state)
{
    pipc_grpc_client_stream *stream;

    open_both(*state, ";options.compression=deflate", ";options.compression=gzip");
    stream = open_talk(*state);
    check_talk(stream, "gzip", "deflate");
    check_talk(stream, "gzip", "deflate");
    end_talk(stream);
}

static void what_is_no_compression_is_refused(void **state)
{
    fixture *self = *state;
    pipc_grpc_endpoint endpoint;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    pipc_grpc_endpoint_init(&endpoint);
    assert_ok(pipc_config_params_from_string("options.compression=lzma", &config, &error), error);
    assert_error(pipc_configure(&endpoint.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "options.compression is \"lzma\", expected none, gzip or deflate");
    assert_error(pipc_configure(&self->client.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "options.compression is \"lzma\", expected none, gzip or deflate");
    pipc_config_params_free(config);
    pipc_dispose(&endpoint.component);
}

/* --- by call -------------------------------------------------------------------------------- */

static void a_context_overrides_what_is_configured(void **state)
{
    fixture *self = *state;

    open_both(self, "", ";options.compression=gzip");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_DEFLATE);
    check_say(self, "deflate", "identity");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_NONE);
    check_say(self, "identity", "identity");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_DEFAULT);
    check_say(self, "gzip", "identity");
}

static void a_context_may_ask_for_compression_of_a_stream(void **state)
{
    fixture *self = *state;
    pipc_grpc_client_stream *stream;

    open_both(self, "", "");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_GZIP);
    stream = open_talk(self);
    check_talk(stream, "gzip", "identity");
    end_talk(stream);
}

static void a_handler_overrides_what_is_configured(void **state)
{
    open_both(*state, ";options.compression=gzip", "");
    wanted = PIPC_GRPC_COMPRESSION_DEFLATE;
    check_say(*state, "identity", "deflate");
    wanted = PIPC_GRPC_COMPRESSION_NONE;
    check_say(*state, "identity", "identity");
    wanted = PIPC_GRPC_COMPRESSION_DEFAULT;
    check_say(*state, "identity", "gzip");
}

static void a_handler_may_ask_for_compression(void **state)
{
    pipc_grpc_client_stream *stream;

    open_both(*state, "", "");
    wanted = PIPC_GRPC_COMPRESSION_GZIP;
    check_say(*state, "identity", "gzip");
    stream = open_talk(*state);
    check_talk(stream, "identity", "gzip");
    end_talk(stream);
}

/* --- by message ----------------------------------------------------------------------------- */

static void a_client_may_leave_out_messages(void **state)
{
    pipc_grpc_client_stream *stream;

    open_both(*state, "", ";options.compression=gzip");
    stream = open_talk(*state);
    check_talk(stream, "gzip", "identity");
    pipc_grpc_client_stream_compress_messages(stream, false);
    check_talk(stream, "identity", "identity");
    check_talk(stream, "identity", "identity");
    pipc_grpc_client_stream_compress_messages(stream, true);
    check_talk(stream, "gzip", "identity");
    end_talk(stream);
}

static void a_handler_may_leave_out_messages(void **state)
{
    pipc_grpc_client_stream *stream;

    open_both(*state, ";options.compression=gzip", "");
    leaves_out_odd_ones = true;
    stream = open_talk(*state);
    check_talk(stream, "identity", "identity");
    check_talk(stream, "identity", "gzip");
    check_talk(stream, "identity", "identity");
    end_talk(stream);
    check_say(*state, "identity", "identity");
}

/* --- limits --------------------------------------------------------------------------------- */

/* What goes over the wire is some hundred bytes. */
static void a_request_counts_decompressed(void **state)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    open_both(*state, ";options.request_max_size=100000", ";options.compression=gzip");
    assert_error(call_say(*state, &response, &error), error, PIPC_E_TOO_MANY_REQUESTS,
                 "RESOURCE_EXHAUSTED", "larger than max");
    open_both(*state, ";options.request_max_size=100010", ";options.compression=gzip");
    check_say(*state, "gzip", "identity");
}

static void a_response_counts_decompressed(void **state)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    open_both(*state, ";options.compression=deflate", ";options.request_max_size=100000");
    assert_error(call_say(*state, &response, &error), error, PIPC_E_TOO_MANY_REQUESTS,
                 "RESOURCE_EXHAUSTED", "larger than max");
    open_both(*state, ";options.compression=deflate", ";options.request_max_size=100020");
    check_say(*state, "identity", "deflate");
}

static void streams_count_decompressed(void **state)
{
    Tests__Text request = TESTS__TEXT__INIT;
    const ProtobufCMessage *response = NULL;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    request.text = dull;
    open_both(*state, ";options.request_max_size=100000", ";options.compression=gzip");
    stream = open_talk(*state);
    assert_ok(pipc_grpc_client_stream_write(stream, &request.base, &error), error);
    assert_error(pipc_grpc_client_stream_read(stream, &response, &error), error,
                 PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", "larger than max");
    pipc_grpc_client_stream_free(stream);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(nothing_is_compressed_by_default),
        case_of(a_client_compresses_requests_as_configured),
        case_of(an_endpoint_compresses_responses_as_configured),
        case_of(a_caller_gets_what_it_can_read),
        case_of(streams_are_compressed_as_configured),
        case_of(what_is_no_compression_is_refused),
        case_of(a_context_overrides_what_is_configured),
        case_of(a_context_may_ask_for_compression_of_a_stream),
        case_of(a_handler_overrides_what_is_configured),
        case_of(a_handler_may_ask_for_compression),
        case_of(a_client_may_leave_out_messages),
        case_of(a_handler_may_leave_out_messages),
        case_of(a_request_counts_decompressed),
        case_of(a_response_counts_decompressed),
        case_of(streams_count_decompressed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
