/* Every allocation on the way from a configuration to connections, refused once. */
#include <pipc/pipc.h>

#include "connect/announcement.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

typedef struct stores {
    pipc_memory_discovery discovery;
    pipc_memory_credential_store credentials;
    pipc_references *references;
} stores;

static int configure(pipc_component *component, const char *line, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, error);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    pipc_config_params_free(config);
    return code;
}

static int make_stores(stores *self, pipc_error **error)
{
    pipc_component *discovery = &self->discovery.discovery.component;
    pipc_component *credentials = &self->credentials.credential_store.component;
    int code = pipc_references_new(&self->references, error);

    if (code == PIPC_OK)
        code = configure(
            discovery,
            "a.connections.0.host=127.0.0.1;a.connections.1.host=::1;p.protocol=http;p.host=h",
            error);
    if (code == PIPC_OK)
        code = configure(credentials, "k.ssl_ca_file=f", error);
    if (code == PIPC_OK)
        code = pipc_references_put(self->references, "t:discovery:memory:d:1.0", discovery, error);
    if (code == PIPC_OK)
        code = pipc_references_put(self->references, "t:credential-store:memory:d:1.0", credentials,
                                   error);
    return code;
}

static int announce(pipc__connect_settings *settings, pipc_error **error)
{
    static const int ports[] = {1, 2};
    int code = pipc__announce(settings, ports, NULL, error);

    if (code == PIPC_OK)
        code = pipc__unannounce(settings, ports, NULL, error);
    return code;
}

static int use_settings(const stores *self, const char *line,
                        const pipc__connection_defaults *defaults, pipc_error **error)
{
    pipc__connect_settings settings = {.config = NULL};
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, error);

    if (code == PIPC_OK)
        code = pipc__connect_settings_configure(&settings, config, defaults, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_set_references(&settings, self->references, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_resolve(&settings, defaults, NULL, error);
    if (code == PIPC_OK && defaults->listens)
        code = announce(&settings, error);
    pipc__connect_settings_dispose(&settings);
    pipc_config_params_free(config);
    return code;
}

static int run(const char *line, const pipc__connection_defaults *defaults)
{
    stores self = {.references = NULL};
    pipc_error *error = NULL;
    int code;

    pipc_memory_discovery_init(&self.discovery);
    pipc_memory_credential_store_init(&self.credentials);
    code = make_stores(&self, &error);
    if (code == PIPC_OK)
        code = use_settings(&self, line, defaults, &error);
    pipc_references_free(self.references);
    pipc_dispose(&self.discovery.discovery.component);
    pipc_dispose(&self.credentials.credential_store.component);
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code == PIPC_E_MISCONFIGURATION ? PIPC_OK : code;
}

static int connect_as(void *line)
{
    static const pipc__connection_defaults client = {.host = "localhost", .port = 3000};

    return run(line, &client);
}

static int listen_as(void *line)
{
    static const pipc__connection_defaults server = {
        .host = "0.0.0.0", .port = 3000, .listens = true};

    return run(line, &server);
}

static void every_allocation_may_fail(void **state)
{
    static const char *const clients[] = {
        "connection.discovery_key=a;credential.store_key=k",
        "connections.0.uri=unix:/a;connections.1.uri=unix:/b",
        "connections.0.host=127.0.0.1;connections.1.discovery_key=a",
        "connection.discovery_key=unknown",
        "credential.store_key=unknown",
        "connection.protocol=https;credentials.c.store_key=k",
        "connection.protocol=https;connection.discovery_key=p",
    };
    static const char *const servers[] = {
        "connection.discovery_key=a;credential.store_key=k",
        "connections.0.discovery_key=x;connections.0.port=0;connections.1.discovery_key=y;"
        "connections.1.host=h",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(clients); i++)
        for_each_failing_allocation(connect_as, (void *)clients[i]);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(servers); i++)
        for_each_failing_allocation(listen_as, (void *)servers[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
