/* Which endpoint and which loggers services and clients work with, over real sockets. */
#include <pipc/pipc.h>

#include "support/capturing_logger.h"
#include "support/cmocka.h"
#include "support/echo.h"

#define FIRST "pip-services:endpoint:grpc:first:1.0"
#define SECOND "pip-services:endpoint:grpc:second:1.0"

static int say_other(tests_other_service *service, pipc_call *call, const Tests__Text *request,
                     Tests__Text *response, pipc_error **error)
{
    (void)service;
    (void)request;
    response->text = pipc_call_strdup(call, "other");
    return response->text == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static const tests_other_handlers other_handlers = {.say = say_other};

/* Two endpoints that a factory made, two services and a logger, all in references. */
typedef struct house {
    pipc_factory factory;
    const pipc_factory_type *type;
    pipc_component *endpoints[2];
    echo service;
    tests_other_service other;
    capturing_logger logger;
    pipc_references *references;
} house;

static void put(house *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

static void make_endpoint(house *self, int index, const char *descriptor)
{
    pipc_error *error = NULL;

    assert_ok(pipc_factory_create(&self->factory, descriptor, &self->endpoints[index], &self->type,
                                  &error),
              error);
    configure_component(self->endpoints[index], "connection.host=127.0.0.1;connection.port=0");
    put(self, descriptor, self->endpoints[index]);
}

static int setup(void **state)
{
    static house self;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&self.references, &error), error);
    pipc_grpc_factory_init(&self.factory);
    capturing_logger_init(&self.logger);
    echo_init(&self.service);
    tests_other_service_init(&self.other, &other_handlers);
    /* Services before the endpoints they are on: the order makes no difference. */
    put(&self, "t:logger:capturing:default:1.0", &self.logger.logger.component);
    put(&self, "t:service:grpc:echo:1.0", &self.service.service.service.component);
    put(&self, "t:service:grpc:other:1.0", &self.other.service.component);
    make_endpoint(&self, 0, FIRST);
    make_endpoint(&self, 1, SECOND);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close_all(self->references, NULL, &error), error);
    pipc_unset_references_all(self->references);
    pipc_dispose(&self->other.service.component);
    echo_dispose(&self->service);
    for (int i = 0; i < 2; i++)
        pipc_factory_destroy(&self->factory, self->type, self->endpoints[i]);
    pipc_dispose(&self->factory.component);
    pipc_dispose(&self->logger.logger.component);
    pipc_references_free(self->references);
    return 0;
}

static void link_and_open(house *self)
{
    pipc_error *error = NULL;

    assert_ok(pipc_set_references_all(self->references, &error), error);
    assert_ok(pipc_open_all(self->references, NULL, &error), error);
}

static int port_of(house *self, int index)
{
    return pipc_grpc_endpoint_port(pipc_grpc_endpoint_from_component(self->endpoints[index]));
}

/* Whether the echo service answers there. */
static bool echoes_at(int port)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int code;

    echo_client_open(&client, port, "");
    code = echo_client_say(&client, NULL, "here", &error);
    assert_true(code == PIPC_OK || code == PIPC_E_UNSUPPORTED);
    pipc_error_free(error);
    pipc_dispose(&client.client.component);
    return code == PIPC_OK;
}

static void the_endpoint_that_was_put_last_captures_all_services(void **state)
{
    house *self = *state;

    link_and_open(self);
    assert_ptr_equal(&pipc_grpc_service_endpoint(&self->service.service.service)->component,
                     self->endpoints[1]);
    assert_ptr_equal(&pipc_grpc_service_endpoint(&self->other.service)->component,
                     self->endpoints[1]);
    assert_true(echoes_at(port_of(self, 1)));
    assert_false(echoes_at(port_of(self, 0)));
}

