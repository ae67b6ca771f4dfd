/*
 * Configuration files: whatever is in one, it is read within its bounds, or refused with a reason
 * that names the file; and a container takes from it what is there.
 */
#include <pipc/pipc.h>

#include "container/config_file.h"
#include "container/container_plan.h"
#include "fuzz.h"

static void check_error(int code, pipc_error *error, const char *name)
{
    FUZZ_CHECK(code == PIPC_E_MISCONFIGURATION);
    FUZZ_CHECK(pipc_error_category(error) == code);
    FUZZ_CHECK(strncmp(pipc_error_message(error), name, strlen(name)) == 0);
    FUZZ_CHECK(pipc_error_detail(error, "line") != NULL ||
               strcmp(pipc_error_code(error), "TOO_LARGE") == 0);
    pipc_error_free(error);
}

/* Each value knows a line that the file has. */
static void check_lines(const pipc__config_values *values, size_t lines)
{
    for (size_t i = 0; i < pipc_config_params_count(values->params); i++)
        FUZZ_CHECK(values->lines[i] >= 1 && values->lines[i] <= lines);
}

static size_t count_lines(const char *text, size_t size)
{
    size_t lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

static void check_file(const char *name, const char *text, size_t size,
                       const pipc_config_params *parameters)
{
    pipc__config_file file = {.text = {.name = NULL}};
    pipc__config_values values = {.params = NULL};
    pipc_error *error = NULL;
    int code = pipc__config_file_parse(&file, name, text, size, parameters, &error);

    if (code == PIPC_E_UNSUPPORTED) { /* in a build without this format */
        pipc_error_free(error);
        return;
    }
    if (code != PIPC_OK) {
        check_error(code, error, name);
        return;
    }
    code = pipc__config_values_read(&file.tree, file.tree.root, &values, &error);
    if (code == PIPC_OK) {
        FUZZ_CHECK(pipc_config_params_count(values.params) <= PIPC__CONFIG_MAX_VALUES);
        check_lines(&values, count_lines(text, size));
    } else {
        check_error(code, error, name);
    }
    pipc__config_values_dispose(&values);
    pipc__config_file_dispose(&file);
}

/* What a container makes of it, unless it is refused. */
static void check_plan(const char *text, size_t size, const pipc_config_params *parameters)
{
    pipc_config_params *config = NULL;
    pipc__container_plan plan = {.path = NULL};
    pipc_error *error = NULL;

    if (pipc_config_read_text("f.yml", text, size, parameters, &config, NULL) != PIPC_OK)
        return;
    if (pipc__container_plan_from_params(config, &plan, &error) == PIPC_OK) {
        FUZZ_CHECK(plan.count > 0);
        for (size_t i = 0; i < plan.count; i++)
            FUZZ_CHECK(pipc__container_entry_descriptor(&plan.entries[i])[0] != '\0');
    } else {
        FUZZ_CHECK(pipc_error_category(error) == PIPC_E_MISCONFIGURATION);
    }
    pipc_error_free(error);
    pipc__container_plan_dispose(&plan);
    pipc_config_params_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    pipc_config_params *parameters = NULL;

    FUZZ_CHECK(pipc_config_params_from_tuples(&parameters, NULL, "A", "1", "B", "x\ny: \"", "C", "",
                                              NULL) == PIPC_OK);
    check_file("f.yml", text, size, parameters);
    check_file("f.json", text, size, parameters);
    check_plan(text, size, parameters);
    pipc_config_params_free(parameters);
    free(text);
    return 0;
}
