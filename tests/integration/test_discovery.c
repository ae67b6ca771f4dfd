#include "support/cmocka.h"

#include "support/echo.h"

/* Two services, a client and the discovery that is all they know of each other. */
typedef struct found {
    pipc_memory_discovery discovery;
    pipc_references *references;
    echo services[2];
    tests_echo_client client;
} found;

static int setup(void **state)
{
    static found self;
    pipc_error *error = NULL;

    pipc_memory_discovery_init(&self.discovery);
    assert_ok(pipc_references_new(&self.references, &error), error);
    assert_ok(pipc_references_put(self.references, "t:discovery:memory:d:1.0",
                                  &self.discovery.discovery.component, &error),
              error);
    for (size_t i = 0; i < 2; i++)
        echo_init(&self.services[i]);
    tests_echo_client_init(&self.client);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    found *self = *state;

    pipc_dispose(&self->client.client.component);
    for (size_t i = 0; i < 2; i++)
        echo_dispose(&self->services[i]);
    pipc_dispose(&self->discovery.discovery.component);
    pipc_references_free(self->references);
    return 0;
}

static int open_with(found *self, pipc_component *component, const char *config, pipc_error **error)
{
    pipc_error *ignored = NULL;

    configure_component(component, config);
    assert_ok(pipc_set_references(component, self->references, &ignored), ignored);
    return pipc_open(component, NULL, error);
}

static void serve(found *self, size_t index)
{
    pipc_error *error = NULL;

    assert_ok(open_with(self, &self->services[index].service.service.component,
                        "connection.discovery_key=echo;connection.host=127.0.0.1;connection.port=0",
                        &error),
              error);
}

static int open_client(found *self, pipc_error **error)
{
    return open_with(self, &self->client.client.component, "connection.discovery_key=echo", error);
}

static void a_client_finds_a_server_by_its_key(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;

    serve(self, 0);
    assert_ok(open_client(self, &error), error);
    echo_client_check(&self->client, "found");
    assert_int_equal(echo_look(&self->services[0]).said, 1);
}

static void a_client_finds_all_servers_of_a_key(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;

    serve(self, 0);
    serve(self, 1);
    assert_ok(open_client(self, &error), error);
    for (unsigned calls = 0;
         echo_look(&self->services[0]).said == 0 || echo_look(&self->services[1]).said == 0;
         calls++) {
        assert_true(calls < 100000);
        echo_client_check(&self->client, "x");
    }
}

static void a_server_that_is_closed_is_not_found(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;
    int code;

    serve(self, 0);
    serve(self, 1);
    assert_ok(pipc_close(&self->services[0].service.service.component, NULL, &error), error);
    assert_ok(open_client(self, &error), error);
    echo_client_check(&self->client, "x");
    assert_int_equal(echo_look(&self->services[1]).said, 1);
    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    assert_ok(pipc_close(&self->services[1].service.service.component, NULL, &error), error);
    code = open_client(self, &error);
    assert_error(code, error, PIPC_E_MISCONFIGURATION, "NO_CONNECTION",
                 "connection.discovery_key is \"echo\", which nobody knows; asked: "
                 "t:discovery:memory:d:1.0");
    serve(self, 0);
    assert_ok(open_client(self, &error), error);
    echo_client_check(&self->client, "again");
}

static int refuse(pipc_discovery *discovery, const char *correlation_id, const char *key,
                  const pipc_config_params *connection, pipc_error **error)
{
    (void)discovery;
    (void)correlation_id;
    (void)connection;
    return pipc_fail(error, PIPC_E_CONFLICT, "FULL", "no room for %s", key);
}

static int forget(pipc_discovery *discovery, const char *correlation_id, const char *key,
                  const pipc_config_params *connection, pipc_error **error)
{
    (void)discovery;
    (void)correlation_id;
    (void)key;
    (void)connection;
    (void)error;
    return PIPC_OK;
}

static void a_server_that_cannot_be_made_known_does_not_open(void **state)
{
    static const pipc_component_class component_class = {.size = sizeof(pipc_component_class),
                                                         .type = "discovery"};
    static const pipc_discovery_class discovery_class = {
        .size = sizeof(pipc_discovery_class), .add = refuse, .remove = forget};
    found *self = *state;
    pipc_discovery full;
    pipc_component *service = &self->services[0].service.service.component;
    pipc_error *error = NULL;
    int code;

    pipc_discovery_init(&full, &component_class, &discovery_class);
    assert_ok(
        pipc_references_put(self->references, "t:discovery:full:d:1.0", &full.component, &error),
        error);
    code = open_with(self, service,
                     "connection.discovery_key=echo;connection.host=127.0.0.1;connection.port=0",
                     &error);
    assert_error(code, error, PIPC_E_CONFLICT, "FULL", "no room for echo");
    assert_false(pipc_is_open(service));
    pipc_unset_references(service);
}

#define FOUND_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOUND_TEST(a_client_finds_a_server_by_its_key),
        FOUND_TEST(a_client_finds_all_servers_of_a_key),
        FOUND_TEST(a_server_that_is_closed_is_not_found),
        FOUND_TEST(a_server_that_cannot_be_made_known_does_not_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
