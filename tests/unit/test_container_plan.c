/* Where a mistake is; what plans are made of, test_container and test_container_files look at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipc/config_params.h>

#include "container/container_plan.h"
#include "support/cmocka.h"

#define DESCRIPTOR "a:b:c:d:1.0"

/* In a file of JSON, each line of which is known. */
static const char text[] = "[{\"descriptor\": \"" DESCRIPTOR "\",\n"
                           "\"port\": 1,\n"
                           "\"connection\": {\"port\": 2,\n"
                           "\"port_max\": 3},\n"
                           "\"options\": {\"connection.port\": 4}}]";

static int setup(void **state)
{
    static pipc__container_plan plan;
    char path[] = "/tmp/pipc-plan-XXXXXX";
    int fd = mkstemp(path);
    pipc_error *error = NULL;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    assert_ok(pipc__container_plan_read(path, NULL, &plan, &error), error);
    unlink(path);
    *state = &plan;
    return 0;
}

static int teardown(void **state)
{
    pipc__container_plan_dispose(*state);
    return 0;
}

static void a_message_about_a_key_is_in_the_line_of_the_key(void **state)
{
    static const struct {
        const char *message;
        const char *key;
        const char *line;
    } rows[] = {
        {"connection.port is \"x\", expected a number", "connection.port", "3"},
        {"the value of connection.port: bad", "connection.port", "3"},
        {"connection.port.", "connection.port", "3"},
        {"connection.port_max is too large", "connection.port_max", "4"},
        {"port is taken", "port", "2"},
        {"options.connection.port is unknown", "options.connection.port", "5"},
        {"connection.port is more than connection.port_max", "connection.port_max", "4"},
        {"the ports are taken", NULL, "1"},
        {"connection.host is missing", NULL, "1"},
        {"my.connection.port or connection.portal", NULL, "1"},
    };
    const pipc__container_plan *plan = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        const char *key;
        pipc_error *error = NULL;
        char message[256];
        int code = pipc_fail(&error, PIPC_E_MISCONFIGURATION, "BAD", "%s", rows[i].message);

        pipc__container_plan_locate(plan, &plan->entries[0], error);
        key = pipc_error_detail(error, "key");
        assert_true(key == NULL || rows[i].key != NULL);
        assert_string_equal(key == NULL ? "" : key, rows[i].key == NULL ? "" : rows[i].key);
        assert_string_equal(pipc_error_detail(error, "line"), rows[i].line);
        assert_string_equal(pipc_error_detail(error, "path"), plan->path);
        assert_string_equal(pipc_error_detail(error, "descriptor"), DESCRIPTOR);
        snprintf(message, sizeof message, "%s:%s: %s%s", plan->path, rows[i].line,
                 key == NULL ? DESCRIPTOR ": " : "", rows[i].message);
        assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD", message);
    }
    pipc__container_plan_locate(plan, &plan->entries[0], NULL);
}

static void without_a_file_the_component_is_named(void **state)
{
    pipc__container_plan plan = {.path = NULL};
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code;

    (void)state;
    assert_ok(
        pipc_config_params_from_string("x.descriptor=" DESCRIPTOR ";x.port=1", &config, &error),
        error);
    assert_ok(pipc__container_plan_from_params(config, &plan, &error), error);
    pipc_config_params_free(config);
    code = pipc_fail(&error, PIPC_E_CONFLICT, "BAD", "port is 1");
    pipc__container_plan_locate(&plan, &plan.entries[0], error);
    assert_null(pipc_error_detail(error, "path"));
    assert_string_equal(pipc_error_detail(error, "key"), "port");
    assert_error(code, error, PIPC_E_CONFLICT, "BAD", "component x: " DESCRIPTOR ": port is 1");
    pipc__container_plan_dispose(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_about_a_key_is_in_the_line_of_the_key, setup,
                                        teardown),
        cmocka_unit_test(without_a_file_the_component_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
