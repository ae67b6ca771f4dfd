#include "support/cmocka.h"

#include <stdio.h>

#include "support/capturing_logger.h"
#include "support/echo.h"

#define ENDPOINT "pipc:endpoint:grpc:default:1.0"

/* An endpoint, two services on it, and the references that hold it. */
typedef struct shared {
    pipc_grpc_endpoint endpoint;
    pipc_references *references;
    echo service;
    tests_other_service other;
} shared;

static int say_other(tests_other_service *service, pipc_call *call, const Tests__Text *request,
                     Tests__Text *response, pipc_error **error)
{
    (void)service;
    (void)error;
    response->text = pipc_call_strdup(call, "other");
    return request == NULL || response->text == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;
}

static const tests_other_handlers other_handlers = {.say = say_other};

static pipc_component *component_of(echo *service)
{
    return &service->service.service.component;
}

static int setup(void **state)
{
    static shared self;
    pipc_error *error = NULL;

    pipc_grpc_endpoint_init(&self.endpoint);
    configure_component(&self.endpoint.component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_references_new(&self.references, &error), error);
    assert_ok(pipc_references_put(self.references, ENDPOINT, &self.endpoint.component, &error),
              error);
    echo_init(&self.service);
    tests_other_service_init(&self.other, &other_handlers);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    shared *self = *state;

    pipc_dispose(&self->other.service.component);
    echo_dispose(&self->service);
    pipc_dispose(&self->endpoint.component);
    pipc_references_free(self->references);
    return 0;
}

static void open_both(shared *self)
{
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ok(pipc_open(&self->endpoint.component, NULL, &error), error);
    assert_ok(pipc_open(component_of(&self->service), NULL, &error), error);
}

static void check_other(int port)
{
    tests_other_client client;
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;
    pipc_config_params *config = NULL;
    char text[16];

    snprintf(text, sizeof text, "%d", port);
    assert_ok(pipc_config_params_from_tuples(&config, &error, "connection.host", "127.0.0.1",
                                             "connection.port", text, NULL),
              error);
    tests_other_client_init(&client);
    assert_ok(pipc_configure(&client.client.component, config, &error), error);
    assert_ok(pipc_open(&client.client.component, NULL, &error), error);
    assert_ok(tests_other_client_say(&client, NULL, &request, &response, &error), error);
    assert_string_equal(response->text, "other");
    tests__text__free_unpacked(response, NULL);
    pipc_dispose(&client.client.component);
    pipc_config_params_free(config);
}

static void two_services_share_one_port(void **state)
{
    shared *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;
    int port;

    assert_ok(pipc_set_references(&self->other.service.component, self->references, &error), error);
    open_both(self);
    assert_ok(pipc_open(&self->other.service.component, NULL, &error), error);
    port = pipc_grpc_endpoint_port(&self->endpoint);
    assert_int_equal(echo_port(&self->service), port);
    echo_client_open(&client, port, "");
    echo_client_check(&client, "shared");
    check_other(port);
    pipc_dispose(&client.client.component);
}

static void a_shared_endpoint_is_not_opened_by_its_service(void **state)
{
    shared *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ok(pipc_open(component_of(&self->service), NULL, &error), error);
    assert_true(pipc_is_open(component_of(&self->service)));
    assert_false(pipc_is_open(&self->endpoint.component));
}

static void the_order_of_opening_does_not_matter(void **state)
{
    shared *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ok(pipc_open(component_of(&self->service), NULL, &error), error);
    assert_ok(pipc_open(&self->endpoint.component, NULL, &error), error);
    echo_client_open(&client, pipc_grpc_endpoint_port(&self->endpoint), "");
    echo_client_check(&client, "either way");
    pipc_dispose(&client.client.component);
}

static void a_closed_service_on_an_open_endpoint_is_unavailable(void **state)
{
    shared *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    open_both(self);
    echo_client_open(&client, pipc_grpc_endpoint_port(&self->endpoint), "");
    assert_ok(pipc_close(component_of(&self->service), NULL, &error), error);
    assert_error(echo_client_say(&client, NULL, "x", &error), error, PIPC_E_NO_RESPONSE,
                 "UNAVAILABLE", "service tests.Echo is closed");
    assert_ok(pipc_open(component_of(&self->service), NULL, &error), error);
    echo_client_check(&client, "open again");
    pipc_dispose(&client.client.component);
}

static void a_service_may_go_while_its_endpoint_stays_open(void **state)
{
    shared *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    open_both(self);
    echo_client_open(&client, pipc_grpc_endpoint_port(&self->endpoint), "");
    pipc_dispose(component_of(&self->service));
    assert_error(echo_client_say(&client, NULL, "x", &error), error, PIPC_E_NO_RESPONSE,
                 "UNAVAILABLE", "service tests.Echo is closed");
    pipc_dispose(&client.client.component);
}

