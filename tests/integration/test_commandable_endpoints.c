#include <pipc/grpc_endpoint.h>
#include <pipc/grpc_interceptor.h>
#include <pipc/references.h>

#include "commandable.pipc.h"
#include "support/cmocka.h"
#include "support/commandable.h"
#include "support/echo.h"

static const char *const names[] = {"one", "two", "two.more"};

enum { SERVICES = 3 };

/* Several services on one endpoint, each with commands of its own. */
typedef struct fixture {
    pipc_grpc_endpoint endpoint;
    pipc_references *references;
    pipc_command_set *commands[SERVICES];
    pipc_commandable_grpc_service services[SERVICES];
    pipc_commandable_grpc_client client;
} fixture;

static void open_component(pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_open(component, NULL, &error), error);
}

static void close_component(pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_close(component, NULL, &error), error);
}

static void put(fixture *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

static void make_service(fixture *self, size_t i)
{
    pipc_component *component = &self->services[i].service.component;
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_new(&self->commands[i], &error), error);
    add_test_commands(self->commands[i], names[i]);
    pipc_commandable_grpc_service_init(&self->services[i], names[i], self->commands[i]);
    configure_component(component, "");
    assert_ok(pipc_set_references(component, self->references, &error), error);
    open_component(component);
}

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    pipc_grpc_endpoint_init(&self.endpoint);
    configure_component(&self.endpoint.component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "pip-services:endpoint:grpc:default:1.0", &self.endpoint.component);
    for (size_t i = 0; i < SERVICES; i++)
        make_service(&self, i);
    open_component(&self.endpoint.component);
    open_commandable_client(&self.client, NULL, &self.endpoint);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->client.client.component);
    for (size_t i = 0; i < SERVICES; i++) {
        pipc_dispose(&self->services[i].service.component);
        pipc_command_set_free(self->commands[i]);
    }
    pipc_dispose(&self->endpoint.component);
    pipc_references_free(self->references);
    return 0;
}

static void check_refused(fixture *self, const char *command, int category)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = call_command(&self->client, command, "{}", &result, &error);

    assert_int_equal(code, category);
    assert_null(result);
    pipc_error_free(error);
}

static void each_service_of_an_endpoint_has_its_commands(void **state)
{
    fixture *self = *state;

    check_command(&self->client, "one.name", "", "\"one\"");
    check_command(&self->client, "two.name", "", "\"two\"");
    check_command(&self->client, "two.more.name", "", "\"two.more\"");
    check_refused(self, "two.nope", PIPC_E_FAILED_INVOCATION);
    check_refused(self, "three.name", PIPC_E_FAILED_INVOCATION);
    check_refused(self, "", PIPC_E_FAILED_INVOCATION);
}

static void a_service_that_is_closed_leaves_the_others(void **state)
{
    fixture *self = *state;

    close_component(&self->services[0].service.component);
    check_refused(self, "one.name", PIPC_E_NO_RESPONSE);
    check_command(&self->client, "two.name", "", "\"two\"");
    open_component(&self->services[0].service.component);
    check_command(&self->client, "one.name", "", "\"one\"");
}

static void a_service_that_is_gone_leaves_the_others(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->services[0].service.component);
    check_refused(self, "one.name", PIPC_E_NO_RESPONSE);
    check_command(&self->client, "two.more.name", "", "\"two.more\"");
}

static void an_endpoint_may_be_opened_again(void **state)
{
    fixture *self = *state;

    close_component(&self->endpoint.component);
    pipc_dispose(&self->services[1].service.component);
    open_component(&self->endpoint.component);
    pipc_dispose(&self->client.client.component);
    open_commandable_client(&self->client, NULL, &self->endpoint);
    check_command(&self->client, "one.name", "", "\"one\"");
    check_command(&self->client, "two.more.name", "", "\"two.more\"");
    check_refused(self, "two.name", PIPC_E_FAILED_INVOCATION);
}

