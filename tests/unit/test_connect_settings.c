#include "connect/connect_settings.h"

#include <pipc/credential_store.h>
#include <pipc/discovery.h>

#include "connect/announcement.h"
#include "support/cmocka.h"
#include "support/echo.h"

static const pipc__connection_defaults server = {.host = "0.0.0.0", .port = 3000, .listens = true};
static const pipc__connection_defaults client = {.host = "localhost", .port = 3000};

/* Settings whose references hold two discoveries and two credential stores. */
typedef struct fixture {
    pipc_memory_discovery discoveries[2];
    pipc_memory_credential_store stores[2];
    pipc_references *references;
    pipc__connect_settings settings;
} fixture;

static void put(fixture *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

static int setup(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    self = (fixture){.references = NULL};
    assert_ok(pipc_references_new(&self.references, &error), error);
    for (size_t i = 0; i < 2; i++) {
        pipc_memory_discovery_init(&self.discoveries[i]);
        pipc_memory_credential_store_init(&self.stores[i]);
    }
    put(&self, "t:discovery:memory:two:1.0", &self.discoveries[1].discovery.component);
    put(&self, "t:discovery:memory:one:1.0", &self.discoveries[0].discovery.component);
    put(&self, "t:credential-store:memory:two:1.0", &self.stores[1].credential_store.component);
    put(&self, "t:credential-store:memory:one:1.0", &self.stores[0].credential_store.component);
    assert_ok(pipc__connect_settings_set_references(&self.settings, self.references, &error),
              error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    fixture *self = *state;

    pipc__connect_settings_dispose(&self->settings);
    for (size_t i = 0; i < 2; i++) {
        pipc_dispose(&self->discoveries[i].discovery.component);
        pipc_dispose(&self->stores[i].credential_store.component);
    }
    pipc_references_free(self->references);
    return 0;
}

static void configure(fixture *self, const char *line, const pipc__connection_defaults *defaults)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &config, &error), error);
    assert_ok(pipc__connect_settings_configure(&self->settings, config, defaults, &error), error);
    pipc_config_params_free(config);
}

static void know(fixture *self, size_t index, const char *line)
{
    configure_component(&self->discoveries[index].discovery.component, line);
}

static void keep(fixture *self, size_t index, const char *line)
{
    configure_component(&self->stores[index].credential_store.component, line);
}

static void assert_target(fixture *self, const char *line,
                          const pipc__connection_defaults *defaults, const char *target)
{
    pipc_error *error = NULL;

    configure(self, line, defaults);
    assert_ok(pipc__connect_settings_resolve(&self->settings, defaults, NULL, &error), error);
    assert_string_equal(self->settings.connection.target, target);
}

static void assert_refused(fixture *self, const char *line,
                           const pipc__connection_defaults *defaults, int category,
                           const char *code, const char *message)
{
    pipc_error *error = NULL;

    configure(self, line, defaults);
    assert_error(pipc__connect_settings_resolve(&self->settings, defaults, NULL, &error), error,
                 category, code, message);
}

/* --- discovery ------------------------------------------------------------------------------ */

static void a_key_is_looked_up(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.host=h;a.port=1;b.uri=unix:/b");
    assert_target(self, "connection.discovery_key=a", &client, "h:1");
    assert_target(self, "connection.discovery_key=b", &client, "unix:/b");
    assert_target(self, "connection.discovery_key=a;connection.host=x;connection.port=2", &client,
                  "h:1");
}

static void what_is_not_known_is_as_configured(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.host=h");
    assert_target(self, "connection.discovery_key=a;connection.port=2", &client, "h:2");
}

static void a_client_takes_all_that_all_know(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.connections.0.host=127.0.0.1;a.connections.1.host=127.0.0.2");
    know(self, 1, "a.host=127.0.0.3;b.host=127.0.0.9");
    assert_target(self, "connection.discovery_key=a;connection.port=1", &client,
                  "ipv4:127.0.0.1:1,127.0.0.2:1,127.0.0.3:1");
    assert_target(self, "connections.0.discovery_key=b;connections.1.host=127.0.0.8", &client,
                  "ipv4:127.0.0.9:3000,127.0.0.8:3000");
    assert_string_equal(self->settings.connection.authority, "127.0.0.9:3000");
    assert_string_equal(self->settings.connection.uri,
                        "http://127.0.0.9:3000, http://127.0.0.8:3000");
}

static void an_unknown_key_is_an_error_that_names_all_who_were_asked(void **state)
{
    fixture *self = *state;

    know(self, 0, "b.host=h");
    assert_refused(self, "connection.discovery_key=a", &client, PIPC_E_MISCONFIGURATION,
                   "NO_CONNECTION",
                   "connection.discovery_key is \"a\", which nobody knows; asked: "
                   "t:discovery:memory:one:1.0, t:discovery:memory:two:1.0");
    assert_refused(self, "connections.x.discovery_key=a;connections.y.host=h", &client,
                   PIPC_E_MISCONFIGURATION, "NO_CONNECTION", "connections.x.discovery_key");
    assert_refused(self, "connection.discovery_key=a", &server, PIPC_E_MISCONFIGURATION,
                   "NO_CONNECTION", "");
}