static void a_service_that_comes_too_late_is_told_so(void **state)
{
    shared *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->endpoint.component, NULL, &error), error);
    assert_error(pipc_set_references(component_of(&self->service), self->references, &error), error,
                 PIPC_E_INVALID_STATE, "ENDPOINT_OPEN", "tests.Echo comes too late");
}

static void two_services_of_one_name_are_a_conflict(void **state)
{
    shared *self = *state;
    echo twin;
    pipc_error *error = NULL;

    echo_init(&twin);
    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_error(pipc_set_references(component_of(&twin), self->references, &error), error,
                 PIPC_E_CONFLICT, "DUPLICATE_SERVICE", "has a service tests.Echo already");
    echo_dispose(&twin);
}

static void references_set_twice_are_set_once(void **state)
{
    shared *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ok(pipc_open(&self->endpoint.component, NULL, &error), error);
}

static void a_service_may_be_moved_to_a_private_endpoint_and_back(void **state)
{
    shared *self = *state;
    pipc_references *empty = NULL;
    tests_echo_client client;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&empty, &error), error);
    configure_component(component_of(&self->service),
                        "connection.host=127.0.0.1;connection.port=0");
    for (int i = 0; i < 2; i++) {
        assert_ok(pipc_set_references(component_of(&self->service), self->references, &error),
                  error);
        assert_ptr_equal(pipc_grpc_service_endpoint(&self->service.service.service),
                         &self->endpoint);
        assert_ok(pipc_set_references(component_of(&self->service), empty, &error), error);
        assert_ptr_not_equal(pipc_grpc_service_endpoint(&self->service.service.service),
                             &self->endpoint);
    }
    assert_ok(pipc_open(component_of(&self->service), NULL, &error), error);
    echo_client_open(&client, echo_port(&self->service), "");
    echo_client_check(&client, "private");
    pipc_dispose(&client.client.component);
    pipc_references_free(empty);
}

static void a_dependency_names_the_endpoint(void **state)
{
    shared *self = *state;
    pipc_error *error = NULL;

    configure_component(component_of(&self->service),
                        "connection.port=0;dependencies.endpoint=*:endpoint:grpc:another:*");
    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ptr_not_equal(pipc_grpc_service_endpoint(&self->service.service.service),
                         &self->endpoint);
    configure_component(component_of(&self->service),
                        "connection.port=0;dependencies.endpoint=pipc:endpoint:*:default:*");
    assert_ok(pipc_set_references(component_of(&self->service), self->references, &error), error);
    assert_ptr_equal(pipc_grpc_service_endpoint(&self->service.service.service), &self->endpoint);
}

static void what_is_no_endpoint_is_refused(void **state)
{
    shared *self = *state;
    capturing_logger logger;
    pipc_error *error = NULL;

    capturing_logger_init(&logger);
    assert_ok(pipc_references_put(self->references, ENDPOINT, &logger.logger.component, &error),
              error);
    assert_error(pipc_set_references(component_of(&self->service), self->references, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_REFERENCE", "type logger");
    pipc_dispose(&logger.logger.component);
}

static void opening_and_closing_is_logged_and_unknown_keys_are_named(void **state)
{
    shared *self = *state;
    capturing_logger logger;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    capturing_logger_init(&logger);
    assert_ok(pipc_references_put(self->references, "pipc:logger:test:default:1.0",
                                  &logger.logger.component, &error),
              error);
    configure_component(&self->endpoint.component,
                        "connection.host=127.0.0.1;connection.port=0;options.bogus=1");
    assert_ok(pipc_set_references(&self->endpoint.component, self->references, &error), error);
    assert_ok(pipc_context_new("cid", &context, &error), error);
    assert_ok(pipc_open(&self->endpoint.component, context, &error), error);
    assert_ok(pipc_close(&self->endpoint.component, context, &error), error);
    assert_int_equal(capturing_logger_count_with(&logger, "cid DEBUG Opened GRPC service at "), 1);
    assert_int_equal(capturing_logger_count_with(&logger, "cid DEBUG Closed GRPC service at "), 1);
    assert_int_equal(capturing_logger_count_with(&logger, "options.bogus"), 1);
    pipc_context_free(context);
    pipc_unset_references(&self->endpoint.component);
    pipc_dispose(&logger.logger.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_services_share_one_port, setup, teardown),
        cmocka_unit_test_setup_teardown(a_shared_endpoint_is_not_opened_by_its_service, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_order_of_opening_does_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(a_closed_service_on_an_open_endpoint_is_unavailable, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_service_may_go_while_its_endpoint_stays_open, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_service_that_comes_too_late_is_told_so, setup, teardown),
        cmocka_unit_test_setup_teardown(two_services_of_one_name_are_a_conflict, setup, teardown),
        cmocka_unit_test_setup_teardown(references_set_twice_are_set_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_service_may_be_moved_to_a_private_endpoint_and_back,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_dependency_names_the_endpoint, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_endpoint_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(opening_and_closing_is_logged_and_unknown_keys_are_named,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
