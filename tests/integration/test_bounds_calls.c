/* What bounds calls and their messages, and whether it holds when somebody tries to exhaust it. */
#include "support/cmocka.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipc/context.h>
#include <pipc/grpc_status.h>
#include <pipc/metadata.h>

#include "support/echo.h"
#include "support/pending.h"
#include "support/raw_http2.h"

enum { MANY = 100 };

/* --- sizes ---------------------------------------------------------------------------------- */

typedef struct pair {
    echo service;
    tests_echo_client client;
} pair;

static int setup(void **state)
{
    static pair self;

    echo_init(&self.service);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    pair *self = *state;

    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
    return 0;
}

static void open_pair(pair *self, const char *service_more, const char *client_more)
{
    echo_open_with(&self->service, service_more);
    echo_client_open(&self->client, echo_port(&self->service), client_more);
}

/* Says so many bytes; the message around them has two or three more. */
static int say_bytes(pair *self, size_t count, pipc_error **error)
{
    char *text = malloc(count + 1);
    int code;

    memset(text, 'x', count);
    text[count] = '\0';
    code = echo_client_say(&self->client, NULL, text, error);
    free(text);
    return code;
}

static void expect_exhausted(int code, pipc_error *error, const char *text)
{
    assert_int_not_equal(code, PIPC_OK);
    if (pipc_error_grpc_status(error) != PIPC_GRPC_RESOURCE_EXHAUSTED)
        fail_msg("expected RESOURCE_EXHAUSTED, got %d: %s", (int)pipc_error_grpc_status(error),
                 pipc_error_message(error));
    if (strstr(pipc_error_message(error), text) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", text, pipc_error_message(error));
    pipc_error_free(error);
}

static void a_response_past_its_size_is_refused_and_nothing_else(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, ";options.response_max_size=102", "");
    assert_ok(say_bytes(self, 100, &error), error);
    for (int i = 0; i < MANY; i++) {
        code = say_bytes(self, 101, &error);
        expect_exhausted(code, error,
                         "a message of 103 bytes cannot be sent: options.response_max_size is 102");
        error = NULL;
    }
    assert_ok(say_bytes(self, 100, &error), error);
    assert_int_equal(echo_look(&self->service).said, MANY + 2);
}

static void a_request_past_its_size_is_not_sent(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, "", ";options.request_max_size=102;options.response_max_size=1000");
    code = say_bytes(self, 101, &error);
    expect_exhausted(code, error, "options.request_max_size is 102");
    assert_int_equal(echo_look(&self->service).said, 0);
    error = NULL;
    assert_ok(say_bytes(self, 100, &error), error);
}

static void a_request_past_the_size_of_the_service_runs_no_handler(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, ";options.request_max_size=102", "");
    code = say_bytes(self, 101, &error);
    expect_exhausted(code, error, "102");
    assert_int_equal(echo_look(&self->service).said, 0);
    error = NULL;
    assert_ok(say_bytes(self, 100, &error), error);
}

static void a_client_takes_no_response_past_its_size(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, "", ";options.response_max_size=102");
    code = say_bytes(self, 101, &error);
    expect_exhausted(code, error, "102");
    assert_int_equal(echo_look(&self->service).said, 1);
    error = NULL;
    assert_ok(say_bytes(self, 100, &error), error);
}

/* As in Pip.Services, which has no other. */
static void the_size_of_requests_is_that_of_responses_unless_it_is_said(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, "", ";options.request_max_size=5000000");
    assert_ok(say_bytes(self, 4190000, &error), error);
    pipc_dispose(&self->client.client.component);
    echo_client_open(&self->client, echo_port(&self->service), ";options.request_max_size=102");
    code = say_bytes(self, 101, &error);
    expect_exhausted(code, error, "options.request_max_size is 102");
}

/* --- metadata ------------------------------------------------------------------------------- */

/* Says something with so many bytes of metadata. */
static int say_with_metadata(pair *self, size_t bytes, pipc_error **error)
{
    pipc_context *context = NULL;
    char *value = malloc(bytes + 1);
    int code;

    memset(value, 'x', bytes);
    value[bytes] = '\0';
    assert_ok(pipc_context_new("id", &context, error), *error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(context), "long", value, error), *error);
    code = echo_client_say(&self->client, context, "with metadata", error);
    pipc_context_free(context);
    free(value);
    return code;
}

/* The core may break off with whoever does so again, as the two then differ on what HPACK knows. */
static void metadata_past_their_size_are_refused(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, "", "");
    assert_ok(say_with_metadata(self, 7000, &error), error);
    code = say_with_metadata(self, 9000, &error);
    expect_exhausted(code, error, "");
    for (int i = 0; i < MANY; i++) {
        error = NULL;
        assert_int_not_equal(say_with_metadata(self, 9000, &error), PIPC_OK);
        pipc_error_free(error);
    }
    assert_int_equal(echo_look(&self->service).said, 1);
    pipc_dispose(&self->client.client.component);
    echo_client_open(&self->client, echo_port(&self->service), "");
    echo_client_check(&self->client, "others are served");
}