static void without_a_discovery_the_error_names_what_is_missing(void **state)
{
    fixture *self = *state;

    pipc__connect_settings_unset_references(&self->settings);
    assert_refused(self, "connection.discovery_key=a", &client, PIPC_E_INTERNAL, "REF_ERROR",
                   "connection.discovery_key is \"a\", but references hold no *:discovery:*:*:*");
    assert_refused(self, "connection.discovery_key=a;connection.port=1", &server, PIPC_E_INTERNAL,
                   "REF_ERROR", "");
    assert_refused(
        self, "credential.store_key=a", &client, PIPC_E_INTERNAL, "REF_ERROR",
        "credential.store_key is \"a\", but references hold no *:credential-store:*:*:*");
}

static void what_a_discovery_says_must_make_sense(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.port=x;b.connections.0.uri=unix:/b;b.connections.1.host=h");
    assert_refused(self, "connection.discovery_key=a", &client, PIPC_E_MISCONFIGURATION, "BAD_PORT",
                   "connection.port is \"x\"");
    assert_refused(self, "connection.discovery_key=b", &client, PIPC_E_MISCONFIGURATION,
                   "MIXED_CONNECTIONS", "");
}

static void what_a_discovery_says_may_be_of_tls(void **state)
{
    fixture *self = *state;

    know(self, 0, "s.protocol=https;s.host=h;u.uri=https://h:1;p.protocol=http;p.host=h;n.host=h");
    assert_target(self, "connection.discovery_key=s", &client, "h:3000");
    assert_true(self->settings.connection.secure);
    assert_target(self, "connection.discovery_key=u", &client, "h:1");
    assert_true(self->settings.connection.secure);
    assert_target(self, "connection.discovery_key=n;connection.protocol=https", &client, "h:3000");
    assert_true(self->settings.connection.secure);
    assert_target(self, "connection.discovery_key=p", &client, "h:3000");
    assert_false(self->settings.connection.secure);
}

static void a_discovery_does_not_turn_https_into_plain_text(void **state)
{
    fixture *self = *state;

    know(self, 0, "p.protocol=http;p.host=h;u.uri=http://h");
    assert_refused(self, "connection.discovery_key=p;connection.protocol=https", &client,
                   PIPC_E_MISCONFIGURATION, "WRONG_PROTOCOL",
                   "connection.protocol is https, but discovery_key \"p\" stands for http");
    assert_refused(self, "connection.discovery_key=u;connection.protocol=https", &client,
                   PIPC_E_MISCONFIGURATION, "BAD_URI", "begins with http:");
    know(self, 1, "m.protocol=https;m.host=h");
    assert_refused(self, "connections.0.discovery_key=m;connections.1.host=h", &client,
                   PIPC_E_MISCONFIGURATION, "MIXED_CONNECTIONS", "");
}

static void a_server_listens_where_it_is_told_or_else_where_the_key_says(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.host=h;a.port=1");
    assert_target(self, "connection.discovery_key=a", &server, "h:1");
    assert_null(self->settings.connection.next);
    assert_target(self, "connection.discovery_key=a;connection.port=7", &server, "0.0.0.0:7");
    assert_target(self, "connection.discovery_key=new;connection.host=x", &server, "x:3000");
}

static void assert_known(fixture *self, size_t index, const char *key, const char *host,
                         const char *port)
{
    pipc_config_params *found = NULL;
    pipc_error *error = NULL;

    assert_ok(
        pipc_discovery_resolve_one(&self->discoveries[index].discovery, NULL, key, &found, &error),
        error);
    if (host == NULL) {
        assert_null(found);
        return;
    }
    assert_string_equal(pipc_config_params_get(found, "host"), host);
    assert_string_equal(pipc_config_params_get(found, "port"), port);
    pipc_config_params_free(found);
}

static void a_server_is_announced_while_it_is_open(void **state)
{
    static const int ports[] = {4711, 0};
    fixture *self = *state;
    pipc_error *error = NULL;

    know(self, 1, "known.host=h");
    configure(self,
              "connections.0.discovery_key=a;connections.0.host=x;connections.0.port=0;"
              "connections.1.discovery_key=known",
              &server);
    assert_ok(pipc__announce(&self->settings, ports, NULL, &error), error);
    assert_known(self, 0, "a", "x", "4711");
    assert_known(self, 1, "a", "x", "4711");
    assert_known(self, 0, "known", NULL, NULL);
    assert_ok(pipc__unannounce(&self->settings, ports, NULL, &error), error);
    assert_known(self, 0, "a", NULL, NULL);
    assert_known(self, 1, "a", NULL, NULL);
}

/* --- credentials ---------------------------------------------------------------------------- */

