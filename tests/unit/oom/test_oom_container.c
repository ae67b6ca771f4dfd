/* Every allocation of configuration files, their templates and containers, refused once. */
#include <string.h>

#include <pipc/pipc.h>

#include "container/config_file.h"
#include "container/container_plan.h"
#include "container/process_arguments.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

/* Ends a scenario: code and error agree, and the error is freed. */
static int end(int code, pipc_error *error)
{
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code;
}

/* Mistakes are expected of some, and pass. */
static int forgive(int code)
{
    return code == PIPC_E_MISCONFIGURATION || code == PIPC_E_FILE_ERROR ||
                   code == PIPC_E_BAD_REQUEST || code == PIPC_E_UNSUPPORTED
               ? PIPC_OK
               : code;
}

typedef struct file {
    const char *name;
    const char *text;
} file;

static int read_text(void *data)
{
    const file *one = data;
    pipc_config_params *parameters = NULL;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string("A=1;B=\"", &parameters, &error);

    if (code == PIPC_OK)
        code = pipc_config_read_text(one->name, one->text, strlen(one->text), parameters, &config,
                                     &error);
    assert_int_equal(config == NULL, code != PIPC_OK);
    pipc_config_params_free(config);
    pipc_config_params_free(parameters);
    return forgive(end(code, error));
}

static int read_file(void *name)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_read_file(name, NULL, &config, &error);

    assert_null(config);
    return forgive(end(code, error));
}

static int use_container(void *line)
{
    pipc_container container;
    pipc_factory factory;
    pipc_config_params *config = NULL;
    pipc_references *references = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(line, &config, &error);

    pipc_container_init(&container, "test");
    pipc_grpc_factory_init(&factory);
    if (code == PIPC_OK)
        code = pipc_container_add_factory(&container, &factory, &error);
    if (code == PIPC_OK)
        code = pipc_configure(&container.component, config, &error);
    if (code == PIPC_OK)
        code = pipc_references_new(&references, &error);
    if (code == PIPC_OK)
        code = pipc_references_put(references, "a:b:c:d:e", &factory.component, &error);
    if (code == PIPC_OK)
        code = pipc_set_references(&container.component, references, &error);
    if (code == PIPC_OK)
        code = pipc_open(&container.component, NULL, &error);
    if (code == PIPC_OK)
        code = pipc_close(&container.component, NULL, &error);
    pipc_dispose(&container.component);
    pipc_dispose(&factory.component);
    pipc_references_free(references);
    pipc_config_params_free(config);
    return forgive(end(code, error));
}

static int read_arguments(void *last)
{
    char *argv[] = {(char *)"a", (char *)"-p", (char *)"A=1", (char *)"-c", last, NULL};
    char *environment[] = {(char *)"B=2", NULL};
    pipc__process_arguments arguments = {.config = NULL};
    pipc_error *error = NULL;
    int code = pipc__process_arguments_read(last == NULL ? 4 : 5, argv, &arguments, &error);

    if (code == PIPC_OK)
        code = pipc__process_arguments_add(&arguments, environment, &error);
    pipc__process_arguments_dispose(&arguments);
    return forgive(end(code, error));
}

static void files_of_any_kind(void **state)
{
    static file files[] = {
        {"a.yml", "- &x {a: {{A}}, b: '{{{B}}}'}\n- {<<: *x, c: [~]}\n"},
        {"a.yml", "a: 1\na: 2\n"},
        {"a.yml", "a: *b\n"},
        {"a.yml", "a: !b c\n"},
        {"a.yml", "a: [\n"},
        {"a.json", "{\"a\": [1, \"x\", null, {\"b\": \"{{#if A}}1{{else}}2{{/if}}\"}]}"},
        {"a.json", "{"},
        {"a.json", "{\"a\": 1, \"b\": {{/if}}"},
        {"a.json", "\xff"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(files); i++)
        for_each_failing_allocation(read_text, &files[i]);
    for_each_failing_allocation(read_file, "/nowhere/a.yml");
    for_each_failing_allocation(read_file, "/dev/zero");
}

static void containers_and_their_command_line(void **state)
{
    static const char *const lines[] = {
        "0.descriptor=pip-services:logger:null:default:1.0;"
        "1.descriptor=pip-services:context-info:default:default:1.0;1.name=x;"
        "2.descriptor=pip-services:discovery:memory:default:1.0;2.key.host=h",
        "0.descriptor=pip-services:logger:null:default:1.0;1.descriptor=a:b:c:d:1.0",
        "0.descriptor=pip-services:endpoint:grpc:default:1.0;0.connection.port=x",
        "0.descriptor=x",
        "0.descriptr=x",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        for_each_failing_allocation(use_container, (void *)lines[i]);
    for_each_failing_allocation(read_arguments, "a.yml");
    for_each_failing_allocation(read_arguments, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_any_kind),
        cmocka_unit_test(containers_and_their_command_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
