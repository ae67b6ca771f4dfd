#include "support/cmocka.h"

#include <stdio.h>

#include "support/echo.h"
#include "support/process.h"

static int setup(void **state)
{
    static echo service;

    echo_init(&service);
    *state = &service;
    return 0;
}

static int teardown(void **state)
{
    echo_dispose(*state);
    return 0;
}

static pipc_component *component_of(echo *service)
{
    return &service->service.service.component;
}

static void a_new_service_is_closed(void **state)
{
    echo *service = *state;

    assert_false(pipc_is_open(component_of(service)));
    assert_null(pipc_grpc_service_endpoint(&service->service.service));
}

static void open_before_configure_is_refused(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int code = pipc_open(component_of(*state), NULL, &error);

    assert_error(code, error, PIPC_E_INVALID_STATE, "NOT_CONFIGURED", "before it was configured");
    tests_echo_client_init(&client);
    code = pipc_open(&client.client.component, NULL, &error);
    assert_error(code, error, PIPC_E_INVALID_STATE, "NOT_CONFIGURED", "before it was configured");
    pipc_dispose(&client.client.component);
}

static void open_twice_is_a_no_op(void **state)
{
    echo *service = *state;
    pipc_error *error = NULL;
    int port;

    echo_open(service);
    port = echo_port(service);
    assert_ok(pipc_open(component_of(service), NULL, &error), error);
    assert_int_equal(echo_port(service), port);
}

static void close_twice_is_a_no_op(void **state)
{
    echo *service = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(component_of(service), NULL, &error), error);
    echo_open(service);
    assert_ok(pipc_close(component_of(service), NULL, &error), error);
    assert_ok(pipc_close(component_of(service), NULL, &error), error);
    assert_false(pipc_is_open(component_of(service)));
    assert_int_equal(echo_port(service), 0);
}

static void a_closed_service_can_be_opened_again(void **state)
{
    echo *service = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    echo_open(service);
    assert_ok(pipc_close(component_of(service), NULL, &error), error);
    assert_ok(pipc_open(component_of(service), NULL, &error), error);
    echo_client_open(&client, echo_port(service), "");
    echo_client_check(&client, "again");
    pipc_dispose(&client.client.component);
}

static void a_closed_client_can_be_opened_again(void **state)
{
    echo *service = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    echo_open(service);
    echo_client_open(&client, echo_port(service), "");
    assert_ok(pipc_close(&client.client.component, NULL, &error), error);
    assert_error(echo_client_say(&client, NULL, "x", &error), error, PIPC_E_INVALID_STATE,
                 "NOT_OPEN", "/tests.Echo/Say");
    assert_ok(pipc_open(&client.client.component, NULL, &error), error);
    echo_client_check(&client, "again");
    pipc_dispose(&client.client.component);
}

static void a_client_that_was_never_opened_fails_at_once(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;

    (void)state;
    tests_echo_client_init(&client);
    assert_error(echo_client_say(&client, NULL, "x", &error), error, PIPC_E_INVALID_STATE,
                 "NOT_OPEN", "not open");
    pipc_dispose(&client.client.component);
}

static void dispose_closes(void **state)
{
    echo *service = *state;
    char config[64];
    pipc_error *error = NULL;
    echo other;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", reserve_port());
    configure_component(component_of(service), config);
    assert_ok(pipc_open(component_of(service), NULL, &error), error);
    pipc_dispose(component_of(service));
    echo_init(&other);
    configure_component(component_of(&other), config);
    assert_ok(pipc_open(component_of(&other), NULL, &error), error);
    echo_dispose(&other);
}

static void a_taken_port_is_an_error_and_can_be_tried_again(void **state)
{
    echo *service = *state;
    echo other;
    char config[64];
    pipc_error *error = NULL;
    int code;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", reserve_port());
    configure_component(component_of(service), config);
    assert_ok(pipc_open(component_of(service), NULL, &error), error);
    echo_init(&other);
    configure_component(component_of(&other), config);
    code = pipc_open(component_of(&other), NULL, &error);
    assert_non_null(error);
    assert_string_equal(pipc_error_cause(error), "Address already in use");
    assert_non_null(pipc_error_detail(error, "url"));
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "cannot listen on http://");
    assert_false(pipc_is_open(component_of(&other)));
    assert_ok(pipc_close(component_of(service), NULL, &error), error);
    assert_ok(pipc_open(component_of(&other), NULL, &error), error);
    echo_dispose(&other);
}

