/* What is counted of each command, on both sides. */
#include "support/cmocka.h"

#include <pipc/grpc_endpoint.h>

#include "support/commandable.h"
#include "support/echo.h"
#include "support/observers.h"

typedef struct fixture {
    pipc_command_set *commands;
    pipc_commandable_grpc_service service;
    pipc_commandable_grpc_client client;
    observers server_side;
    observers client_side;
} fixture;

static int set_up(void **state)
{
    static fixture self;
    pipc_component *service = &self.service.service.component;
    pipc_error *error = NULL;

    observers_init(&self.server_side);
    observers_init(&self.client_side);
    assert_ok(pipc_command_set_new(&self.commands, &error), error);
    add_test_commands(self.commands, "one");
    pipc_commandable_grpc_service_init(&self.service, "dummy", self.commands);
    configure_component(service, "connection.host=127.0.0.1;connection.port=0");
    observers_link(&self.server_side, service);
    open_commandable_client(&self.client, "dummy",
                            pipc_grpc_service_endpoint(&self.service.service));
    observers_link(&self.client_side, &self.client.client.component);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->client.client.component);
    pipc_dispose(&self->service.service.component);
    pipc_command_set_free(self->commands);
    observers_dispose(&self->client_side);
    observers_dispose(&self->server_side);
    return 0;
}

static void fail_command(fixture *self, const char *command, const char *args)
{
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_true(call_command(&self->client, command, args, &result, &error) < 0);
    pipc_error_free(error);
}

static void each_command_is_counted_on_both_sides(void **state)
{
    fixture *self = *state;

    check_command(&self->client, "name", "", "\"one\"");
    check_command(&self->client, "name", "", "\"one\"");
    fail_command(self, "fail", "{\"kind\":\"NotFound\"}");
    fail_command(self, "echo", "{}"); /* its schema wants a value */
    observers_expect(&self->server_side, "dummy.name", "exec", 2, 0);
    observers_expect(&self->server_side, "dummy.fail", "exec", 1, 1);
    observers_expect(&self->server_side, "dummy.echo", "exec", 1, 1);
    observers_expect(&self->client_side, "dummy.name", "call", 2, 0);
    observers_expect(&self->client_side, "dummy.fail", "call", 1, 1);
    observers_expect(&self->client_side, "dummy.echo", "call", 1, 1);
    assert_true(kept_counters_get(&self->client_side.counters, "dummy.name.call_time").min > 0);
}

/* A command that fails is no call that fails. */
static void the_calls_that_bring_them_are_counted_as_ever(void **state)
{
    fixture *self = *state;

    check_command(&self->client, "name", "", "\"one\"");
    fail_command(self, "fail", "{}");
    observers_expect(&self->server_side, "commandable.Commandable.invoke", "exec", 2, 0);
    observers_expect(&self->client_side, "commandable.Commandable.invoke", "call", 2, 0);
}

/* A caller could fill the memory of the counters. */
static void a_server_counts_no_command_that_is_not_there(void **state)
{
    fixture *self = *state;

    fail_command(self, "nonsense", "");
    observers_expect(&self->server_side, "dummy.nonsense", "exec", 0, 0);
    observers_expect(&self->client_side, "dummy.nonsense", "call", 1, 1);
}

static void a_client_without_a_name_counts_by_whole_names(void **state)
{
    fixture *self = *state;
    pipc_commandable_grpc_client client;

    open_commandable_client(&client, NULL, pipc_grpc_service_endpoint(&self->service.service));
    observers_link(&self->client_side, &client.client.component);
    check_command(&client, "dummy.name", "", "\"one\"");
    observers_expect(&self->client_side, "dummy.name", "call", 1, 0);
    pipc_dispose(&client.client.component);
}

static void a_client_that_is_closed_counts_nothing(void **state)
{
    fixture *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    fail_command(self, "name", "");
    observers_expect(&self->client_side, "dummy.name", "call", 0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_command_is_counted_on_both_sides),
        TEST(the_calls_that_bring_them_are_counted_as_ever),
        TEST(a_server_counts_no_command_that_is_not_there),
        TEST(a_client_without_a_name_counts_by_whole_names),
        TEST(a_client_that_is_closed_counts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
