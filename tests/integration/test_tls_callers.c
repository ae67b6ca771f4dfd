#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/tls.h"

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

/* What the handler saw of the caller; read when the service is closed. */
static struct {
    bool authenticated;
    char identity[64];
    char common_name[64];
    char alternative_names[2][64];
    bool has_third_name;
    char security_type[16];
    bool has_certificate;
} caller;

static void keep(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text == NULL ? "(none)" : text);
}

static int look_at_caller(pipc_call *call, pipc_error **error)
{
    static const char names[] = "x509_subject_alternative_name";
    const char *certificate = pipc_call_auth_property(call, "x509_pem_cert", 0);

    (void)error;
    caller.authenticated = pipc_call_is_authenticated(call);
    keep(caller.identity, sizeof caller.identity, pipc_call_peer_identity(call));
    keep(caller.common_name, sizeof caller.common_name,
         pipc_call_auth_property(call, "x509_common_name", 0));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(caller.alternative_names); i++)
        keep(caller.alternative_names[i], sizeof caller.alternative_names[i],
             pipc_call_auth_property(call, names, i));
    caller.has_third_name = pipc_call_auth_property(call, names, 2) != NULL;
    keep(caller.security_type, sizeof caller.security_type,
         pipc_call_auth_property(call, "transport_security_type", 0));
    caller.has_certificate =
        certificate != NULL && strstr(certificate, "-----BEGIN CERTIFICATE-----") != NULL;
    assert_null(pipc_call_auth_property(call, "no such property", 0));
    return PIPC_OK;
}

/* Calls, and closes the service: then its threads are gone, and what they wrote can be read. */
static void call_once(echo *service, tests_echo_client *client)
{
    pipc_error *error = NULL;

    echo_client_check(client, "");
    pipc_dispose(&client->client.component);
    assert_ok(pipc_close(&service->service.service.component, NULL, &error), error);
}

static void call_with(echo *service, const tls_files *server, const tls_files *files)
{
    tests_echo_client client;

    memset(&caller, 0, sizeof caller);
    echo_set_say(service, look_at_caller);
    tls_echo_open(service, server);
    tls_client_open(&client, echo_port(service), files, "");
    call_once(service, &client);
}

static void a_handler_sees_who_calls(void **state)
{
    call_with(*state, &tls_mtls_server, &tls_mtls_client);
    assert_true(caller.authenticated);
    assert_string_equal(caller.identity, "client.test");
    assert_string_equal(caller.common_name, "client of test");
    assert_string_equal(caller.alternative_names[0], "client.test");
    assert_string_equal(caller.alternative_names[1], "spiffe://test/client");
    assert_false(caller.has_third_name);
    assert_string_equal(caller.security_type, "ssl");
    assert_true(caller.has_certificate);
}

static void a_caller_without_alternative_names_has_its_common_one(void **state)
{
    static const tls_files plain = {"client.key", "client_plain.crt", "ca.crt"};

    call_with(*state, &tls_mtls_server, &plain);
    assert_true(caller.authenticated);
    assert_string_equal(caller.identity, "plain");
    assert_string_equal(caller.alternative_names[0], "(none)");
}

static void a_name_is_not_cut_at_a_zero(void **state)
{
    static const tls_files cut = {"client.key", "client_cut.crt", "ca.crt"};

    call_with(*state, &tls_mtls_server, &cut);
    assert_true(caller.authenticated);
    assert_string_equal(caller.identity, "(none)");
    assert_string_equal(caller.alternative_names[0], "(none)");
    assert_string_equal(caller.common_name, "cut");
}

static void who_shows_no_certificate_is_nobody(void **state)
{
    call_with(*state, &tls_server, &tls_client);
    assert_false(caller.authenticated);
    assert_string_equal(caller.identity, "(none)");
    assert_string_equal(caller.common_name, "(none)");
    assert_string_equal(caller.security_type, "ssl");
}

static void over_plain_text_everybody_is_nobody(void **state)
{
    echo *service = *state;
    tests_echo_client client;

    echo_set_say(service, look_at_caller);
    echo_open(service);
    echo_client_open(&client, echo_port(service), "");
    call_once(service, &client);
    assert_false(caller.authenticated);
    assert_string_equal(caller.identity, "(none)");
    assert_string_equal(caller.security_type, "insecure");
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(a_handler_sees_who_calls),
        A_TEST(a_caller_without_alternative_names_has_its_common_one),
        A_TEST(a_name_is_not_cut_at_a_zero),
        A_TEST(who_shows_no_certificate_is_nobody),
        A_TEST(over_plain_text_everybody_is_nobody),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
