#include "support/cmocka.h"

#include <stdio.h>

#include "base/sync.h"
#include "support/process.h"
#include "support/tls.h"

enum { PATIENCE_MS = 10000 };

/* Two services, a client of them, and what their references hold. */
typedef struct found {
    pipc_memory_discovery discovery;
    pipc_memory_credential_store store;
    pipc_references *references;
    echo services[2];
    tests_echo_client client;
} found;

static pipc_component *service_of(found *self, size_t index)
{
    return &self->services[index].service.service.component;
}

static pipc_component *client_of(found *self)
{
    return &self->client.client.component;
}

static void put(found *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

/* The store knows the files of a server, of one that can be replaced, and of two clients. */
static void fill_store(found *self)
{
    char config[4096];

    snprintf(config, sizeof config,
             "server.ssl_key_file=%s;server.ssl_crt_file=%s;moved.ssl_key_file=%s;"
             "moved.ssl_crt_file=%s;client.ssl_ca_file=%s;other.ssl_ca_file=%s",
             tls_path("server.key"), tls_path("server.crt"), tls_path("moved.key"),
             tls_path("moved.crt"), tls_path("ca.crt"), tls_path("other_ca.crt"));
    configure_component(&self->store.credential_store.component, config);
}

static int setup(void **state)
{
    static found self;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&self.references, &error), error);
    pipc_memory_discovery_init(&self.discovery);
    pipc_memory_credential_store_init(&self.store);
    put(&self, "t:discovery:memory:d:1.0", &self.discovery.discovery.component);
    put(&self, "t:credential-store:memory:d:1.0", &self.store.credential_store.component);
    fill_store(&self);
    for (size_t i = 0; i < 2; i++)
        echo_init(&self.services[i]);
    tests_echo_client_init(&self.client);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    found *self = *state;

    pipc_dispose(client_of(self));
    for (size_t i = 0; i < 2; i++)
        echo_dispose(&self->services[i]);
    pipc_dispose(&self->discovery.discovery.component);
    pipc_dispose(&self->store.credential_store.component);
    pipc_references_free(self->references);
    return 0;
}

static int try_to_open(found *self, pipc_component *component, const char *config,
                       pipc_error **error)
{
    pipc_error *ignored = NULL;

    configure_component(component, config);
    assert_ok(pipc_set_references(component, self->references, &ignored), ignored);
    return pipc_open(component, NULL, error);
}

static void open_with(found *self, pipc_component *component, const char *config)
{
    pipc_error *error = NULL;

    assert_ok(try_to_open(self, component, config, &error), error);
}

static void serve(found *self, size_t index, int port)
{
    char config[200];

    snprintf(config, sizeof config,
             "connection.protocol=https;connection.host=127.0.0.1;connection.port=%d;"
             "credential.store_key=server",
             port);
    open_with(self, service_of(self, index), config);
}

/* --- credential stores ---------------------------------------------------------------------- */

static void a_store_tells_the_files_of_both_sides(void **state)
{
    found *self = *state;
    char config[200];

    serve(self, 0, 0);
    snprintf(config, sizeof config,
             "connection.uri=https://127.0.0.1:%d;credentials.tls.store_key=client",
             echo_port(&self->services[0]));
    open_with(self, client_of(self), config);
    echo_client_check(&self->client, "stored");
}

static void a_store_that_knows_other_files_fails_open(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;
    int code = try_to_open(self, service_of(self, 0),
                           "connection.protocol=https;connection.port=0;"
                           "credential.store_key=client",
                           &error);

    assert_error(code, error, PIPC_E_MISCONFIGURATION, "NO_SSL_KEY_FILE",
                 "credential.ssl_key_file is not set");
    assert_false(pipc_is_open(service_of(self, 0)));
}

/* --- several servers ------------------------------------------------------------------------ */

static unsigned said(found *self, size_t index)
{
    return echo_look(&self->services[index]).said;
}

/* Calls, whatever comes of it, until each of those from `from` to `to` was called since then. */
static void call_until_answered_by(found *self, size_t from, size_t to)
{
    unsigned before[2] = {said(self, 0), said(self, 1)};
    int64_t deadline = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    for (size_t i = from; i <= to; i++)
        while (said(self, i) == before[i]) {
            assert_true(pipc__now_ns() < deadline);
            (void)!echo_client_say(&self->client, NULL, "x", NULL);
        }
}

static void servers_of_tls_stand_in_for_each_other(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;
    char config[300];
    int port = reserve_port();

    serve(self, 0, port);
    serve(self, 1, 0);
    snprintf(config, sizeof config,
             "connections.0.protocol=https;connections.0.host=127.0.0.1;connections.0.port=%d;"
             "connections.1.uri=https://localhost:%d;credential.store_key=client",
             port, echo_port(&self->services[1]));
    open_with(self, client_of(self), config);
    call_until_answered_by(self, 0, 1);
    assert_ok(pipc_close(service_of(self, 0), NULL, &error), error);
    call_until_answered_by(self, 1, 1);
    serve(self, 0, port);
    call_until_answered_by(self, 0, 1);
}

/* --- discovery ------------------------------------------------------------------------------ */

static void open_by_key(found *self, const char *key, const char *credential)
{
    char config[200];

    pipc_dispose(client_of(self));
    tests_echo_client_init(&self->client);
    snprintf(config, sizeof config,
             "connection.discovery_key=%s;credential.store_key=%s;options.connect_timeout=%d", key,
             credential, PATIENCE_MS);
    open_with(self, client_of(self), config);
}

static void a_server_that_is_found_may_be_one_of_tls(void **state)
{
    found *self = *state;

    open_with(self, service_of(self, 0),
              "connection.discovery_key=a;connection.protocol=https;connection.host=127.0.0.1;"
              "connection.port=0;credential.store_key=server");
    open_by_key(self, "a", "client");
    echo_client_check(&self->client, "found");
}

static void a_place_of_tls_that_is_found_needs_files(void **state)
{
    found *self = *state;
    pipc_error *error = NULL;
    int code;

    configure_component(&self->discovery.discovery.component,
                        "a.protocol=https;a.host=127.0.0.1;a.port=0");
    code = try_to_open(self, service_of(self, 0), "connection.discovery_key=a", &error);
    assert_error(code, error, PIPC_E_MISCONFIGURATION, "NO_SSL_KEY_FILE", "a server of https");
    open_with(self, service_of(self, 0), "connection.discovery_key=a;credential.store_key=server");
}

static void changed_files_are_read_for_each_port(void **state)
{
    static const char *const keys[] = {"a", "b"};
    found *self = *state;

    tls_copy("server.key", "moved.key");
    tls_copy("server.crt", "moved.crt");
    open_with(self, service_of(self, 0),
              "connections.0.protocol=https;connections.0.host=127.0.0.1;connections.0.port=0;"
              "connections.0.discovery_key=a;"
              "connections.1.protocol=https;connections.1.host=127.0.0.1;connections.1.port=0;"
              "connections.1.discovery_key=b;credential.store_key=moved");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++)
        open_by_key(self, keys[i], "client");
    tls_copy("server_other.crt", "moved.crt");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++) {
        open_by_key(self, keys[i], "other");
        echo_client_check(&self->client, keys[i]);
    }
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(a_store_tells_the_files_of_both_sides),
        A_TEST(a_store_that_knows_other_files_fails_open),
        A_TEST(servers_of_tls_stand_in_for_each_other),
        A_TEST(a_server_that_is_found_may_be_one_of_tls),
        A_TEST(a_place_of_tls_that_is_found_needs_files),
        A_TEST(changed_files_are_read_for_each_port),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
