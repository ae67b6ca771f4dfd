#include "support/cmocka.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/compressing.h"
#include "support/echo.h"
#include "support/measuring_allocator.h"
#include "support/raw_client.h"

/* What comes compressed, and becomes large: it must cost no more than the limit allows. */
enum {
    LIMIT = 1 << 20,
    REQUEST_BYTES = 96 << 20, /* in a tenth of the limit */
    RESPONSE_BYTES = 32 << 20,
    OF_CALLS = 256 << 10, /* what calls need besides, zlib included */
    SLACK_KIB = 32 << 10  /* with what the core needs, and sanitizers */
};

typedef struct fixture {
    pipc_grpc_service service;
    pipc_grpc_client client;
} fixture;

enum { SAY, TELL, WATCH };

static const char too_large[] = "larger than max (more than 1048576 bytes, decompressed)";

/* --- the service ---------------------------------------------------------------------------- */

static atomic_int handlers_run;
static char *_Atomic large_text;

static int say(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
               ProtobufCMessage *response, pipc_error **error)
{
    (void)service;
    (void)call;
    (void)request;
    (void)error;
    atomic_fetch_add(&handlers_run, 1);
    ((Tests__Text *)response)->text = large_text;
    return PIPC_OK;
}

static int tell(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                ProtobufCMessage *response, pipc_error **error)
{
    const ProtobufCMessage *request = NULL;
    int code;

    (void)service;
    (void)call;
    (void)response;
    while ((code = pipc_grpc_server_stream_read(stream, &request, error)) > 0)
        atomic_fetch_add(&handlers_run, 1);
    return code;
}

static int watch(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
                 pipc_grpc_server_stream *stream, pipc_error **error)
{
    Tests__Text response = TESTS__TEXT__INIT;

    (void)service;
    (void)call;
    (void)request;
    response.text = large_text;
    return pipc_grpc_server_stream_write(stream, &response.base, error);
}

static const pipc_grpc_method methods[] = {
    [SAY] = {.path = "/tests.Bombs/Say",
             .kind = PIPC_GRPC_UNARY,
             .request = &tests__text__descriptor,
             .response = &tests__text__descriptor,
             .unary = say},
    [TELL] = {.path = "/tests.Bombs/Tell",
              .kind = PIPC_GRPC_CLIENT_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .client_streaming = tell},
    [WATCH] = {.path = "/tests.Bombs/Watch",
               .kind = PIPC_GRPC_SERVER_STREAMING,
               .request = &tests__text__descriptor,
               .response = &tests__text__descriptor,
               .server_streaming = watch},
};

static const pipc_grpc_service_desc desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Bombs",
    .method_count = PIPC_ARRAY_SIZE(methods),
    .methods = methods,
};

/* --- both, open ----------------------------------------------------------------------------- */

static int port_of(fixture *self)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
}

static int setup(void **state)
{
    static fixture self;
    char config[128];
    pipc_error *error = NULL;

    measuring_allocator_install();
    atomic_store(&handlers_run, 0);
    large_text = NULL;
    pipc_grpc_service_init(&self.service, &desc);
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=0;options.compression=gzip;"
             "options.request_max_size=%d",
             LIMIT);
    configure_component(&self.service.component, config);
    assert_ok(pipc_open(&self.service.component, NULL, &error), error);
    pipc_grpc_client_init(&self.client, &desc);
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.request_max_size=%d",
             port_of(&self), LIMIT);
    configure_component(&self.client.component, config);
    assert_ok(pipc_open(&self.client.component, NULL, &error), error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    measuring_allocator_remove();
    free(large_text);
    return 0;
}

/* Somewhat more than the limit, and so something was inflated. */
static void check_peak(void)
{
    assert_in_range(measuring_allocator_peak(), LIMIT, 2 * LIMIT + OF_CALLS);
}

/* --- requests ------------------------------------------------------------------------------- */

/* The most memory this process ever had, the core's included. */
static long most_kib(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    long kib = 0;

    assert_non_null(status);
    while (kib == 0 && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    fclose(status);
    assert_true(kib > 0);
    return kib;
}

static void check_request(fixture *self, int method, int wrapping, const char *encoding)
{
    static const char head[] = "\x0a\x80\x80\x80\x30"; /* field 1, of 96 MiB */
    compressed bomb = compress_bytes(wrapping, head, sizeof head - 1, REQUEST_BYTES);
    long before = most_kib();
    raw_answer answer;

    assert_in_range(bomb.length, 0, LIMIT / 2);
    measuring_allocator_start();
    answer =
        raw_call_compressed(port_of(self), methods[method].path, encoding, bomb.bytes, bomb.length);
    assert_int_equal(answer.status, PIPC_GRPC_RESOURCE_EXHAUSTED);
    assert_non_null(strstr(answer.message, too_large));
    assert_int_equal(atomic_load(&handlers_run), 0);
    check_peak();
    assert_in_range(most_kib() - before, 0, SLACK_KIB);
    free(bomb.bytes);
}

static void a_request_may_be_a_bomb(void **state)
{
    check_request(*state, SAY, AS_GZIP, "gzip");
    check_request(*state, SAY, AS_DEFLATE, "deflate");
}

static void a_message_of_a_client_may_be_a_bomb(void **state)
{
    check_request(*state, TELL, AS_GZIP, "gzip");
    check_request(*state, TELL, AS_DEFLATE, "deflate");
}

/* --- responses ------------------------------------------------------------------------------ */

/* They are made in this process, but of memory that is not pipc's. */
static void make_large_text(void)
{
    char *text = malloc(RESPONSE_BYTES + 1);

    assert_non_null(text);
    memset(text, 'a', RESPONSE_BYTES);
    text[RESPONSE_BYTES] = '\0';
    large_text = text;
    measuring_allocator_start();
}

static void a_response_may_be_a_bomb(void **state)
{
    fixture *self = *state;
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    make_large_text();
    assert_error(
        pipc_grpc_client_call(&self->client, &methods[SAY], NULL, &request.base, &response, &error),
        error, PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", too_large);
    assert_null(response);
    check_peak();
}

static void a_message_of_a_service_may_be_a_bomb(void **state)
{
    fixture *self = *state;
    Tests__Text request = TESTS__TEXT__INIT;
    const ProtobufCMessage *response = NULL;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    make_large_text();
    assert_ok(pipc_grpc_client_stream_open(&self->client, &methods[WATCH], NULL, &request.base,
                                           &stream, &error),
              error);
    assert_error(pipc_grpc_client_stream_read(stream, &response, &error), error,
                 PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", too_large);
    assert_null(response);
    check_peak();
    pipc_grpc_client_stream_free(stream);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(a_request_may_be_a_bomb),
        case_of(a_message_of_a_client_may_be_a_bomb),
        case_of(a_response_may_be_a_bomb),
        case_of(a_message_of_a_service_may_be_a_bomb),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
