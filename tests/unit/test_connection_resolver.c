#include <string.h>

#include <pipc/config_params.h>

#include "connect/connection_resolver.h"
#include "support/cmocka.h"

static const pipc__connection_defaults server = {.host = "0.0.0.0", .port = 3000, .listens = true};
static const pipc__connection_defaults client = {.host = "localhost", .port = 3000};

static int resolve(const char *line, const pipc__connection_defaults *defaults,
                   pipc__connection *out, pipc_error **error)
{
    pipc_config_params *config = NULL;
    pipc__sections sections = {.count = 0};
    pipc_error *ignored = NULL;
    int code;

    assert_ok(pipc_config_params_from_string(line, &config, &ignored), ignored);
    assert_ok(pipc__sections_read(config, &sections, &ignored), ignored);
    code = pipc__connection_resolve(&sections, defaults, out, error);
    pipc__sections_dispose(&sections);
    pipc_config_params_free(config);
    return code;
}

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
    assert_ok(resolve(row->config, defaults, &connection, &error), error);
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
        assert_resolved(&rows[i], &server);
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
        assert_resolved(&rows[i], &client);
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
        assert_resolved(&rows[i], &client);
}

typedef struct bad_row {
    const char *config;
    int category;
    const char *code;
    const char *message;
} bad_row;

static void assert_refused(const bad_row *row, const pipc__connection_defaults *defaults)
{
    pipc__connection connection = {.port = 77};
    pipc_error *error = NULL;

    print_message("  %s\n", row->config);
    assert_error(resolve(row->config, defaults, &connection, &error), error, row->category,
                 row->code, row->message);
    assert_null(connection.target);
    assert_null(connection.uri);
    assert_null(connection.host);
    assert_int_equal(connection.port, 77);
    assert_int_equal(resolve(row->config, defaults, &connection, NULL), row->category);
}

#define BAD(config, code, message)                                                                 \
    {                                                                                              \
        config, PIPC_E_MISCONFIGURATION, code, message                                             \
    }