static void configure_while_open_is_refused(void **state)
{
    echo *service = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_new(&config, &error), error);
    echo_open(service);
    assert_error(pipc_configure(component_of(service), config, &error), error, PIPC_E_INVALID_STATE,
                 "ALREADY_OPENED", "open");
    pipc_config_params_free(config);
}

static void a_client_that_waits_for_a_connection_says_when_none_comes(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    char config[128];

    (void)state;
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.connect_timeout=50",
             reserve_port());
    tests_echo_client_init(&client);
    configure_component(&client.client.component, config);
    assert_error(pipc_open(&client.client.component, NULL, &error), error, PIPC_E_NO_RESPONSE,
                 "CANNOT_CONNECT", "within the 50 ms of options.connect_timeout");
    assert_false(pipc_is_open(&client.client.component));
    pipc_dispose(&client.client.component);
}

static void a_client_waits_for_a_connection_if_asked_to(void **state)
{
    tests_echo_client client;

    echo_open(*state);
    echo_client_open(&client, echo_port(*state), ";options.connect_timeout=10000");
    echo_client_check(&client, "there");
    pipc_dispose(&client.client.component);
}

static pipc_component *closed_from_inside;

static int close_from_inside(pipc_call *call, pipc_error **error)
{
    (void)call;
    return pipc_close(closed_from_inside, NULL, error);
}

static void lifecycle_functions_are_refused_inside_a_handler(void **state)
{
    echo *service = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    closed_from_inside = component_of(service);
    echo_set_say(service, close_from_inside);
    echo_open(service);
    echo_client_open(&client, echo_port(service), "");
    assert_error(echo_client_say(&client, NULL, "x", &error), error, PIPC_E_INVALID_STATE,
                 "IN_HANDLER", "inside a handler");
    assert_true(pipc_is_open(component_of(service)));
    pipc_dispose(&client.client.component);
}

static void open_and_call_and_close(echo *service)
{
    tests_echo_client client;
    pipc_error *error = NULL;

    assert_ok(pipc_open(component_of(service), NULL, &error), error);
    echo_client_open(&client, echo_port(service), "");
    echo_client_check(&client, "x");
    pipc_dispose(&client.client.component);
    assert_ok(pipc_close(component_of(service), NULL, &error), error);
}

/*
 * The first rounds start what the core then keeps. Of that, one or two may come and go at the
 * moment of counting; what is left behind in each round would be a thousand.
 */
static void a_thousand_times_open_and_close_leaves_nothing(void **state)
{
    echo *service = *state;
    size_t files = 0;
    size_t threads = 0;

    /* No time for callers that read late that the server stops: here is none. */
    configure_component(component_of(service),
                        "connection.host=127.0.0.1;connection.port=0;options.shutdown_timeout=0");
    for (int i = 0; i < 1000; i++) {
        open_and_call_and_close(service);
        if (i == 10) {
            files = count_file_descriptors();
            threads = count_threads();
        }
    }
    expect_file_descriptors_to_end(files + 2);
    assert_in_range(count_threads(), 0, threads + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_service_is_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(open_before_configure_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(open_twice_is_a_no_op, setup, teardown),
        cmocka_unit_test_setup_teardown(close_twice_is_a_no_op, setup, teardown),
        cmocka_unit_test_setup_teardown(a_closed_service_can_be_opened_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_closed_client_can_be_opened_again, setup, teardown),
        cmocka_unit_test(a_client_that_was_never_opened_fails_at_once),
        cmocka_unit_test_setup_teardown(dispose_closes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_taken_port_is_an_error_and_can_be_tried_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(configure_while_open_is_refused, setup, teardown),
        cmocka_unit_test(a_client_that_waits_for_a_connection_says_when_none_comes),
        cmocka_unit_test_setup_teardown(a_client_waits_for_a_connection_if_asked_to, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(lifecycle_functions_are_refused_inside_a_handler, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_thousand_times_open_and_close_leaves_nothing, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
