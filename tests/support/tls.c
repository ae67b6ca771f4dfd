#include "support/cmocka.h"

#include "support/tls.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const tls_files tls_server = {.key = "server.key", .certificate = "server.crt"};
const tls_files tls_client = {.ca = "ca.crt"};
const tls_files tls_mtls_server = {
    .key = "server.key", .certificate = "server.crt", .ca = "ca.crt"};
const tls_files tls_mtls_client = {
    .key = "client.key", .certificate = "client.crt", .ca = "ca.crt"};

bool tls_has_certificates(void)
{
    if (access(PIPC_TEST_CERTIFICATES "/complete", R_OK) == 0)
        return true;
    puts("skipped: needs certificates, which the test `certificates` makes with openssl");
    return false;
}

const char *tls_path(const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % PIPC_ARRAY_SIZE(paths)];

    snprintf(path, sizeof paths[0], "%s%s", name[0] == '/' ? "" : PIPC_TEST_CERTIFICATES "/", name);
    return path;
}

void tls_copy(const char *name, const char *copy_name)
{
    char temporary[512];
    char text[8192];
    FILE *from = fopen(tls_path(name), "r");
    FILE *to;
    size_t length;

    snprintf(temporary, sizeof temporary, "%s.new", tls_path(copy_name));
    to = fopen(temporary, "w");
    assert_non_null(from);
    assert_non_null(to);
    length = fread(text, 1, sizeof text, from);
    assert_in_range(length, 1, sizeof text - 1);
    assert_int_equal(fwrite(text, 1, length, to), length);
    assert_int_equal(fclose(to), 0);
    fclose(from);
    assert_int_equal(rename(temporary, tls_path(copy_name)), 0);
}

static void append(char *config, size_t size, const char *key, const char *file)
{
    size_t length = strlen(config);

    if (file != NULL)
        snprintf(config + length, size - length, ";credential.%s=%s", key, tls_path(file));
}

int tls_configure(pipc_component *component, int port, const tls_files *files, const char *more,
                  pipc_error **error)
{
    char config[4096];
    pipc_config_params *params = NULL;
    int code;

    snprintf(config, sizeof config,
             "connection.protocol=https;connection.host=127.0.0.1;connection.port=%d%s", port,
             more);
    append(config, sizeof config, "ssl_key_file", files->key);
    append(config, sizeof config, "ssl_crt_file", files->certificate);
    append(config, sizeof config, "ssl_ca_file", files->ca);
    code = pipc_config_params_from_string(config, &params, error);
    if (code == PIPC_OK)
        code = pipc_configure(component, params, error);
    pipc_config_params_free(params);
    return code;
}

void tls_echo_open(echo *self, const tls_files *files)
{
    pipc_component *component = &self->service.service.component;
    pipc_error *error = NULL;

    assert_ok(tls_configure(component, 0, files, "", &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
}

void tls_client_open(tests_echo_client *self, int port, const tls_files *files, const char *more)
{
    pipc_component *component = &self->client.component;
    pipc_error *error = NULL;

    tests_echo_client_init(self);
    assert_ok(tls_configure(component, port, files, more, &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
}
