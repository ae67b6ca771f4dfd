#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/capturing_logger.h"
#include "support/failing_allocator.h"
#include "support/raw_socket.h"
#include "support/streams.h"
#include "support/tls.h"

enum { PATIENCE_MS = 30000 };

/* A server whose files are replaced. */
static const tls_files replaced = {"replaced.key", "replaced.crt", NULL};

static void use_files(const char *key, const char *certificate)
{
    tls_copy(key, replaced.key);
    tls_copy(certificate, replaced.certificate);
}

typedef struct shared {
    streams streams; /* whose service is of TLS; its client is not used */
    capturing_logger logger;
    pipc_references *references;
} shared;

static int setup(void **state)
{
    static shared self;
    pipc_error *error = NULL;

    use_files("server.key", "server.crt");
    capturing_logger_init(&self.logger);
    assert_ok(pipc_references_new(&self.references, &error), error);
    assert_ok(pipc_references_put(self.references, "t:logger:t:t:1.0",
                                  &self.logger.logger.component, &error),
              error);
    pipc_grpc_service_init(&self.streams.service, &streams_desc);
    pipc_grpc_client_init(&self.streams.client, &streams_desc);
    assert_ok(tls_configure(&self.streams.service.component, 0, &replaced, "", &error), error);
    assert_ok(pipc_set_references(&self.streams.service.component, self.references, &error), error);
    assert_ok(pipc_open(&self.streams.service.component, NULL, &error), error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    shared *self = *state;

    pipc_dispose(&self->streams.client.component);
    pipc_dispose(&self->streams.service.component);
    pipc_references_free(self->references);
    pipc_dispose(&self->logger.logger.component);
    return 0;
}

static int port_of(shared *self)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->streams.service));
}

/* What `open` of a client comes to: a connection of its own, which is closed. */
static int connect_with(shared *self, const tls_files *files, int timeout_ms)
{
    pipc_grpc_client client;
    pipc_error *error = NULL;
    char more[64];
    int code;

    snprintf(more, sizeof more, ";options.connect_timeout=%d", timeout_ms);
    pipc_grpc_client_init(&client, &streams_desc);
    assert_ok(tls_configure(&client.component, port_of(self), files, more, &error), error);
    code = pipc_open(&client.component, NULL, NULL);
    pipc_dispose(&client.component);
    return code;
}

/* The same of one that trusts `ca`. */
static int try_to_connect(shared *self, const char *ca)
{
    return connect_with(self, &(tls_files){.ca = ca}, PATIENCE_MS);
}

static void open_client(shared *self)
{
    pipc_error *error = NULL;

    assert_ok(
        tls_configure(&self->streams.client.component, port_of(self), &tls_client, "", &error),
        error);
    assert_ok(pipc_open(&self->streams.client.component, NULL, &error), error);
}

static void replaced_files_are_for_those_who_come_later(void **state)
{
    shared *self = *state;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    open_client(self);
    stream = streams_open(&self->streams, CHAT, NULL);
    assert_ok(streams_send(stream, "before", &error), error);
    streams_expect(stream, "before");
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);

    use_files("server.key", "server_other.crt");
    assert_int_equal(try_to_connect(self, "other_ca.crt"), PIPC_OK);
    assert_ok(streams_send(stream, "after", &error), error);
    streams_expect(stream, "after");
    pipc_grpc_client_stream_free(stream);
    assert_int_equal(capturing_logger_count_with(&self->logger, "Changed files"), 0);
}

static void half_replaced_files_are_not_used(void **state)
{
    shared *self = *state;

    tls_copy("server_rsa.key", replaced.key);
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);
    if (PIPC_TEST_HAS_OPENSSL)
        assert_int_equal(capturing_logger_count_with(
                             &self->logger,
                             "WARN Changed files of credential are not used, those read before "
                             "stay in use | credential.ssl_crt_file is \""),
                         1);
    /* A new certificate for the new key: then they are. */
    tls_copy("server_rsa.crt", replaced.certificate);
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);
    use_files("server.key", "server_other.crt");
    assert_int_equal(try_to_connect(self, "other_ca.crt"), PIPC_OK);
}

static void files_that_are_gone_change_nothing(void **state)
{
    shared *self = *state;

    unlink(tls_path(replaced.key));
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);
    assert_int_equal(capturing_logger_count_with(&self->logger, "No such file or directory"), 1);
}

