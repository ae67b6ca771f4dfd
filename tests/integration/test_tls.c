#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/capturing_logger.h"
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

static void keys_of_each_kind_serve(void **state)
{
    static const tls_files servers[] = {
        {"server.key", "server.crt", NULL},
        {"server_rsa.key", "server_rsa.crt", NULL},
        {"server.key", "chain.crt", NULL},
    };

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(servers); i++) {
        tests_echo_client client;

        print_message("  %s\n", servers[i].certificate);
        tls_echo_open(*state, &servers[i]);
        tls_client_open(&client, echo_port(*state), &tls_client, "");
        echo_client_check(&client, "by TLS");
        pipc_dispose(&client.client.component);
        teardown(state);
        echo_init(*state);
    }
}

static void both_sides_may_show_certificates(void **state)
{
    tests_echo_client client;

    tls_echo_open(*state, &tls_mtls_server);
    tls_client_open(&client, echo_port(*state), &tls_mtls_client, "");
    echo_client_check(&client, "mutual");
    pipc_dispose(&client.client.component);
}

static void a_uri_may_be_of_https(void **state)
{
    tests_echo_client client;
    char more[64];

    tls_echo_open(*state, &tls_server);
    snprintf(more, sizeof more, ";connection.uri=https://localhost:%d", echo_port(*state));
    tls_client_open(&client, 1, &tls_client, more);
    echo_client_check(&client, "by a uri");
    pipc_dispose(&client.client.component);
    snprintf(more, sizeof more, ";connection.uri=ipv4:127.0.0.1:%d", echo_port(*state));
    tls_client_open(&client, 1, &tls_client, more);
    echo_client_check(&client, "by one of the core's");
    pipc_dispose(&client.client.component);
}

static void another_name_may_be_expected(void **state)
{
    static const tls_files elsewhere = {"server.key", "elsewhere.crt", NULL};
    tests_echo_client client;

    tls_echo_open(*state, &elsewhere);
    tls_client_open(&client, echo_port(*state), &tls_client,
                    ";options.ssl_target_name_override=elsewhere.test");
    echo_client_check(&client, "elsewhere");
    pipc_dispose(&client.client.component);
}

/* --- who is refused ------------------------------------------------------------------------- */

typedef struct refusal {
    tls_files server;
    tls_files client;
    const char *text;
    const char *cause;
} refusal;

static const refusal refusals[] = {
    {{"server.key", "server.crt", NULL},
     {NULL, NULL, "other_ca.crt"},
     "certificate verify failed",
     "signed by no CA that is trusted here"},
    {{"server.key", "leaf.crt", NULL},
     {NULL, NULL, "ca.crt"},
     "certificate verify failed",
     "signed by no CA that is trusted here"},
    {{"server.key", "elsewhere.crt", NULL},
     {NULL, NULL, "ca.crt"},
     "Peer name 127.0.0.1 is not in peer certificate",
     "for other names"},
    {{"server.key", "server.crt", "ca.crt"},
     {NULL, NULL, "ca.crt"},
     "",
     "it may want a certificate of the client"},
    {{"server.key", "server.crt", "ca.crt"},
     {"client.key", "client_other.crt", "ca.crt"},
     "",
     "trust the one it was given not"},
};

static void assert_call_refused(int port, const refusal *row)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int code;

    tls_client_open(&client, port, &row->client, "");
    code = echo_client_say(&client, NULL, "no", &error);
    assert_non_null(pipc_error_cause(error));
    assert_non_null(strstr(pipc_error_cause(error), row->cause));
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", row->text);
    pipc_dispose(&client.client.component);
}

static int open_in_vain(int port, const tls_files *files, int timeout_ms, pipc_error **error)
{
    tests_echo_client client;
    char more[64];
    int code;

    snprintf(more, sizeof more, ";options.connect_timeout=%d", timeout_ms);
    tests_echo_client_init(&client);
    assert_ok(tls_configure(&client.client.component, port, files, more, error), *error);
    code = pipc_open(&client.client.component, NULL, error);
    assert_false(pipc_is_open(&client.client.component));
    pipc_dispose(&client.client.component);
    return code;
}

/* There is a cause when an attempt has failed, for which the first timeout may be too short. */
static void assert_open_refused(int port, const refusal *row)
{
    enum { LONGEST_MS = 20000 };
    pipc_error *error = NULL;
    int timeout_ms = 500;
    int code = open_in_vain(port, &row->client, timeout_ms, &error);

    while (pipc_error_cause(error) == NULL && timeout_ms < LONGEST_MS) {
        pipc_error_free(error);
        error = NULL;
        timeout_ms *= 2;
        code = open_in_vain(port, &row->client, timeout_ms, &error);
    }
    assert_non_null(pipc_error_cause(error));
    assert_non_null(strstr(pipc_error_cause(error), row->cause));
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", row->text);
}

static void who_is_not_trusted_is_refused_with_the_reason(void **state)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(refusals); i++) {
        print_message("  %s, %s\n", refusals[i].server.certificate, refusals[i].cause);
        tls_echo_open(*state, &refusals[i].server);
        assert_call_refused(echo_port(*state), &refusals[i]);
        assert_open_refused(echo_port(*state), &refusals[i]);
        assert_string_equal(echo_look(*state).peer, "");
        teardown(state);
        echo_init(*state);
    }
}

static void a_client_of_plain_text_is_told_of_tls(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int code;

    tls_echo_open(*state, &tls_server);
    echo_client_open(&client, echo_port(*state), "");
    code = echo_client_say(&client, NULL, "no", &error);
    assert_non_null(strstr(pipc_error_cause(error), "connection.protocol https"));
    assert_error(code, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "");
    pipc_dispose(&client.client.component);
}

static void a_client_of_tls_is_told_of_plain_text(void **state)
{
    const refusal row = {.client = tls_client, .text = "", .cause = "does not speak TLS"};

    echo_open(*state);
    assert_call_refused(echo_port(*state), &row);
    assert_open_refused(echo_port(*state), &row);
}

/* --- without TLS ---------------------------------------------------------------------------- */

static void files_without_effect_are_warned_of(void **state)
{
    tests_echo_client client;
    capturing_logger logger;
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    echo_open(*state);
    capturing_logger_init(&logger);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "t:logger:t:t:1.0", &logger.logger.component, &error),
              error);
    tests_echo_client_init(&client);
    configure_component(&client.client.component, "credential.ssl_ca_file=nowhere");
    assert_ok(pipc_set_references(&client.client.component, references, &error), error);
    assert_ok(pipc_open(&client.client.component, NULL, &error), error);
    assert_int_equal(capturing_logger_count_with(
                         &logger, "WARN credential.ssl_ca_file is set, but has no effect"),
                     1);
    pipc_dispose(&client.client.component);
    pipc_references_free(references);
    pipc_dispose(&logger.logger.component);
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(keys_of_each_kind_serve),
        A_TEST(both_sides_may_show_certificates),
        A_TEST(a_uri_may_be_of_https),
        A_TEST(another_name_may_be_expected),
        A_TEST(who_is_not_trusted_is_refused_with_the_reason),
        A_TEST(a_client_of_plain_text_is_told_of_tls),
        A_TEST(a_client_of_tls_is_told_of_plain_text),
        A_TEST(files_without_effect_are_warned_of),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
