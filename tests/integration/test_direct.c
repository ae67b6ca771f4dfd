#include "support/cmocka.h"

#include <stdatomic.h>
#include <string.h>

#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/streams.h"

/* --- unary calls ---------------------------------------------------------------------------- */

typedef struct direct {
    echo service;
    tests_echo_client client;
} direct;

static pipc_component *service_of(direct *self)
{
    return &self->service.service.service.component;
}

static pipc_component *client_of(direct *self)
{
    return &self->client.client.component;
}

static void connect_client(direct *self)
{
    pipc_grpc_endpoint *endpoint = pipc_grpc_service_endpoint(&self->service.service.service);
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_call_directly(&self->client.client, endpoint, &error), error);
}

static int setup(void **state)
{
    static direct self;
    pipc_error *error = NULL;

    echo_init(&self.service);
    configure_component(service_of(&self), "options.listen=false;options.shutdown_timeout=0");
    assert_ok(pipc_open(service_of(&self), NULL, &error), error);
    tests_echo_client_init(&self.client);
    configure_component(client_of(&self), "connection.port=1");
    connect_client(&self);
    assert_ok(pipc_open(client_of(&self), NULL, &error), error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    direct *self = *state;

    pipc_dispose(client_of(self));
    echo_dispose(&self->service);
    return 0;
}

static void a_call_needs_no_port(void **state)
{
    direct *self = *state;

    assert_int_equal(echo_port(&self->service), 0);
    assert_int_equal(pipc_grpc_client_state(&self->client.client), PIPC_GRPC_CLIENT_READY);
    for (int i = 0; i < 100; i++)
        echo_client_check(&self->client, "text");
    assert_int_equal(echo_look(&self->service).said, 100);
}

static void the_context_goes_with_it(void **state)
{
    direct *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new("cid-7", &context, &error), error);
    pipc_context_set_timeout_ms(context, 50000);
    assert_ok(echo_client_say(&self->client, context, "text", &error), error);
    assert_string_equal(echo_look(&self->service).correlation_id, "cid-7");
    assert_in_range(echo_look(&self->service).time_left_ms, 1, 51000); /* the core rounds */
    pipc_context_free(context);
}

static int refuse(pipc_call *call, pipc_error **error)
{
    (void)call;
    return pipc_fail(error, PIPC_E_CONFLICT, "TAKEN", "that is taken");
}

static void an_error_comes_as_it_was_made(void **state)
{
    direct *self = *state;
    pipc_error *error = NULL;

    echo_set_say(&self->service, refuse);
    assert_error(echo_client_say(&self->client, NULL, "text", &error), error, PIPC_E_CONFLICT,
                 "TAKEN", "that is taken");
}

/* Those who would wait for a connection, too: it is never made again. */
static void expect_to_be_told_of_the_close(direct *self, bool wait_for_ready)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    int code;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_wait_for_ready(context, wait_for_ready);
    code = echo_client_say(&self->client, context, "text", &error);
    assert_string_not_equal(pipc_error_cause(error), "");
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE",
                 "the endpoint of this process that /tests.Echo/Say is called at was closed: close "
                 "the client, and open it again when the endpoint is open");
    pipc_context_free(context);
}

static void it_ends_with_the_endpoint_until_it_is_opened_anew(void **state)
{
    direct *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(service_of(self), NULL, &error), error);
    expect_to_be_told_of_the_close(self, false);
    expect_to_be_told_of_the_close(self, true);
    assert_int_equal(echo_client_say(&self->client, NULL, "text", NULL), PIPC_E_NO_RESPONSE);
    assert_ok(pipc_close(client_of(self), NULL, &error), error);
    assert_error(pipc_open(client_of(self), NULL, &error), error, PIPC_E_INVALID_STATE,
                 "ENDPOINT_CLOSED", "not open");
    assert_ok(pipc_open(service_of(self), NULL, &error), error);
    assert_ok(pipc_open(client_of(self), NULL, &error), error);
    echo_client_check(&self->client, "text");
}

static int be_unavailable(pipc_call *call, pipc_error **error)
{
    (void)call;
    return pipc_fail_grpc(error, PIPC_GRPC_UNAVAILABLE, "closed on Sundays");
}

