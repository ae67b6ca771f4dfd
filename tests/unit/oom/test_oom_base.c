/* Every allocation of the lower floors, refused once. */
#include <string.h>

#include <pipc/alloc.h>
#include <pipc/component.h>
#include <pipc/config_params.h>
#include <pipc/context.h>
#include <pipc/references.h>

#include "connect/connection_resolver.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

/* Ends a scenario: code and error agree, and the error is freed. */
static int end(int code, pipc_error *error)
{
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code;
}

static int use_context(void *data)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    int code = pipc_context_new("123", &context, &error);

    (void)data;
    assert_int_equal(context == NULL, code != PIPC_OK);
    pipc_context_free(context);
    return end(code, error);
}

static int read_text(void *data)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    char *text = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    assert_int_equal(config == NULL, code != PIPC_OK);
    if (code == PIPC_OK)
        code = pipc_config_params_to_string(config, &text, &error);
    assert_int_equal(text == NULL, code != PIPC_OK);
    pipc_free(text);
    pipc_config_params_free(config);
    return end(code, error);
}

static int read_tuples(void *data)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_tuples(&config, &error, "a", "1", "b", (char *)NULL, "a",
                                              "2", NULL);

    (void)data;
    assert_int_equal(config == NULL, code != PIPC_OK);
    pipc_config_params_free(config);
    return end(code, error);
}

static int use_sections(void *data)
{
    pipc_config_params *config = NULL;
    pipc_config_params *section = NULL;
    pipc_config_params *names = NULL;
    pipc_config_params *merged = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_section(config, "a", &section, &error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_section_names(config, &names, &error);
    if (code == PIPC_OK)
        code = pipc_config_params_set_defaults(section, config, &merged, &error);
    pipc_config_params_free(config);
    pipc_config_params_free(section);
    pipc_config_params_free(names);
    pipc_config_params_free(merged);
    return end(code, error);
}

static int add_section(void *data)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    if (code == PIPC_OK) {
        size_t count = pipc_config_params_count(config);

        code = pipc_config_params_add_section(config, "x", config, &error);
        assert_int_equal(pipc_config_params_count(config), code == PIPC_OK ? count * 2 : count);
    }
    pipc_config_params_free(config);
    return end(code, error);
}

static int set_value(void *data)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    if (code == PIPC_OK) {
        code = pipc_config_params_set(config, "a.b", "new", &error);
        assert_string_equal(pipc_config_params_get(config, "a.b"), code == PIPC_OK ? "new" : "1");
    }
    pipc_config_params_free(config);
    return end(code, error);
}

static int make_error(void *data)
{
    pipc_error *cause = NULL;
    pipc_error *error = NULL;
    int code = pipc_fail(&cause, PIPC_E_FILE_ERROR, "A", "below %d", 1);

    (void)data;
    assert_int_equal(code, pipc_error_category(cause));
    pipc_error_set_cause(cause, "lowest");
    pipc_error_set_correlation_id(cause, "123");
    pipc_error_set_detail(cause, "key", "value");
    code = pipc_fail_cause(&error, PIPC_E_INTERNAL, "B", cause, "above %d", 2);
    assert_int_equal(code, pipc_error_category(error));
    if (code == PIPC_E_INTERNAL)
        assert_string_equal(pipc_error_message(error), "above 2");
    pipc_error_free(error);
    return code == PIPC_E_INTERNAL ? PIPC_OK : code;
}

static int put_and_find(pipc_references *references, pipc_error **error)
{
    static pipc_component component;
    pipc_component *found = NULL;
    size_t count = pipc_references_count(references);
    int code = pipc_references_put(references, "a:b:c:d:e", &component, error);

    assert_int_equal(pipc_references_count(references), code == PIPC_OK ? count + 1 : count);
    if (code == PIPC_OK)
        code = pipc_references_get_one_required(references, "a:*:c:*:e", &found, error);
    assert_ptr_equal(found, code == PIPC_OK ? &component : NULL);
    return code;
}

static int use_references(void *data)
{
    pipc_references *references = NULL;
    pipc_component *removed = NULL;
    pipc_error *error = NULL;
    int code = pipc_references_new(&references, &error);

    (void)data;
    for (int i = 0; i < 10 && code == PIPC_OK; i++)
        code = put_and_find(references, &error);
    if (code == PIPC_OK)
        code = pipc_references_remove(references, "*:b:*:*:*", &removed, &error);
    pipc_references_free(references);
    return end(code, error);
}

/* An error that is not for want of memory is expected, and passes. */
static int refuse_descriptor(void *data)
{
    pipc_descriptor *descriptor = NULL;
    pipc_error *error = NULL;
    int code = pipc_descriptor_parse("a:b", &descriptor, &error);

    (void)data;
    assert_null(descriptor);
    code = end(code, error);
    return code == PIPC_E_MISCONFIGURATION ? PIPC_OK : code;
}

static int resolve(void *data)
{
    static const pipc__connection_defaults defaults = {.host = "localhost", .port = 3000};
    pipc_config_params *config = NULL;
    pipc__sections sections = {.count = 0};
    pipc__connection connection = {.port = 77};
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    if (code == PIPC_OK)
        code = pipc__sections_read(config, &sections, &error);
    if (code == PIPC_OK)
        code = pipc__connection_resolve(&sections, &defaults, &connection, &error);
    if (code != PIPC_OK)
        assert_int_equal(connection.port, 77);
    pipc__connection_dispose(&connection);
    pipc__sections_dispose(&sections);
    pipc_config_params_free(config);
    code = end(code, error);
    return code == PIPC_E_MISCONFIGURATION || code == PIPC_E_UNSUPPORTED || code == PIPC_E_INTERNAL
               ? PIPC_OK
               : code;
}

static void contexts_survive_every_refusal(void **state)
{
    (void)state;
    for_each_failing_allocation(use_context, NULL);
}

static void config_params_survive_every_refusal(void **state)
{
    static char many[] = "a.b=1;a.c=2;b;c=3;d=;e=5;f=6;g=7;h=8;i=9;j=10";

    (void)state;
    for_each_failing_allocation(read_tuples, NULL);
    for_each_failing_allocation(read_text, many);
    for_each_failing_allocation(use_sections, many);
    for_each_failing_allocation(add_section, many);
    for_each_failing_allocation(set_value, many);
}

static void errors_survive_every_refusal(void **state)
{
    (void)state;
    for_each_failing_allocation(make_error, NULL);
}

static void references_survive_every_refusal(void **state)
{
    (void)state;
    for_each_failing_allocation(use_references, NULL);
    for_each_failing_allocation(refuse_descriptor, NULL);
}

static void the_resolver_survives_every_refusal(void **state)
{
    static char lines[][80] = {
        "connection.host=[::1];connection.port=1",
        "connection.uri=http://h:1/",
        "connection.uri=unix:/tmp/s",
        "connections.0.host=h",
        "connection.host=a b",
        "connection.port=x",
        "connection.uri=x",
        "connection.protocol=tcp",
        "connection.protocol=https",
        "connection.uri=https://h:1",
        "connection.discovery_key=k",
        "connections.0.host=h;connections.1.host=h",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        for_each_failing_allocation(resolve, lines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contexts_survive_every_refusal),
        cmocka_unit_test(config_params_survive_every_refusal),
        cmocka_unit_test(errors_survive_every_refusal),
        cmocka_unit_test(references_survive_every_refusal),
        cmocka_unit_test(the_resolver_survives_every_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
