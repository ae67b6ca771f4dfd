#include "support/cmocka.h"

#include <pipc/config_params.h>

#include "connect/connect_settings.h"
#include "connect/credential.h"
#include "support/failing_allocator.h"

static int resolve(const char *line, pipc__credential *out, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, error);

    if (code == PIPC_OK)
        code = pipc__credential_resolve(config, out, error);
    pipc_config_params_free(config);
    return code;
}

static void assert_text_or_null(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void the_files_are_those_that_are_named(void **state)
{
    static const struct {
        const char *config;
        pipc__credential expected;
        const char *any;
    } rows[] = {
        {"", {.section = (char *)"credential"}, NULL},
        {"credential.ssl_key_file=k;credential.ssl_crt_file=c;credential.ssl_ca_file=a",
         {.section = (char *)"credential",
          .key_file = (char *)"k",
          .certificate_file = (char *)"c",
          .ca_file = (char *)"a"},
         "ssl_key_file"},
        {"credential.ssl_crt_file=c",
         {.section = (char *)"credential", .certificate_file = (char *)"c"},
         "ssl_crt_file"},
        {"credential.ssl_ca_file=no;credentials.tls.ssl_ca_file=a",
         {.section = (char *)"credentials.tls", .ca_file = (char *)"a"},
         "ssl_ca_file"},
        {"credential.store_key=k;credential.ssl_ca_file=a",
         {.section = (char *)"credential", .ca_file = (char *)"a", .is_stored = true},
         "ssl_ca_file"},
        {"options.ssl_target_name_override=h",
         {.section = (char *)"credential", .server_name = (char *)"h"},
         NULL},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__credential credential = {.section = NULL};
        pipc_error *error = NULL;

        print_message("  %s\n", rows[i].config);
        assert_ok(resolve(rows[i].config, &credential, &error), error);
        assert_text_or_null(credential.section, rows[i].expected.section);
        assert_text_or_null(credential.key_file, rows[i].expected.key_file);
        assert_text_or_null(credential.certificate_file, rows[i].expected.certificate_file);
        assert_text_or_null(credential.ca_file, rows[i].expected.ca_file);
        assert_text_or_null(credential.server_name, rows[i].expected.server_name);
        assert_int_equal(credential.is_stored, rows[i].expected.is_stored);
        assert_text_or_null(pipc__credential_any_file(&credential), rows[i].any);
        pipc__credential_dispose(&credential);
        pipc__credential_dispose(&credential);
    }
}

static void what_cannot_be_resolved_is_named(void **state)
{
    pipc__credential credential = {.section = NULL};
    pipc_error *error = NULL;

    (void)state;
    assert_error(
        resolve("credentials.a.ssl_ca_file=f;credentials.b.ssl_ca_file=f", &credential, &error),
        error, PIPC_E_MISCONFIGURATION, "MULTIPLE_CREDENTIALS",
        "credentials holds 2 sections (a, b), expected one");
    assert_null(credential.section);
}

static void assert_checked(const char *line, bool listens, const char *code, const char *text)
{
    pipc__credential credential = {.section = NULL};
    pipc_error *error = NULL;

    assert_ok(resolve(line, &credential, &error), error);
    if (code == NULL)
        assert_ok(pipc__credential_check(&credential, listens, &error), error);
    else
        assert_error(pipc__credential_check(&credential, listens, &error), error,
                     PIPC_E_MISCONFIGURATION, code, text);
    pipc__credential_dispose(&credential);
}

static void a_server_needs_key_and_certificate(void **state)
{
    (void)state;
    assert_checked("credential.ssl_key_file=k;credential.ssl_crt_file=c", true, NULL, NULL);
    assert_checked("", true, "NO_SSL_KEY_FILE", "credential.ssl_key_file is not set");
    assert_checked("credential.ssl_key_file=k", true, "NO_SSL_CRT_FILE",
                   "credential.ssl_crt_file is not set");
    assert_checked("credentials.t.ssl_crt_file=c", true, "NO_SSL_KEY_FILE",
                   "credentials.t.ssl_key_file is not set");
}

static void a_client_needs_both_or_neither(void **state)
{
    (void)state;
    assert_checked("", false, NULL, NULL);
    assert_checked("credential.ssl_ca_file=a", false, NULL, NULL);
    assert_checked("credential.ssl_key_file=k;credential.ssl_crt_file=c", false, NULL, NULL);
    assert_checked("credential.ssl_key_file=k", false, "NO_SSL_CRT_FILE",
                   "credential.ssl_crt_file is not set");
    assert_checked("credential.ssl_crt_file=c", false, "NO_SSL_KEY_FILE",
                   "credential.ssl_key_file is not set");
}

static int configure(void *line)
{
    static const pipc__connection_defaults defaults = {.host = "localhost", .port = 3000};
    pipc__connect_settings settings = {.config = NULL};
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, NULL);

    if (code == PIPC_OK)
        code = pipc__connect_settings_configure(&settings, config, &defaults, NULL);
    pipc_config_params_free(config);
    pipc__connect_settings_dispose(&settings);
    /* What is refused for other reasons is refused without a trace too. */
    return code == PIPC_E_MISCONFIGURATION || code == PIPC_E_INTERNAL ? PIPC_OK : code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    static char lines[][160] = {
        "connection.protocol=https;credential.ssl_key_file=k;credential.ssl_crt_file=c",
        "credential.ssl_ca_file=a;options.ssl_target_name_override=h",
        "connection.uri=https://h;credentials.a.ssl_ca_file=f",
        "credentials.a.ssl_ca_file=f;credentials.b.ssl_ca_file=f;credentials.c.ssl_ca_file=f",
        "credential.store_key=k",
        "connection.protocol=https;credential.ssl_key_file=k",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        for_each_failing_allocation(configure, lines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_are_those_that_are_named),
        cmocka_unit_test(what_cannot_be_resolved_is_named),
        cmocka_unit_test(a_server_needs_key_and_certificate),
        cmocka_unit_test(a_client_needs_both_or_neither),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