static void the_size_of_metadata_can_be_raised(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    open_pair(self, ";options.metadata_max_size=100000", "");
    assert_ok(say_with_metadata(self, 90000, &error), error);
    code = say_with_metadata(self, 110000, &error);
    expect_exhausted(code, error, "");
}

static int tell_much(pipc_call *call, pipc_error **error)
{
    static char value[5001];

    memset(value, 'x', sizeof value - 1);
    return pipc_metadata_add(pipc_call_trailing_metadata(call), "long", value, error);
}

static void a_client_takes_no_metadata_past_their_size(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int code;

    echo_set_say(&self->service, tell_much);
    open_pair(self, "", ";options.metadata_max_size=4000");
    code = echo_client_say(&self->client, NULL, "", &error);
    expect_exhausted(code, error, "");
    error = NULL;
    pipc_dispose(&self->client.client.component);
    echo_client_open(&self->client, echo_port(&self->service), ";options.metadata_max_size=6000");
    code = echo_client_say(&self->client, NULL, "", &error);
    assert_ok(code, error);
}

/* --- calls ---------------------------------------------------------------------------------- */

static void reopen(pending *self, const char *more)
{
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pending_open(self, more, "");
}

static void calls_past_those_that_may_wait_are_refused_at_once(void **state)
{
    enum { TAKEN = 5, REFUSED = 50 };
    pending *self = *state;
    pending_caller taken[TAKEN];

    reopen(self, ";options.max_handlers=2;options.max_waiting=3");
    for (int i = 0; i < TAKEN; i++) {
        pending_start(self, NULL, &taken[i]);
        pending_await(calls, i + 1);
    }
    for (int i = 0; i < REFUSED; i++) {
        pending_caller refused;

        pending_start(self, NULL, &refused);
        pending_join(&refused);
        expect_exhausted(
            refused.code, refused.error,
            "options.max_handlers and options.max_waiting calls are under way already");
    }
    assert_int_equal(pending_look().calls, TAKEN);
    for (int i = 0; i < TAKEN; i++) {
        pending_finish_text(pending_get(i), "late");
        pending_join(&taken[i]);
        assert_ok(taken[i].code, taken[i].error);
    }
    pending_start(self, NULL, &taken[0]);
    pending_await(calls, TAKEN + 1);
    pending_finish_text(pending_get(TAKEN), "again");
    pending_join(&taken[0]);
    assert_ok(taken[0].code, taken[0].error);
}

static void a_connection_has_no_more_streams_than_it_may(void **state)
{
    enum { STREAMS = 3 };
    pair *self = *state;
    raw_frame frame;
    int fd;

    open_pair(self, ";options.max_concurrent_streams=3", "");
    fd = raw_http2_connect(echo_port(&self->service));
    raw_http2_expect(fd, HTTP2_SETTINGS, &frame);
    assert_int_equal(raw_http2_setting(&frame, HTTP2_MAX_CONCURRENT_STREAMS, 0), STREAMS);
    raw_http2_send(fd, HTTP2_SETTINGS, HTTP2_ACK, 0, NULL, 0);
    for (uint32_t i = 0; i < STREAMS + 1; i++)
        raw_http2_begin_call(fd, 2 * i + 1, "/tests.Echo/Wait", 0, 0);
    while (raw_http2_read(fd, &frame)) /* the core breaks off with whoever begins one more */
        continue;
    assert_int_equal(echo_look(&self->service).started, 0);
    echo_client_check(&self->client, "others are served");
    close(fd);
}

static void no_value_that_cannot_be_is_taken(void **state)
{
    static const char *const texts[] = {
        "options.max_waiting is \"-1\", expected a whole number from 0 to 1000000",
        "options.response_max_size is \"0\", expected a whole number from 1 to 2147483647",
        "options.max_concurrent_streams is \"0\", expected a whole number from 1 to 2147483647",
    };
    static const char *const configs[] = {"options.max_waiting=-1", "options.response_max_size=0",
                                          "options.max_concurrent_streams=0"};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(configs); i++) {
        pipc_grpc_endpoint endpoint;
        pipc_config_params *config = NULL;
        pipc_error *error = NULL;

        pipc_grpc_endpoint_init(&endpoint);
        assert_ok(pipc_config_params_from_string(configs[i], &config, &error), error);
        assert_error(pipc_configure(&endpoint.component, config, &error), error,
                     PIPC_E_MISCONFIGURATION, "BAD_VALUE", texts[i]);
        pipc_config_params_free(config);
        pipc_dispose(&endpoint.component);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_response_past_its_size_is_refused_and_nothing_else),
        TEST(a_request_past_its_size_is_not_sent),
        TEST(a_request_past_the_size_of_the_service_runs_no_handler),
        TEST(a_client_takes_no_response_past_its_size),
        TEST(the_size_of_requests_is_that_of_responses_unless_it_is_said),
        TEST(metadata_past_their_size_are_refused),
        TEST(the_size_of_metadata_can_be_raised),
        TEST(a_client_takes_no_metadata_past_their_size),
        TEST(a_connection_has_no_more_streams_than_it_may),
        cmocka_unit_test_setup_teardown(calls_past_those_that_may_wait_are_refused_at_once,
                                        pending_setup, pending_teardown),
        cmocka_unit_test(no_value_that_cannot_be_is_taken),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