static void two_of_one_name_cannot_be_together(void **state)
{
    fixture *self = *state;
    pipc_commandable_grpc_service again;
    commandable_commandable_service other;
    pipc_error *error = NULL;

    close_component(&self->endpoint.component);
    pipc_commandable_grpc_service_init(&again, "one", self->commands[0]);
    assert_error(pipc_set_references(&again.service.component, self->references, &error), error,
                 PIPC_E_CONFLICT, "DUPLICATE_SERVICE",
                 "service commandable.Commandable already, called one");
    commandable_commandable_service_init(&other, NULL);
    assert_error(pipc_set_references(&other.service.component, self->references, &error), error,
                 PIPC_E_CONFLICT, "DUPLICATE_SERVICE", "commandable.Commandable");
    pipc_dispose(&again.service.component);
    pipc_dispose(&other.service.component);
}

/* --- interceptors --------------------------------------------------------------------------- */

static int refuse(pipc_grpc_server_interceptor *self, pipc_call *call, pipc_error **error)
{
    (void)self;
    (void)call;
    return pipc_fail(error, PIPC_E_UNAUTHORIZED, "NO", "not you");
}

static void an_interceptor_is_for_the_service_that_has_it(void **state)
{
    fixture *self = *state;
    pipc_grpc_server_interceptor refusing = {.begin = refuse};
    pipc_error *error = NULL;

    close_component(&self->services[0].service.component);
    assert_ok(pipc_grpc_service_register_interceptor(&self->services[0].service, &refusing, &error),
              error);
    open_component(&self->services[0].service.component);
    check_refused(self, "one.name", PIPC_E_UNAUTHORIZED);
    check_command(&self->client, "two.name", "", "\"two\"");
    pipc_dispose(&self->services[0].service.component);
}

/* --- dependencies --------------------------------------------------------------------------- */

static const pipc_component_class commandable_class = {
    .size = sizeof(pipc_component_class),
    .type = "commandable",
};

static void check_dependency(fixture *self, const char *config)
{
    pipc_commandable_grpc_service service;
    pipc_error *error = NULL;

    pipc_commandable_grpc_service_init(&service, "four", NULL);
    configure_component(&service.service.component, config);
    assert_ok(pipc_set_references(&service.service.component, self->references, &error), error);
    open_component(&service.service.component);
    open_component(&self->endpoint.component);
    pipc_dispose(&self->client.client.component);
    open_commandable_client(&self->client, NULL, &self->endpoint);
    check_command(&self->client, "four.name", "", "\"one\"");
    pipc_dispose(&self->client.client.component);
    close_component(&self->endpoint.component);
    pipc_dispose(&service.service.component);
}

static void commands_are_found_among_the_references(void **state)
{
    fixture *self = *state;
    pipc_commandable controller;

    close_component(&self->endpoint.component);
    pipc_commandable_init(&controller, &commandable_class);
    controller.command_set = self->commands[0];
    put(self, "mine:controller:default:default:1.0", &controller.component);
    check_dependency(self, "dependencies.controller=mine:controller:*:*:1.0");
    check_dependency(self, "dependencies.service=mine:controller:*:*:1.0");
}

static void without_commands_a_service_does_not_open(void **state)
{
    fixture *self = *state;
    pipc_commandable_grpc_service service;
    pipc_error *error = NULL;

    pipc_commandable_grpc_service_init(&service, "four", NULL);
    assert_error(pipc_open(&service.service.component, NULL, &error), error, PIPC_E_INTERNAL,
                 "REF_ERROR", "none");
    close_component(&self->endpoint.component);
    configure_component(&service.service.component, "dependencies.service=no:such:*:*:*");
    assert_ok(pipc_set_references(&service.service.component, self->references, &error), error);
    assert_error(pipc_open(&service.service.component, NULL, &error), error, PIPC_E_INTERNAL,
                 "REF_ERROR", "no:such:*:*:*");
    configure_component(&service.service.component, "dependencies.service=*:endpoint:*:*:*");
    assert_error(pipc_set_references(&service.service.component, self->references, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_REFERENCE", "endpoint");
    pipc_dispose(&service.service.component);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_service_of_an_endpoint_has_its_commands),
        TEST(a_service_that_is_closed_leaves_the_others),
        TEST(a_service_that_is_gone_leaves_the_others),
        TEST(an_endpoint_may_be_opened_again),
        TEST(two_of_one_name_cannot_be_together),
        TEST(an_interceptor_is_for_the_service_that_has_it),
        TEST(commands_are_found_among_the_references),
        TEST(without_commands_a_service_does_not_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
