/* Files; what is in them, test_template, test_yaml and test_json look at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipc/config_params.h>
#include <pipc/config_reader.h>

#include "support/cmocka.h"

typedef struct folder {
    char path[64];
    char file[80];
} folder;

static int setup(void **state)
{
    static folder self;

    strcpy(self.path, "/tmp/pipc-config-XXXXXX");
    assert_non_null(mkdtemp(self.path));
    snprintf(self.file, sizeof self.file, "%s/config.yml", self.path);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    folder *self = *state;

    unlink(self->file);
    return rmdir(self->path);
}

static void write_file(const folder *self, const char *text, size_t times)
{
    FILE *file = fopen(self->file, "w");

    assert_non_null(file);
    for (size_t i = 0; i < times; i++)
        assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_file_is_read_with_its_parameters(void **state)
{
    folder *self = *state;
    pipc_config_params *parameters = NULL;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    write_file(self, "- port: {{PORT}}{{#unless PORT}}8090{{/unless}}\n", 1);
    assert_ok(pipc_config_params_from_string("port=1", &parameters, &error), error);
    assert_ok(pipc_config_read_file(self->file, parameters, &config, &error), error);
    assert_string_equal(pipc_config_params_get(config, "0.port"), "1");
    pipc_config_params_free(config);
    assert_ok(pipc_config_read_file(self->file, NULL, &config, &error), error);
    assert_string_equal(pipc_config_params_get(config, "0.port"), "8090");
    pipc_config_params_free(config);
    pipc_config_params_free(parameters);
}

static void what_cannot_be_read_is_named(void **state)
{
    folder *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code;

    code = pipc_config_read_file(self->file, NULL, &config, &error);
    assert_string_equal(pipc_error_detail(error, "path"), self->file);
    assert_error(code, error, PIPC_E_FILE_ERROR, "READ_FAILED",
                 "config.yml cannot be read: No such file or directory; expected");
    assert_error(pipc_config_read_file(self->path, NULL, &config, &error), error, PIPC_E_FILE_ERROR,
                 "READ_FAILED", "cannot be read: Is a directory");
    assert_error(pipc_config_read_file(NULL, NULL, &config, &error), error, PIPC_E_MISCONFIGURATION,
                 "NO_PATH", "");
    assert_error(pipc_config_read_file("", NULL, &config, &error), error, PIPC_E_MISCONFIGURATION,
                 "NO_PATH", "");
    assert_null(config);
}

static void files_without_end_are_not_read_to_their_end(void **state)
{
    folder *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    write_file(self, "# 16 characters\n", 65537);
    assert_error(pipc_config_read_file(self->file, NULL, &config, &error), error,
                 PIPC_E_MISCONFIGURATION, "TOO_LARGE", "expected at most 1048576 bytes");
    write_file(self, "# 16 characters\n", 65536);
    assert_ok(pipc_config_read_file(self->file, NULL, &config, &error), error);
    pipc_config_params_free(config);
    config = NULL;
    assert_error(pipc_config_read_file("/dev/zero", NULL, &config, &error), error,
                 PIPC_E_MISCONFIGURATION, "TOO_LARGE", "/dev/zero");
    assert_null(config);
}

static void a_mistake_tells_where_it_is_in_details_too(void **state)
{
    folder *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    write_file(self, "a: 1\n{{#if A}}\n", 1);
    assert_int_equal(pipc_config_read_file(self->file, NULL, &config, &error),
                     PIPC_E_MISCONFIGURATION);
    assert_string_equal(pipc_error_detail(error, "path"), self->file);
    assert_string_equal(pipc_error_detail(error, "line"), "2");
    pipc_error_free(error);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(a_file_is_read_with_its_parameters),
        FOLDER_TEST(what_cannot_be_read_is_named),
        FOLDER_TEST(files_without_end_are_not_read_to_their_end),
        FOLDER_TEST(a_mistake_tells_where_it_is_in_details_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