static void each_service_may_choose_its_endpoint(void **state)
{
    house *self = *state;

    configure_component(&self->service.service.service.component,
                        "dependencies.endpoint=*:endpoint:grpc:first:1.0");
    link_and_open(self);
    assert_true(echoes_at(port_of(self, 0)));
    assert_false(echoes_at(port_of(self, 1)));
    assert_ptr_equal(&pipc_grpc_service_endpoint(&self->other.service)->component,
                     self->endpoints[1]);
}

static void none_is_a_private_endpoint_that_lives_with_its_service(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;
    int port;

    configure_component(&self->service.service.service.component,
                        "dependencies.endpoint=none;connection.host=127.0.0.1;connection.port=0");
    link_and_open(self);
    port = echo_port(&self->service);
    assert_true(port != port_of(self, 0) && port != port_of(self, 1));
    assert_true(echoes_at(port));
    assert_false(echoes_at(port_of(self, 1)));
    assert_ok(pipc_close(&self->service.service.service.component, NULL, &error), error);
    assert_int_equal(echo_port(&self->service), 0);
    assert_true(pipc_is_open(self->endpoints[1]));
}

static void services_of_a_shared_endpoint_forget_it_one_by_one(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    link_and_open(self);
    pipc_unset_references(&self->other.service.component);
    assert_null(pipc_grpc_service_endpoint(&self->other.service));
    assert_true(echoes_at(port_of(self, 1)));
    pipc_unset_references(&self->service.service.service.component);
    assert_true(pipc_is_open(self->endpoints[1]));
    assert_ok(pipc_close_all(self->references, NULL, &error), error);
    link_and_open(self);
    assert_true(echoes_at(port_of(self, 1)));
}

static void a_service_writes_to_the_loggers_it_is_told(void **state)
{
    house *self = *state;

    configure_component(&self->service.service.service.component,
                        "dependencies.endpoint=none;dependencies.logger=none;"
                        "connection.host=127.0.0.1;connection.port=0");
    link_and_open(self);
    /* Those of the two endpoints, and not the private one. */
    assert_int_equal(capturing_logger_count_with(&self->logger, "Opened GRPC service"), 2);
}

static void a_client_writes_to_the_loggers_it_is_told(void **state)
{
    house *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;

    link_and_open(self);
    tests_echo_client_init(&client);
    for (int i = 0; i < 2; i++) {
        configure_component(&client.client.component, i == 0
                                                          ? "dependencies.logger=x:logger:*:*:*"
                                                          : "dependencies.logger=t:logger:*:*:*");
        assert_ok(pipc_set_references(&client.client.component, self->references, &error), error);
        assert_ok(pipc_open(&client.client.component, NULL, &error), error);
        assert_int_equal(capturing_logger_count_with(&self->logger, "Opened GRPC client"), i);
        assert_ok(pipc_close(&client.client.component, NULL, &error), error);
    }
    pipc_dispose(&client.client.component);
}

static void a_dependency_that_is_no_descriptor_is_named(void **state)
{
    house *self = *state;
    tests_echo_client client;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    tests_echo_client_init(&client);
    assert_ok(pipc_config_params_from_string("dependencies.endpoint=first;"
                                             "dependencies.logger=*:logger:*:*:*",
                                             &config, &error),
              error);
    assert_error(pipc_configure(&self->service.service.service.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR", "dependencies.endpoint: ");
    assert_error(pipc_configure(&client.client.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR", "dependencies.endpoint: ");
    pipc_config_params_free(config);
    pipc_dispose(&client.client.component);
}

#define HOUSE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(the_endpoint_that_was_put_last_captures_all_services),
        HOUSE_TEST(each_service_may_choose_its_endpoint),
        HOUSE_TEST(none_is_a_private_endpoint_that_lives_with_its_service),
        HOUSE_TEST(services_of_a_shared_endpoint_forget_it_one_by_one),
        HOUSE_TEST(a_service_writes_to_the_loggers_it_is_told),
        HOUSE_TEST(a_client_writes_to_the_loggers_it_is_told),
        HOUSE_TEST(a_dependency_that_is_no_descriptor_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