static void what_is_no_host_or_port_is_refused_by_name(void **state)
{
    static const bad_row rows[] = {
        BAD("connection.port=70000", "BAD_PORT",
            "connection.port is \"70000\", expected a number from 1 to 65535"),
        BAD("connection.port=0", "BAD_PORT", "connection.port is \"0\""),
        BAD("connection.port=65536", "BAD_PORT", "\"65536\""),
        BAD("connection.port=-1", "BAD_PORT", "\"-1\""),
        BAD("connection.port=+1", "BAD_PORT", "\"+1\""),
        BAD("connection.port=80x", "BAD_PORT", "\"80x\""),
        BAD("connection.port=1e3", "BAD_PORT", "\"1e3\""),
        BAD("connection.port=99999999999999999999", "BAD_PORT", ""),
        BAD("connections.7.port=http", "BAD_PORT", "connections.7.port is \"http\""),
        BAD("connection.host=a b", "BAD_HOST",
            "connection.host is \"a b\", expected a host name or an IP address"),
        BAD("connection.host=http://h", "BAD_HOST", "\"http://h\""),
        BAD("connection.host=h/x", "BAD_HOST", "\"h/x\""),
        BAD("connection.host=h:80", "BAD_HOST", "\"h:80\""),
        BAD("connection.host=u@h", "BAD_HOST", "\"u@h\""),
        BAD("connection.host=[]", "BAD_HOST", "\"[]\""),
        BAD("connection.host=[h]", "BAD_HOST", "\"[h]\""),
        BAD("connection.host=[::1", "BAD_HOST", "\"[::1\""),
        BAD("connection.host=::1]", "BAD_HOST", "\"::1]\""),
        BAD("connection.host=::1::", "BAD_HOST", "\"::1::\""),
        BAD("connection.host=::1%", "BAD_HOST", "\"::1%\""),
        BAD("connection.host=h\tx", "BAD_HOST", ""),
        BAD("connection.host=1:2:3:4:5:6:7:8:1:2:3:4:5:6:7:8:1:2:3:4:5:6:7:8", "BAD_HOST", ""),
        BAD("connection.ip=a b", "BAD_HOST", "connection.ip is \"a b\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_refused(&rows[i], &client);
}

static void what_is_no_uri_is_refused_by_name(void **state)
{
    static const char *const uris[] = {
        "h:80",           "h",
        "http:h",         "http://",
        "http:///",       "http://:80",
        "http://h:",      "http://h:x",
        "http://h:0",     "http://h:65536",
        "http://h/path",  "http://h//",
        "http://h?q",     "http://h#f",
        "http://h:1:2",   "http://::1:80",
        "http://[::1",    "http://[::1]x",
        "http://[]:80",   "http://[h]:80",
        "http://a b",     "ftp://h",
        "unix:",          "unix://h/path",
        "unix://",        "unix:/a b",
        "unix:/a,b",      "unix:/a?b",
        "unix:/a#b",      "unix:/a%20b",
        "unix-abstract:", "unix-abstract://x",
        "dns:",           "dns:///",
        "xds:",           "ipv4:1 2",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(uris); i++) {
        char config[100] = "connection.uri=";
        char message[100] = "connection.uri is \"";
        bad_row row = BAD(config, "BAD_URI", message);

        strcat(config, uris[i]);
        strcat(strcat(message, uris[i]), "\", expected http://host:port, ");
        assert_refused(&row, &client);
    }
}

static void a_server_listens_on_no_names_of_others(void **state)
{
    static const bad_row rows[] = {
        BAD("connection.uri=dns:h:1", "BAD_URI",
            "expected http://host:port, https://host:port, unix:/path or"),
        BAD("connection.uri=ipv4:1.2.3.4:1", "BAD_URI", "connection.uri is \"ipv4:1.2.3.4:1\""),
        BAD("connection.uri=ipv6:[::1]:1", "BAD_URI", ""),
        BAD("connection.uri=xds:h", "BAD_URI", ""),
        BAD("connection.host=unix", "BAD_HOST", "connection.host is \"unix\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_refused(&rows[i], &server);
}

static void a_password_does_not_get_into_the_message(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;
    int code = resolve("connection.uri=http://user:secret@h:1", &client, &connection, &error);

    (void)state;
    assert_null(strstr(pipc_error_message(error), "secret"));
    assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_URI", "connection.uri is \"...@...\"");
}

static void a_unix_path_is_as_long_as_the_system_allows(void **state)
{
    char longest[200] = "connection.uri=unix:/";
    char too_long[200];
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    memset(longest + strlen(longest), 'x', 106); /* 107 with the slash */
    strcat(strcpy(too_long, longest), "x");
    assert_ok(resolve(longest, &server, &connection, &error), error);
    pipc__connection_dispose(&connection);
    assert_error(resolve(too_long, &server, &connection, &error), error, PIPC_E_MISCONFIGURATION,
                 "BAD_URI", "xxxx");
}

static void a_host_name_is_as_long_as_dns_allows(void **state)
{
    char longest[300] = "connection.host=";
    char too_long[300];
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    memset(longest + strlen(longest), 'x', 253);
    strcat(strcpy(too_long, longest), "x");
    assert_ok(resolve(longest, &client, &connection, &error), error);
    pipc__connection_dispose(&connection);
    assert_error(resolve(too_long, &client, &connection, &error), error, PIPC_E_MISCONFIGURATION,
                 "BAD_HOST", "xxxx");
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
    static const bad_row bad = BAD("connection.protocol=https;connection.uri=http://h:1", "BAD_URI",
                                   "connection.uri begins with http:, but connection.protocol is "
                                   "https");

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        assert_resolved_as(&rows[i], &client, true);
        assert_resolved_as(&rows[i], &server, true);
    }
    assert_refused(&bad, &client);
    assert_refused(&bad, &server);
}

static void other_mistakes_are_named(void **state)
{
    static const bad_row rows[] = {
        BAD("connection.protocol=tcp", "WRONG_PROTOCOL",
            "connection.protocol is \"tcp\", expected http or https"),
        BAD("connection.protocol=tcp;connection.uri=http://h:1", "WRONG_PROTOCOL", "\"tcp\""),
        BAD("connections.0.host=a;connections.1.uri=unix:/b", "MIXED_CONNECTIONS",
            "connections.1 is \"unix:/b\" beside \"http://a:3000\", "
            "expected all connections to be of one kind"),
        BAD("connections.0.uri=unix:/a;connections.1.uri=unix-abstract:b", "MIXED_CONNECTIONS",
            "\"unix-abstract:b\" beside \"unix:/a\""),
        BAD("connections.0.host=a;connections.1.uri=dns:b", "MIXED_CONNECTIONS",
            "\"dns:b\" beside \"http://a:3000\", expected hosts and ports, or unix sockets"),
        BAD("connections.x.uri=xds:a;connections.y.uri=xds:b", "MIXED_CONNECTIONS",
            "connections.y is \"xds:b\""),
        BAD("connections.x.uri=ipv4:1.2.3.4:5;connections.y.host=b", "MIXED_CONNECTIONS", ""),
        BAD("connections.0.host=a;connections.1.port=x", "BAD_PORT", "connections.1.port"),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_refused(&rows[i], &client);
}

static void http_and_https_do_not_mix(void **state)
{
    static const bad_row rows[] = {
        BAD("connections.0.host=a;connections.1.host=b;connections.1.protocol=https",
            "MIXED_CONNECTIONS",
            "connections.1 is \"https://b:3000\" beside \"http://a:3000\", "
            "expected all connections to be of one kind"),
        BAD("connections.0.uri=https://a;connections.1.host=b;connections.2.uri=https://c",
            "MIXED_CONNECTIONS", "\"http://b:3000\" beside \"https://a:3000\""),
        BAD("connections.0.uri=unix:/a;connections.1.uri=unix:/b;connections.1.protocol=https",
            "MIXED_CONNECTIONS", "connections.1 is \"unix:/b\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        assert_refused(&rows[i], &client);
        assert_refused(&rows[i], &server);
    }
}

static void connections_are_a_chain_in_their_order(void **state)
{
    static const char config[] = "connections.b.host=h;connections.b.port=1;"
                                 "connections.a.host=h;connections.a.port=2;"
                                 "connections.k.discovery_key=k;connections.c.host=::1";
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolve(config, &client, &connection, &error), error);
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
    assert_ok(
        resolve("connections.0.host=h;connections.1.uri=unix:/b", &server, &connection, &error),
        error);
    assert_string_equal(connection.next->target, "unix:/b");
    pipc__connection_dispose(&connection);
}

static void what_a_discovery_knows_is_left_out(void **state)
{
    pipc__connection connection = {.target = NULL};
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolve("connection.discovery_key=k;connection.port=x", &client, &connection, &error),
              error);
    assert_null(connection.target);
}

static void without_a_default_there_must_be_a_host(void **state)
{
    static const pipc__connection_defaults nowhere = {.port = 3000};
    static const bad_row row = BAD("connection.port=1", "NO_HOST", "connection.host is not set");

    (void)state;
    assert_refused(&row, &nowhere);
}

static void a_wrong_protocol_is_a_detail_of_the_error(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(resolve("connection.protocol=tcp", &client, &connection, &error),
                     PIPC_E_MISCONFIGURATION);
    assert_string_equal(pipc_error_detail(error, "protocol"), "tcp");
    pipc_error_free(error);
}

static void no_configuration_is_all_defaults(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(resolve("", &client, &connection, &error), error);
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
        cmocka_unit_test(what_is_no_host_or_port_is_refused_by_name),
        cmocka_unit_test(what_is_no_uri_is_refused_by_name),
        cmocka_unit_test(a_server_listens_on_no_names_of_others),
        cmocka_unit_test(a_password_does_not_get_into_the_message),
        cmocka_unit_test(a_unix_path_is_as_long_as_the_system_allows),
        cmocka_unit_test(a_host_name_is_as_long_as_dns_allows),
        cmocka_unit_test(who_asks_for_https_never_gets_plain_text),
        cmocka_unit_test(other_mistakes_are_named),
        cmocka_unit_test(http_and_https_do_not_mix),
        cmocka_unit_test(connections_are_a_chain_in_their_order),
        cmocka_unit_test(a_server_listens_on_anything_at_once),
        cmocka_unit_test(what_a_discovery_knows_is_left_out),
        cmocka_unit_test(without_a_default_there_must_be_a_host),
        cmocka_unit_test(a_wrong_protocol_is_a_detail_of_the_error),
        cmocka_unit_test(no_configuration_is_all_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
