#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/peer.h"
#include "support/process.h"
#include "support/streams.h"

enum { PATIENCE_MS = 30000 };

static int setup(void **state)
{
    static tests_echo_client client;

    tests_echo_client_init(&client);
    *state = &client;
    return 0;
}

static int teardown(void **state)
{
    tests_echo_client *client = *state;

    pipc_dispose(&client->client.component);
    return 0;
}

static int open_with(tests_echo_client *client, const char *config, pipc_error **error)
{
    configure_component(&client->client.component, config);
    return pipc_open(&client->client.component, NULL, error);
}

static void open_nowhere(tests_echo_client *client, const char *more)
{
    echo_client_open(client, reserve_port(), more);
}

/* There is a cause when an attempt has failed, for which the first timeout may be too short. */
static int open_in_vain(tests_echo_client *client, const char *more, pipc_error **error)
{
    int code = PIPC_OK;

    for (int timeout_ms = 500; timeout_ms <= PATIENCE_MS; timeout_ms *= 2) {
        char config[200];

        pipc_error_free(*error);
        *error = NULL;
        snprintf(config, sizeof config, "options.connect_timeout=%d;%s", timeout_ms, more);
        code = open_with(client, config, error);
        if (code == PIPC_OK || pipc_error_cause(*error) != NULL)
            break;
    }
    return code;
}

static void open_tells_why_there_is_no_connection(void **state)
{
    static const char *const rows[][2] = {
        {"connection.host=127.0.0.1;connection.port=1;", "Connection refused"},
        {"connections.0.host=127.0.0.1;connections.0.port=1;connections.1.host=127.0.0.1;"
         "connections.1.port=2;",
         "127.0.0.1:"},
        {"connection.uri=unix:/nowhere/at-all;", "No such file or directory"},
        {"connection.host=no-such-host.invalid;", "DNS resolution failed"},
    };

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_error *error = NULL;
        int code;

        print_message("  %s\n", rows[i][0]);
        code = open_in_vain(*state, rows[i][0], &error);
        assert_non_null(pipc_error_cause(error));
        assert_non_null(strstr(pipc_error_cause(error), rows[i][1]));
        assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", rows[i][1]);
    }
}

static void several_names_that_nobody_knows_fail_open(void **state)
{
    pipc_error *error = NULL;
    int code = open_with(*state,
                         "connections.0.host=no-such-host.invalid;connections.0.port=1;"
                         "connections.1.host=no-such-host.invalid;connections.1.port=2",
                         &error);

    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT",
                 "none of http://no-such-host.invalid:1, http://no-such-host.invalid:2 can be "
                 "looked up");
}

static void xds_without_a_bootstrap_is_an_error_that_says_so(void **state)
{
    pipc_error *error = NULL;
    int code;

    unsetenv("GRPC_XDS_BOOTSTRAP");
    unsetenv("GRPC_XDS_BOOTSTRAP_CONFIG");
    code = open_with(*state, "connection.uri=xds:///echo;options.connect_timeout=1000", &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "GRPC_XDS_BOOTSTRAP");
    assert_ok(open_with(*state, "connection.uri=xds:///echo", &error), error);
    code = echo_client_say(*state, NULL, "x", &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "GRPC_XDS_BOOTSTRAP");
}

static void a_state_can_be_read_and_waited_for(void **state)
{
    tests_echo_client *client = *state;
    pipc_error *error = NULL;
    echo service;

    assert_int_equal(pipc_grpc_client_state(&client->client), PIPC_GRPC_CLIENT_CLOSED);
    echo_init(&service);
    echo_open(&service);
    echo_client_open(client, echo_port(&service), "");
    assert_int_equal(pipc_grpc_client_state(&client->client), PIPC_GRPC_CLIENT_IDLE);
    assert_ok(pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_READY, PATIENCE_MS,
                                              &error),
              error);
    assert_int_equal(pipc_grpc_client_state(&client->client), PIPC_GRPC_CLIENT_READY);
    echo_dispose(&service);
    assert_ok(pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_IDLE, PATIENCE_MS,
                                              &error),
              error);
    assert_ok(pipc_close(&client->client.component, NULL, &error), error);
    assert_int_equal(pipc_grpc_client_state(&client->client), PIPC_GRPC_CLIENT_CLOSED);
}

static void a_state_that_does_not_come_is_waited_for_no_longer_than_asked(void **state)
{
    tests_echo_client *client = *state;
    pipc_error *error = NULL;
    int code;

    open_nowhere(client, "");
    code = pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_READY, 50, &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "STATE_NOT_REACHED",
                 "after 50 ms, expected ready");
    assert_ok(pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_FAILING,
                                              PATIENCE_MS, &error),
              error);
    assert_ok(pipc_close(&client->client.component, NULL, &error), error);
    code = pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_READY, 50, &error);
    assert_error(code, error, PIPC_E_INVALID_STATE, "NOT_OPEN", "");
}

static void *wait_until_ready(void *client)
{
    return (void *)(intptr_t)pipc_grpc_client_wait_for_state(client, PIPC_GRPC_CLIENT_READY,
                                                             PATIENCE_MS * 100, NULL);
}

