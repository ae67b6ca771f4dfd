/* A build without libyaml and jansson, whose place is taken here by what is built then. */
#include <pipc/config_params.h>
#include <pipc/config_reader.h>

#include "support/cmocka.h"

static void what_this_build_cannot_read_is_told_with_the_file(void **state)
{
    static const char text[] = "{}";
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_config_read_text("a.yml", text, 2, NULL, &config, &error), error,
                 PIPC_E_UNSUPPORTED, "NO_YAML", "a.yml is YAML, which this build of pipc cannot");
    assert_error(pipc_config_read_text("a.json", text, 2, NULL, &config, &error), error,
                 PIPC_E_UNSUPPORTED, "NO_JSON", "a.json is JSON, which this build of pipc cannot");
    assert_null(config);
}

static void other_mistakes_are_told_as_ever(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_config_read_text("a.yml", "{{", 2, NULL, &config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_TEMPLATE", "a.yml:1: ");
    assert_error(pipc_config_read_file("/nowhere/a.yml", NULL, &config, &error), error,
                 PIPC_E_FILE_ERROR, "READ_FAILED", "/nowhere/a.yml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_this_build_cannot_read_is_told_with_the_file),
        cmocka_unit_test(other_mistakes_are_told_as_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
