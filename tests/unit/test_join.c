#include "connect/join.h"

#include <string.h>

#include "connect/connection_resolver.h"
#include "support/capturing_logger.h"
#include "support/cmocka.h"

static const pipc__connection_defaults client = {.host = "localhost", .port = 3000};

static void resolve(const char *line, pipc__connection *out)
{
    pipc_config_params *config = NULL;
    pipc__sections sections = {.count = 0};
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &config, &error), error);
    assert_ok(pipc__sections_read(config, &sections, &error), error);
    assert_ok(pipc__connection_resolve(&sections, &client, out, &error), error);
    pipc__sections_dispose(&sections);
    pipc_config_params_free(config);
}

static void addresses_become_one_target(void **state)
{
    static const char *const rows[][3] = {
        {"connections.0.host=127.0.0.1;connections.0.port=1;connections.1.host=127.0.0.1;"
         "connections.1.port=2",
         "ipv4:127.0.0.1:1,127.0.0.1:2", "127.0.0.1:1"},
        {"connections.0.host=127.0.0.1;connections.1.host=::1",
         "ipv6:%5B::ffff:127.0.0.1%5D:3000,%5B::1%5D:3000", "127.0.0.1:3000"},
        {"connections.0.host=::1;connections.1.host=::2", "ipv6:%5B::1%5D:3000,%5B::2%5D:3000",
         "[::1]:3000"},
        {"connections.0.host=127.0.0.1;connections.0.port=11;connections.1.host=127.0.0.1;"
         "connections.1.port=1;connections.2.host=127.0.0.1;connections.2.port=11",
         "ipv4:127.0.0.1:11,127.0.0.1:1", "127.0.0.1:11"},
        {"connections.0.uri=unix:/a;connections.1.uri=unix:///b", "unix:/a,/b", NULL},
        {"connections.0.uri=unix-abstract:a;connections.1.uri=unix-abstract:b", "unix-abstract:a,b",
         NULL},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__connection connection;
        pipc__loggers nobody = {.count = 0};
        pipc_error *error = NULL;

        print_message("  %s\n", rows[i][0]);
        resolve(rows[i][0], &connection);
        assert_ok(pipc__connection_join(&connection, &nobody, NULL, &error), error);
        assert_string_equal(connection.target, rows[i][1]);
        assert_null(connection.next);
        if (rows[i][2] == NULL)
            assert_null(connection.authority);
        else
            assert_string_equal(connection.authority, rows[i][2]);
        pipc__connection_dispose(&connection);
    }
}

static void a_name_is_looked_up(void **state)
{
    pipc__connection connection;
    pipc__loggers nobody = {.count = 0};
    pipc_error *error = NULL;

    (void)state;
    resolve("connections.0.host=localhost;connections.1.host=10.0.0.1", &connection);
    assert_ok(pipc__connection_join(&connection, &nobody, NULL, &error), error);
    assert_non_null(strstr(connection.target, "127.0.0.1"));
    assert_non_null(strstr(connection.target, "10.0.0.1"));
    assert_string_equal(connection.authority, "localhost:3000");
    assert_string_equal(connection.uri, "http://localhost:3000, http://10.0.0.1:3000");
    pipc__connection_dispose(&connection);
}

static void a_name_that_cannot_be_found_is_left_out_and_logged(void **state)
{
    pipc__connection connection;
    capturing_logger capturing;
    pipc_component *list[] = {&capturing.logger.component};
    pipc__loggers loggers = {.list = list, .count = 1};
    pipc_error *error = NULL;

    (void)state;
    capturing_logger_init(&capturing);
    resolve("connections.0.host=no-such-host.invalid;connections.1.host=10.0.0.1", &connection);
    assert_ok(pipc__connection_join(&connection, &loggers, "cid", &error), error);
    assert_string_equal(connection.target, "ipv4:10.0.0.1:3000");
    assert_int_equal(capturing_logger_count_with(&capturing,
                                                 "cid WARN the client goes without "
                                                 "http://no-such-host.invalid:3000, which"),
                     1);
    pipc__connection_dispose(&connection);
    pipc_dispose(&capturing.logger.component);
}

static void no_name_that_can_be_found_is_an_error_and_changes_nothing(void **state)
{
    pipc__connection connection;
    pipc__loggers nobody = {.count = 0};
    pipc_error *error = NULL;

    (void)state;
    resolve("connections.0.host=a.invalid;connections.1.host=b.invalid", &connection);
    assert_error(pipc__connection_join(&connection, &nobody, NULL, &error), error,
                 PIPC_E_NO_RESPONSE, "CANNOT_CONNECT",
                 "none of http://a.invalid:3000, http://b.invalid:3000 can be looked up: ");
    assert_string_equal(connection.next->target, "b.invalid:3000");
    pipc__connection_dispose(&connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_become_one_target),
        cmocka_unit_test(a_name_is_looked_up),
        cmocka_unit_test(a_name_that_cannot_be_found_is_left_out_and_logged),
        cmocka_unit_test(no_name_that_can_be_found_is_an_error_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