static void close_ends_waiting_for_a_state(void **state)
{
    tests_echo_client *client = *state;
    pipc_error *error = NULL;
    pthread_t thread;
    void *code = NULL;

    open_nowhere(client, "");
    assert_int_equal(pthread_create(&thread, NULL, wait_until_ready, &client->client), 0);
    /* It has begun to wait when the channel, which nobody else uses, has tried. */
    assert_ok(pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_FAILING,
                                              PATIENCE_MS, &error),
              error);
    assert_ok(pipc_close(&client->client.component, NULL, &error), error);
    assert_int_equal(pthread_join(thread, &code), 0);
    assert_int_equal((int)(intptr_t)code, PIPC_E_INVALID_STATE);
}

static void *open_later(void *service)
{
    pipc_error *error = NULL;

    assert_ok(pipc_open(service, NULL, &error), error);
    return NULL;
}

static void a_call_may_wait_for_a_connection(void **state)
{
    tests_echo_client *client = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    char config[80];
    int port = reserve_port();
    pthread_t thread;
    echo service;
    int code;

    echo_init(&service);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", port);
    configure_component(&service.service.service.component, config);
    echo_client_open(client, port, "");
    code = echo_client_say(client, NULL, "x", &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "Connection refused");
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_wait_for_ready(context, true);
    assert_int_equal(pthread_create(&thread, NULL, open_later, &service.service.service.component),
                     0);
    assert_ok(echo_client_say(client, context, "x", &error), error);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pipc_context_free(context);
    echo_dispose(&service);
}

static void a_call_waits_no_longer_than_its_timeout(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    int64_t start;
    int code;

    open_nowhere(*state, "");
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_wait_for_ready(context, true);
    pipc_context_set_timeout_ms(context, 200);
    start = pipc__now_ns();
    code = echo_client_say(*state, context, "x", &error);
    assert_true(pipc__now_ns() - start > 190 * INT64_C(1000000));
    assert_error(code, error, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "200 ms");
    pipc_context_free(context);
}

static int open_stream_and_read(pipc_grpc_client *client, const pipc_context *context,
                                pipc_error **error)
{
    pipc_grpc_client_stream *stream = NULL;
    int code =
        pipc_grpc_client_stream_open(client, &streams_methods[CHAT], context, NULL, &stream, error);

    if (code == PIPC_OK)
        code = streams_read(stream, error);
    pipc_grpc_client_stream_free(stream);
    return code;
}

static void a_stream_may_wait_for_a_connection_too(void **state)
{
    pipc_grpc_client client;
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    char config[80];
    int code;

    (void)state;
    pipc_grpc_client_init(&client, &streams_desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", reserve_port());
    configure_component(&client.component, config);
    assert_ok(pipc_open(&client.component, NULL, &error), error);
    code = open_stream_and_read(&client, NULL, &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "Connection refused");
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, 200);
    pipc_context_set_wait_for_ready(context, true);
    code = open_stream_and_read(&client, context, &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "200 ms");
    pipc_context_free(context);
    pipc_dispose(&client.component);
}

static void the_backoff_is_as_configured(void **state)
{
    tests_echo_client *client = *state;
    pipc_error *error = NULL;
    int port = reserve_port();
    int64_t start;
    int64_t took_ms;
    peer server;

    start = pipc__now_ns(); /* before the first attempt, whoever makes it */
    echo_client_open(client, port,
                     ";options.reconnect_backoff_min=1500;options.reconnect_backoff_max=1500");
    assert_int_not_equal(echo_client_say(client, NULL, "x", NULL), PIPC_OK);
    peer_start_on(&server, port);
    assert_ok(pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_READY, PATIENCE_MS,
                                              &error),
              error);
    took_ms = (pipc__now_ns() - start) / 1000000;
    peer_kill(&server);
    print_message("  %d ms\n", (int)took_ms);
    assert_true(took_ms >= 1500 - 1500 / 5); /* the core makes it up to a fifth less or more */
}

static void backoffs_that_make_no_sense_are_refused(void **state)
{
    static const char *const rows[][2] = {
        {"options.reconnect_backoff_min=99", "expected a whole number from 100 to"},
        {"options.reconnect_backoff_min=500;options.reconnect_backoff_max=400",
         "options.reconnect_backoff_max is \"400\", expected a whole number from 500 to"},
    };
    tests_echo_client *client = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = NULL;
        pipc_error *error = NULL;
        int code;

        assert_ok(pipc_config_params_from_string(rows[i][0], &config, &error), error);
        code = pipc_configure(&client->client.component, config, &error);
        assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_VALUE", rows[i][1]);
        pipc_config_params_free(config);
    }
}

#define CLIENT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(open_tells_why_there_is_no_connection),
        CLIENT_TEST(several_names_that_nobody_knows_fail_open),
        CLIENT_TEST(xds_without_a_bootstrap_is_an_error_that_says_so),
        CLIENT_TEST(a_state_can_be_read_and_waited_for),
        CLIENT_TEST(a_state_that_does_not_come_is_waited_for_no_longer_than_asked),
        CLIENT_TEST(close_ends_waiting_for_a_state),
        CLIENT_TEST(a_call_may_wait_for_a_connection),
        CLIENT_TEST(a_call_waits_no_longer_than_its_timeout),
        CLIENT_TEST(a_stream_may_wait_for_a_connection_too),
        CLIENT_TEST(the_backoff_is_as_configured),
        CLIENT_TEST(backoffs_that_make_no_sense_are_refused),
    };

    if (peer_main(argc, argv))
        return 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
