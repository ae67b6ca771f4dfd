#include "support/cmocka.h"

#include <string.h>

#include "support/resolving.h"

typedef struct good_row {
    const char *config;
    const char *target;
    const char *uri; /* NULL: "http://" and the target */
    const char *host;
    int port;
} good_row;

static void assert_text_or_null(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void assert_resolved_as(const good_row *row, const pipc__connection_defaults *defaults,
                               bool secure)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    print_message("  %s\n", row->config);
    assert_ok(resolving_resolve(row->config, defaults, &connection, &error), error);
    assert_string_equal(connection.target, row->target);
    if (row->uri == NULL) {
        assert_int_equal(strncmp(connection.uri, "http://", 7), 0);
        assert_string_equal(connection.uri + 7, row->target);
    } else {
        assert_string_equal(connection.uri, row->uri);
    }
    assert_text_or_null(connection.host, row->host);
    assert_int_equal(connection.port, row->port);
    assert_int_equal(connection.secure, secure);
    pipc__connection_dispose(&connection);
    assert_null(connection.target);
}

static void assert_resolved(const good_row *row, const pipc__connection_defaults *defaults)
{
    assert_resolved_as(row, defaults, false);
}

static void a_server_listens_where_it_is_told(void **state)
{
    static const good_row rows[] = {
        {"", "0.0.0.0:3000", NULL, "0.0.0.0", 3000},
        {"connection.port=0", "0.0.0.0:0", NULL, "0.0.0.0", 0},
        {"connection.protocol=HTTP;connection.host=h;connection.port=1", "h:1", NULL, "h", 1},
        {"connection.host=::;connection.port=65535", "[::]:65535", NULL, "::", 65535},
        {"connection.host=[::1]", "[::1]:3000", NULL, "::1", 3000},
        {"connection.host=fe80::1%eth0", "[fe80::1%eth0]:3000", NULL, "fe80::1%eth0", 3000},
        {"connection.uri=http://[::1]:0/", "[::1]:0", NULL, "::1", 0},
        {"connection.uri=unix:/tmp/s", "unix:/tmp/s", "unix:/tmp/s", NULL, -1},
        {"connection.uri=unix:///tmp/s", "unix:/tmp/s", "unix:///tmp/s", NULL, -1},
        {"connection.uri=unix:s@x", "unix:s@x", "unix:s@x", NULL, -1},
        {"connection.uri=unix-abstract:s", "unix-abstract:s", "unix-abstract:s", NULL, -1},
        {"connection.host=;connection.port=;connection.protocol=", "0.0.0.0:3000", NULL, "0.0.0.0",
         3000},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_resolved(&rows[i], &resolving_server);
}

static void a_client_connects_to_what_it_is_told(void **state)
{
    static const good_row rows[] = {
        {"", "localhost:3000", NULL, "localhost", 3000},
        {"connection.host=example.org;connection.port=00080", "example.org:80", NULL, "example.org",
         80},
        {"connection.ip=10.0.0.1", "10.0.0.1:3000", NULL, "10.0.0.1", 3000},
        {"connection.host=h;connection.ip=10.0.0.1", "h:3000", NULL, "h", 3000},
        {"connection.host=;connection.ip=10.0.0.1", "10.0.0.1:3000", NULL, "10.0.0.1", 3000},
        {"connection.uri=http://h:1", "h:1", NULL, "h", 1},
        {"connection.uri=HTTP://h:1/", "h:1", NULL, "h", 1},
        {"connection.uri=http://h", "h:3000", NULL, "h", 3000},
        {"connection.uri=http://h/", "h:3000", NULL, "h", 3000},
        {"connection.uri=http://[2001:db8::1]:443", "[2001:db8::1]:443", NULL, "2001:db8::1", 443},
        {"connection.uri=http://[::1]", "[::1]:3000", NULL, "::1", 3000},
        {"connection.uri=http://h:1;connection.host=x;connection.port=2", "h:1", NULL, "h", 1},
        {"connection.uri=dns:h:1", "dns:h:1", "dns:h:1", NULL, -1},
        {"connection.uri=dns:///h:1", "dns:///h:1", "dns:///h:1", NULL, -1},
        {"connection.uri=ipv4:1.2.3.4:1,1.2.3.5:1", "ipv4:1.2.3.4:1,1.2.3.5:1",
         "ipv4:1.2.3.4:1,1.2.3.5:1", NULL, -1},
        {"connection.uri=ipv6:[::1]:1", "ipv6:[::1]:1", "ipv6:[::1]:1", NULL, -1},
        {"connection.uri=xds:///h", "xds:///h", "xds:///h", NULL, -1},
        {"connection.uri=unix:rel", "unix:rel", "unix:rel", NULL, -1},
        /* the core would take these hosts for schemes */
        {"connection.host=dns", "dns:///dns:3000", "http://dns:3000", "dns", 3000},
        {"connection.uri=http://unix:1", "dns:///unix:1", "http://unix:1", "unix", 1},
        {"credential.ssl_key_file=f;credential.ssl_crt_file=f", "localhost:3000", NULL, "localhost",
         3000},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_resolved(&rows[i], &resolving_client);
}

static void one_section_of_connections_hides_the_connection(void **state)
{
    static const good_row rows[] = {
        {"connection.host=no;connection.port=1;connections.0.host=h", "h:3000", NULL, "h", 3000},
        {"connections.main.uri=http://h:1;connection.protocol=https", "h:1", NULL, "h", 1},
        {"connections.a.host=h;connections.a.port=5", "h:5", NULL, "h", 5},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_resolved(&rows[i], &resolving_client);
}

static void who_asks_for_https_never_gets_plain_text(void **state)
{
    static const good_row rows[] = {
        {"connection.protocol=https;connection.host=h", "h:3000", "https://h:3000", "h", 3000},
        {"connection.protocol=HTTPS;connection.host=::1", "[::1]:3000", "https://[::1]:3000", "::1",
         3000},
        {"connection.uri=https://h:1", "h:1", "https://h:1", "h", 1},
        {"connection.uri=HTTPS://h", "h:3000", "https://h:3000", "h", 3000},
        {"connection.protocol=http;connection.uri=https://h", "h:3000", "https://h:3000", "h",
         3000},
        {"connection.protocol=https;connection.uri=unix:s", "unix:s", "unix:s", NULL, -1},
        {"connections.0.protocol=https;connections.0.host=h", "h:3000", "https://h:3000", "h",
         3000},
    };
    static const resolving_bad_row bad =
        RESOLVING_BAD("connection.protocol=https;connection.uri=http://h:1", "BAD_URI",
                      "connection.uri begins with http:, but connection.protocol is "
                      "https");

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        assert_resolved_as(&rows[i], &resolving_client, true);
        assert_resolved_as(&rows[i], &resolving_server, true);
    }
    resolving_expect_refusal(&bad, &resolving_client);
    resolving_expect_refusal(&bad, &resolving_server);
}

static void connections_are_a_chain_in_their_order(void **state)
{
    static const char config[] = "connections.b.host=h;connections.b.port=1;"
                                 "connections.a.host=h;connections.a.port=2;"
                                 "connections.k.discovery_key=k;connections.c.host=::1";
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolving_resolve(config, &resolving_client, &connection, &error), error);
    assert_string_equal(connection.target, "h:1");
    assert_string_equal(connection.next->target, "h:2");
    assert_string_equal(connection.next->next->target, "[::1]:3000");
    assert_null(connection.next->next->next);
    pipc__connection_dispose(&connection);
    assert_null(connection.next);
}

static void a_server_listens_on_anything_at_once(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolving_resolve("connections.0.host=h;connections.1.uri=unix:/b", &resolving_server,
                                &connection, &error),
              error);
    assert_string_equal(connection.next->target, "unix:/b");
    pipc__connection_dispose(&connection);
}

static void what_a_discovery_knows_is_left_out(void **state)
{
    pipc__connection connection = {.target = NULL};
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolving_resolve("connection.discovery_key=k;connection.port=x", &resolving_client,
                                &connection, &error),
              error);
    assert_null(connection.target);
}

static void no_configuration_is_all_defaults(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolving_resolve("", &resolving_client, &connection, &error), error);
    assert_string_equal(connection.target, "localhost:3000");
    pipc__connection_dispose(&connection);
    pipc__connection_dispose(&connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_listens_where_it_is_told),
        cmocka_unit_test(a_client_connects_to_what_it_is_told),
        cmocka_unit_test(one_section_of_connections_hides_the_connection),
        cmocka_unit_test(who_asks_for_https_never_gets_plain_text),
        cmocka_unit_test(connections_are_a_chain_in_their_order),
        cmocka_unit_test(a_server_listens_on_anything_at_once),
        cmocka_unit_test(what_a_discovery_knows_is_left_out),
        cmocka_unit_test(no_configuration_is_all_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