static void a_credential_is_looked_up(void **state)
{
    static const char config[] = "credential.store_key=k;credential.ssl_key_file=old;"
                                 "credential.ssl_ca_file=ca;options.timeout=1";
    fixture *self = *state;
    const pipc_config_params *resolved;

    keep(self, 1, "k.ssl_key_file=key;k.ssl_crt_file=crt");
    assert_target(self, config, &client, "localhost:3000");
    resolved = self->settings.resolved;
    assert_string_equal(pipc_config_params_get(resolved, "credential.ssl_key_file"), "key");
    assert_string_equal(pipc_config_params_get(resolved, "credential.ssl_crt_file"), "crt");
    assert_string_equal(pipc_config_params_get(resolved, "credential.ssl_ca_file"), "ca");
    assert_string_equal(pipc_config_params_get(resolved, "options.timeout"), "1");
    assert_string_equal(pipc_config_params_get(self->settings.config, "credential.ssl_key_file"),
                        "old");
}

static void a_credential_of_another_section_is_looked_up_for_that(void **state)
{
    fixture *self = *state;

    keep(self, 0, "k.ssl_ca_file=ca");
    assert_target(self,
                  "connection.protocol=https;credentials.tls.store_key=k;"
                  "credentials.tls.ssl_crt_file=crt;credential.ssl_key_file=no",
                  &server, "0.0.0.0:3000");
    assert_string_equal(self->settings.credential.section, "credentials.tls");
    assert_string_equal(self->settings.credential.ca_file, "ca");
    assert_string_equal(self->settings.credential.certificate_file, "crt");
    assert_null(self->settings.credential.key_file);
    assert_refused(self, "credentials.tls.store_key=unknown", &client, PIPC_E_MISCONFIGURATION,
                   "NO_CREDENTIAL", "credentials.tls.store_key is \"unknown\"");
}

static void the_first_store_that_knows_the_key_counts(void **state)
{
    fixture *self = *state;

    keep(self, 0, "k.ssl_key_file=first");
    keep(self, 1, "k.ssl_key_file=second");
    assert_target(self, "credential.store_key=k", &client, "localhost:3000");
    assert_string_equal(pipc_config_params_get(self->settings.resolved, "credential.ssl_key_file"),
                        "first");
}

static void an_unknown_credential_is_an_error_that_names_all_who_were_asked(void **state)
{
    assert_refused(*state, "credential.store_key=k", &server, PIPC_E_MISCONFIGURATION,
                   "NO_CREDENTIAL",
                   "credential.store_key is \"k\", which nobody knows; asked: "
                   "t:credential-store:memory:one:1.0, t:credential-store:memory:two:1.0");
}

static void a_credential_can_be_stored_later(void **state)
{
    fixture *self = *state;
    pipc_config_params *credential = NULL;
    pipc_config_params *found = NULL;
    pipc_error *error = NULL;
    pipc_credential_store *store = &self->stores[0].credential_store;

    assert_ok(pipc_config_params_from_string("ssl_key_file=f", &credential, &error), error);
    assert_ok(pipc_credential_store_store(store, NULL, "new", credential, &error), error);
    assert_ok(pipc_credential_store_lookup(store, NULL, "new", &found, &error), error);
    assert_string_equal(pipc_config_params_get(found, "ssl_key_file"), "f");
    pipc_config_params_free(found);
    pipc_config_params_free(credential);
}

/* --- both ----------------------------------------------------------------------------------- */

static void a_failed_lookup_leaves_what_was_there(void **state)
{
    fixture *self = *state;

    know(self, 0, "a.host=h");
    assert_target(self, "connection.discovery_key=a", &client, "h:3000");
    assert_refused(self, "connection.discovery_key=b", &client, PIPC_E_MISCONFIGURATION,
                   "NO_CONNECTION", "");
    assert_string_equal(self->settings.connection.target, "h:3000");
}

static void other_components_are_no_stores(void **state)
{
    pipc_logger logger;
    pipc_memory_discovery *discovery = &((fixture *)*state)->discoveries[0];

    pipc_null_logger_init(&logger);
    assert_null(pipc_discovery_from_component(&logger.component));
    assert_null(pipc_credential_store_from_component(&logger.component));
    assert_ptr_equal(pipc_discovery_from_component(&discovery->discovery.component),
                     &discovery->discovery);
    pipc_dispose(&logger.component);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_is_looked_up),
        TEST(what_is_not_known_is_as_configured),
        TEST(a_client_takes_all_that_all_know),
        TEST(an_unknown_key_is_an_error_that_names_all_who_were_asked),
        TEST(without_a_discovery_the_error_names_what_is_missing),
        TEST(what_a_discovery_says_must_make_sense),
        TEST(what_a_discovery_says_may_be_of_tls),
        TEST(a_discovery_does_not_turn_https_into_plain_text),
        TEST(a_server_listens_where_it_is_told_or_else_where_the_key_says),
        TEST(a_server_is_announced_while_it_is_open),
        TEST(a_credential_is_looked_up),
        TEST(a_credential_of_another_section_is_looked_up_for_that),
        TEST(the_first_store_that_knows_the_key_counts),
        TEST(an_unknown_credential_is_an_error_that_names_all_who_were_asked),
        TEST(a_credential_can_be_stored_later),
        TEST(a_failed_lookup_leaves_what_was_there),
        TEST(other_components_are_no_stores),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