static void what_a_handler_says_is_not_taken_for_that(void **state)
{
    direct *self = *state;
    pipc_error *error = NULL;

    echo_set_say(&self->service, be_unavailable);
    assert_error(echo_client_say(&self->client, NULL, "text", &error), error, PIPC_E_NO_RESPONSE,
                 "UNAVAILABLE", "closed on Sundays");
}

static void an_open_client_stays_where_it_is(void **state)
{
    direct *self = *state;
    pipc_error *error = NULL;

    assert_error(pipc_grpc_client_call_directly(&self->client.client, NULL, &error), error,
                 PIPC_E_INVALID_STATE, "ALREADY_OPENED", "tests.Echo");
    echo_client_check(&self->client, "text");
}

static void an_endpoint_may_listen_as_well(void **state)
{
    direct *self = *state;
    pipc_error *error = NULL;
    tests_echo_client other;

    assert_ok(pipc_close(client_of(self), NULL, &error), error);
    assert_ok(pipc_close(service_of(self), NULL, &error), error);
    echo_open(&self->service);
    connect_client(self);
    assert_ok(pipc_open(client_of(self), NULL, &error), error);
    echo_client_open(&other, echo_port(&self->service), "");
    echo_client_check(&self->client, "text");
    echo_client_check(&other, "text");
    pipc_dispose(&other.client.component);
}

/* --- streams -------------------------------------------------------------------------------- */

static void streams_of_all_kinds_work(void **state)
{
    streams self;
    pipc_grpc_client_stream *stream;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    (void)state;
    streams_prepare();
    pipc_grpc_service_init(&self.service, &streams_desc);
    configure_component(&self.service.component, "options.listen=false");
    assert_ok(pipc_open(&self.service.component, NULL, &error), error);
    pipc_grpc_client_init(&self.client, &streams_desc);
    configure_component(&self.client.component, "options.connect_timeout=1000");
    assert_ok(pipc_grpc_client_call_directly(&self.client,
                                             pipc_grpc_service_endpoint(&self.service), &error),
              error);
    assert_ok(pipc_open(&self.client.component, NULL, &error), error);

    stream = streams_open(&self, COUNT_DOWN, "3");
    streams_expect(stream, "3");
    streams_expect(stream, "2");
    streams_expect(stream, "1");
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);

    stream = streams_open(&self, CHAT, NULL);
    assert_ok(streams_send(stream, "hello", &error), error);
    streams_expect(stream, "hello");
    pipc_grpc_client_stream_free(stream);

    stream = streams_open(&self, JOIN, NULL);
    assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(streams_send(stream, "b", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_string_equal(((const Tests__Text *)response)->text, "ab");
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    pipc_dispose(&self.client.component);
    pipc_dispose(&self.service.component);
}

/* --- without memory ------------------------------------------------------------------------- */

static int configure_and_open(pipc_component *component)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_tuples(&config, NULL, "options.listen", "false", NULL);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

static int call_once(void *ignored)
{
    direct self;
    int code;

    (void)ignored;
    echo_init(&self.service);
    tests_echo_client_init(&self.client);
    code = configure_and_open(service_of(&self));
    if (code == PIPC_OK)
        code = pipc_grpc_client_call_directly(
            &self.client.client, pipc_grpc_service_endpoint(&self.service.service.service), NULL);
    if (code == PIPC_OK)
        code = configure_and_open(client_of(&self));
    if (code == PIPC_OK)
        code = echo_client_say(&self.client, NULL, "text", NULL);
    pipc_dispose(client_of(&self));
    echo_dispose(&self.service);
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(call_once, NULL);
}

#define DIRECT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIRECT_TEST(a_call_needs_no_port),
        DIRECT_TEST(the_context_goes_with_it),
        DIRECT_TEST(an_error_comes_as_it_was_made),
        DIRECT_TEST(it_ends_with_the_endpoint_until_it_is_opened_anew),
        DIRECT_TEST(what_a_handler_says_is_not_taken_for_that),
        DIRECT_TEST(an_open_client_stays_where_it_is),
        DIRECT_TEST(an_endpoint_may_listen_as_well),
        cmocka_unit_test(streams_of_all_kinds_work),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
