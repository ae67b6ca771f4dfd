#include "support/cmocka.h"

#include <string.h>

#include "support/resolving.h"

static void what_is_no_host_or_port_is_refused_by_name(void **state)
{
    static const resolving_bad_row rows[] = {
        RESOLVING_BAD("connection.port=70000", "BAD_PORT",
                      "connection.port is \"70000\", expected a number from 1 to 65535"),
        RESOLVING_BAD("connection.port=0", "BAD_PORT", "connection.port is \"0\""),
        RESOLVING_BAD("connection.port=65536", "BAD_PORT", "\"65536\""),
        RESOLVING_BAD("connection.port=-1", "BAD_PORT", "\"-1\""),
        RESOLVING_BAD("connection.port=+1", "BAD_PORT", "\"+1\""),
        RESOLVING_BAD("connection.port=80x", "BAD_PORT", "\"80x\""),
        RESOLVING_BAD("connection.port=1e3", "BAD_PORT", "\"1e3\""),
        RESOLVING_BAD("connection.port=99999999999999999999", "BAD_PORT", ""),
        RESOLVING_BAD("connections.7.port=http", "BAD_PORT", "connections.7.port is \"http\""),
        RESOLVING_BAD("connection.host=a b", "BAD_HOST",
                      "connection.host is \"a b\", expected a host name or an IP address"),
        RESOLVING_BAD("connection.host=http://h", "BAD_HOST", "\"http://h\""),
        RESOLVING_BAD("connection.host=h/x", "BAD_HOST", "\"h/x\""),
        RESOLVING_BAD("connection.host=h:80", "BAD_HOST", "\"h:80\""),
        RESOLVING_BAD("connection.host=u@h", "BAD_HOST", "\"u@h\""),
        RESOLVING_BAD("connection.host=[]", "BAD_HOST", "\"[]\""),
        RESOLVING_BAD("connection.host=[h]", "BAD_HOST", "\"[h]\""),
        RESOLVING_BAD("connection.host=[::1", "BAD_HOST", "\"[::1\""),
        RESOLVING_BAD("connection.host=::1]", "BAD_HOST", "\"::1]\""),
        RESOLVING_BAD("connection.host=::1::", "BAD_HOST", "\"::1::\""),
        RESOLVING_BAD("connection.host=::1%", "BAD_HOST", "\"::1%\""),
        RESOLVING_BAD("connection.host=h\tx", "BAD_HOST", ""),
        RESOLVING_BAD("connection.host=1:2:3:4:5:6:7:8:1:2:3:4:5:6:7:8:1:2:3:4:5:6:7:8", "BAD_HOST",
                      ""),
        RESOLVING_BAD("connection.ip=a b", "BAD_HOST", "connection.ip is \"a b\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        resolving_expect_refusal(&rows[i], &resolving_client);
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
        resolving_bad_row row = RESOLVING_BAD(config, "BAD_URI", message);

        strcat(config, uris[i]);
        strcat(strcat(message, uris[i]), "\", expected http://host:port, ");
        resolving_expect_refusal(&row, &resolving_client);
    }
}

static void a_server_listens_on_no_names_of_others(void **state)
{
    static const resolving_bad_row rows[] = {
        RESOLVING_BAD("connection.uri=dns:h:1", "BAD_URI",
                      "expected http://host:port, https://host:port, unix:/path or"),
        RESOLVING_BAD("connection.uri=ipv4:1.2.3.4:1", "BAD_URI",
                      "connection.uri is \"ipv4:1.2.3.4:1\""),
        RESOLVING_BAD("connection.uri=ipv6:[::1]:1", "BAD_URI", ""),
        RESOLVING_BAD("connection.uri=xds:h", "BAD_URI", ""),
        RESOLVING_BAD("connection.host=unix", "BAD_HOST", "connection.host is \"unix\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        resolving_expect_refusal(&rows[i], &resolving_server);
}

static void a_password_does_not_get_into_the_message(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;
    int code = resolving_resolve("connection.uri=http://user:secret@h:1", &resolving_client,
                                 &connection, &error);

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
    assert_ok(resolving_resolve(longest, &resolving_server, &connection, &error), error);
    pipc__connection_dispose(&connection);
    assert_error(resolving_resolve(too_long, &resolving_server, &connection, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_URI", "xxxx");
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
    assert_ok(resolving_resolve(longest, &resolving_client, &connection, &error), error);
    pipc__connection_dispose(&connection);
    assert_error(resolving_resolve(too_long, &resolving_client, &connection, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_HOST", "xxxx");
}

static void other_mistakes_are_named(void **state)
{
    static const resolving_bad_row rows[] = {
        RESOLVING_BAD("connection.protocol=tcp", "WRONG_PROTOCOL",
                      "connection.protocol is \"tcp\", expected http or https"),
        RESOLVING_BAD("connection.protocol=tcp;connection.uri=http://h:1", "WRONG_PROTOCOL",
                      "\"tcp\""),
        RESOLVING_BAD("connections.0.host=a;connections.1.uri=unix:/b", "MIXED_CONNECTIONS",
                      "connections.1 is \"unix:/b\" beside \"http://a:3000\", "
                      "expected all connections to be of one kind"),
        RESOLVING_BAD("connections.0.uri=unix:/a;connections.1.uri=unix-abstract:b",
                      "MIXED_CONNECTIONS", "\"unix-abstract:b\" beside \"unix:/a\""),
        RESOLVING_BAD(
            "connections.0.host=a;connections.1.uri=dns:b", "MIXED_CONNECTIONS",
            "\"dns:b\" beside \"http://a:3000\", expected hosts and ports, or unix sockets"),
        RESOLVING_BAD("connections.x.uri=xds:a;connections.y.uri=xds:b", "MIXED_CONNECTIONS",
                      "connections.y is \"xds:b\""),
        RESOLVING_BAD("connections.x.uri=ipv4:1.2.3.4:5;connections.y.host=b", "MIXED_CONNECTIONS",
                      ""),
        RESOLVING_BAD("connections.0.host=a;connections.1.port=x", "BAD_PORT",
                      "connections.1.port"),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        resolving_expect_refusal(&rows[i], &resolving_client);
}

static void http_and_https_do_not_mix(void **state)
{
    static const resolving_bad_row rows[] = {
        RESOLVING_BAD("connections.0.host=a;connections.1.host=b;connections.1.protocol=https",
                      "MIXED_CONNECTIONS",
                      "connections.1 is \"https://b:3000\" beside \"http://a:3000\", "
                      "expected all connections to be of one kind"),
        RESOLVING_BAD(
            "connections.0.uri=https://a;connections.1.host=b;connections.2.uri=https://c",
            "MIXED_CONNECTIONS", "\"http://b:3000\" beside \"https://a:3000\""),
        RESOLVING_BAD(
            "connections.0.uri=unix:/a;connections.1.uri=unix:/b;connections.1.protocol=https",
            "MIXED_CONNECTIONS", "connections.1 is \"unix:/b\""),
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        resolving_expect_refusal(&rows[i], &resolving_client);
        resolving_expect_refusal(&rows[i], &resolving_server);
    }
}

static void without_a_default_there_must_be_a_host(void **state)
{
    static const pipc__connection_defaults nowhere = {.port = 3000};
    static const resolving_bad_row row =
        RESOLVING_BAD("connection.port=1", "NO_HOST", "connection.host is not set");

    (void)state;
    resolving_expect_refusal(&row, &nowhere);
}

static void a_wrong_protocol_is_a_detail_of_the_error(void **state)
{
    pipc__connection connection;
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(
        resolving_resolve("connection.protocol=tcp", &resolving_client, &connection, &error),
        PIPC_E_MISCONFIGURATION);
    assert_string_equal(pipc_error_detail(error, "protocol"), "tcp");
    pipc_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_host_or_port_is_refused_by_name),
        cmocka_unit_test(what_is_no_uri_is_refused_by_name),
        cmocka_unit_test(a_server_listens_on_no_names_of_others),
        cmocka_unit_test(a_password_does_not_get_into_the_message),
        cmocka_unit_test(a_unix_path_is_as_long_as_the_system_allows),
        cmocka_unit_test(a_host_name_is_as_long_as_dns_allows),
        cmocka_unit_test(other_mistakes_are_named),
        cmocka_unit_test(http_and_https_do_not_mix),
        cmocka_unit_test(without_a_default_there_must_be_a_host),
        cmocka_unit_test(a_wrong_protocol_is_a_detail_of_the_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