static void a_ca_that_is_replaced_is_no_longer_trusted(void **state)
{
    static const tls_files server = {"replaced.key", "replaced.crt", "replaced_ca.crt"};
    static const tls_files other = {"client.key", "client_other.crt", "ca.crt"};
    shared *self = *state;
    pipc_component *component = &self->streams.service.component;
    pipc_error *error = NULL;

    tls_copy("ca.crt", server.ca);
    assert_ok(pipc_close(component, NULL, &error), error);
    assert_ok(tls_configure(component, 0, &server, "", &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
    assert_int_equal(connect_with(self, &tls_mtls_client, PATIENCE_MS), PIPC_OK);
    assert_int_equal(connect_with(self, &other, 300), PIPC_E_NO_RESPONSE);
    tls_copy("other_ca.crt", server.ca);
    assert_int_equal(connect_with(self, &other, PATIENCE_MS), PIPC_OK);
    assert_int_equal(connect_with(self, &tls_mtls_client, 300), PIPC_E_NO_RESPONSE);
}

static void files_of_no_use_fail_open_until_they_are_mended(void **state)
{
    static const tls_files none = {"replaced.key", "garbage.pem", NULL};
    shared *self = *state;
    pipc_component *component = &self->streams.service.component;
    pipc_error *error = NULL;

    assert_ok(pipc_close(component, NULL, &error), error);
    assert_ok(tls_configure(component, 0, &none, "", &error), error);
    assert_error(pipc_open(component, NULL, &error), error, PIPC_E_FILE_ERROR, "BAD_CERTIFICATE",
                 "garbage.pem");
    assert_false(pipc_is_open(component));
    assert_ok(tls_configure(component, 0, &replaced, "", &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
    assert_int_equal(try_to_connect(self, "ca.crt"), PIPC_OK);
}

static void a_client_checks_its_own_files_at_open(void **state)
{
    static const tls_files bad = {"client.key", "garbage.pem", "ca.crt"};
    static const tls_files half = {"client.key", NULL, "ca.crt"};
    tests_echo_client client;
    pipc_component *component = &client.client.component;
    pipc_error *error = NULL;

    (void)state;
    tests_echo_client_init(&client);
    assert_error(tls_configure(component, 1, &half, "", &error), error, PIPC_E_MISCONFIGURATION,
                 "NO_SSL_CRT_FILE", "credential.ssl_crt_file is not set");
    assert_ok(tls_configure(component, 1, &bad, "", &error), error);
    assert_error(pipc_open(component, NULL, &error), error, PIPC_E_FILE_ERROR, "BAD_CERTIFICATE",
                 "garbage.pem");
    pipc_dispose(component);
}

/* --- without memory ------------------------------------------------------------------------- */

static int open_and_close(void *component)
{
    int code = pipc_open(component, NULL, NULL);
    int closed = pipc_close(component, NULL, NULL);

    assert_false(pipc_is_open(component));
    return code == PIPC_OK ? closed : code;
}

static int use_endpoint(void *more)
{
    pipc_grpc_endpoint endpoint;
    int code;

    pipc_grpc_endpoint_init(&endpoint);
    code = tls_configure(&endpoint.component, 0, &tls_mtls_server, more, NULL);
    if (code == PIPC_OK)
        code = open_and_close(&endpoint.component);
    pipc_dispose(&endpoint.component);
    return code;
}

static int use_client(void *data)
{
    tests_echo_client client;
    int code;

    (void)data;
    tests_echo_client_init(&client);
    code = tls_configure(&client.client.component, 1, &tls_mtls_client,
                         ";options.ssl_target_name_override=h", NULL);
    if (code == PIPC_OK)
        code = open_and_close(&client.client.component);
    pipc_dispose(&client.client.component);
    return code;
}

static void changed_files_are_read_when_there_is_memory_for_it_again(void **state)
{
    shared *self = *state;
    pipc_component *component = &self->streams.service.component;
    pipc_error *error = NULL;
    int fd;

    assert_ok(pipc_close(component, NULL, &error), error);
    failing_allocator_install();
    assert_ok(pipc_open(component, NULL, &error), error);
    use_files("server.key", "server_other.crt");
    failing_allocator_fail_at(1, true);
    fd = raw_socket_connect(port_of(self));
    raw_socket_send(fd, "no TLS", strlen("no TLS"));
    raw_socket_expect_end(fd);
    assert_true(failing_allocator_has_failed());
    failing_allocator_fail_at(0, false);
    assert_int_equal(try_to_connect(self, "other_ca.crt"), PIPC_OK);
    assert_ok(pipc_close(component, NULL, &error), error);
    failing_allocator_remove();
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    for_each_failing_allocation(use_endpoint, (char[]){""});
    for_each_failing_allocation(use_endpoint, (char[]){";connections.0.uri=https://127.0.0.1:0"
                                                       ";connections.1.uri=https://127.0.0.1:0"});
    for_each_failing_allocation(use_client, NULL);
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(replaced_files_are_for_those_who_come_later),
        A_TEST(half_replaced_files_are_not_used),
        A_TEST(files_that_are_gone_change_nothing),
        A_TEST(a_ca_that_is_replaced_is_no_longer_trusted),
        A_TEST(files_of_no_use_fail_open_until_they_are_mended),
        cmocka_unit_test(a_client_checks_its_own_files_at_open),
        A_TEST(changed_files_are_read_when_there_is_memory_for_it_again),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
