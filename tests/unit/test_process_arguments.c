#include <pipc/config_params.h>

#include "container/process_arguments.h"
#include "support/cmocka.h"

enum { WORDS_MAX = 8 };

/* Reads up to 7 words, the rest being NULL. */
static int read_words(const char *const *words, pipc__process_arguments *out, pipc_error **error)
{
    char *argv[WORDS_MAX + 1] = {(char *)"program"};
    int argc = 1;

    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    return pipc__process_arguments_read(argc, argv, out, error);
}

static void without_options_all_is_as_by_default(void **state)
{
    static const char *const words[WORDS_MAX] = {NULL};
    pipc__process_arguments arguments;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(read_words(words, &arguments, &error), error);
    assert_string_equal(arguments.config, "./config/config.yml");
    assert_false(arguments.wants_help);
    assert_int_equal(pipc_config_params_count(arguments.parameters), 0);
    pipc__process_arguments_dispose(&arguments);
}

static void options_are_read_in_all_their_forms(void **state)
{
    static const char *const rows[][WORDS_MAX] = {
        {"-c", "a.yml", "-p", "A=1;B=2", "-p", "B=3", NULL},
        {"--config", "a.yml", "--param", "B=3", "--params", "A=1", NULL},
        {"--config=a.yml", "--params=B=3", "--param=A=1", NULL},
        {"-c", "b.yml", "--config=a.yml", "-p", "A=1;B=3", NULL},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__process_arguments arguments;
        pipc_error *error = NULL;

        assert_ok(read_words(rows[i], &arguments, &error), error);
        assert_string_equal(arguments.config, "a.yml");
        assert_int_equal(pipc_config_params_count(arguments.parameters), 2);
        assert_string_equal(pipc_config_params_get(arguments.parameters, "A"), "1");
        assert_string_equal(pipc_config_params_get(arguments.parameters, "B"), "3");
        pipc__process_arguments_dispose(&arguments);
    }
}

static void help_ends_the_reading(void **state)
{
    static const char *const rows[][WORDS_MAX] = {{"-h", "-x", NULL}, {"--help", NULL}};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__process_arguments arguments;
        pipc_error *error = NULL;

        assert_ok(read_words(rows[i], &arguments, &error), error);
        assert_true(arguments.wants_help);
        pipc__process_arguments_dispose(&arguments);
    }
}

static void what_is_no_option_is_named(void **state)
{
    static const struct {
        const char *words[WORDS_MAX];
        const char *message;
    } rows[] = {
        {{"-x", NULL}, "argument \"-x\" is unknown"},
        {{"config.yml", NULL}, "argument \"config.yml\" is unknown"},
        {{"-c=a", NULL}, "argument \"-c=a\" is unknown"},
        {{"--conf", "a", NULL}, "argument \"--conf\" is unknown"},
        {{"-p", "A=1", "-c", NULL}, "argument -c stands alone"},
        {{"", NULL}, "argument \"\" is unknown"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__process_arguments arguments;
        pipc_error *error = NULL;

        assert_error(read_words(rows[i].words, &arguments, &error), error, PIPC_E_BAD_REQUEST,
                     "BAD_ARGUMENT", rows[i].message);
    }
}

static void the_environment_goes_over_parameters(void **state)
{
    static const char *const words[WORDS_MAX] = {"-p", "A=1;B=2", NULL};
    char *environment[] = {(char *)"A=3=4", (char *)"C=", (char *)"=x", (char *)"D", NULL};
    pipc__process_arguments arguments;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(read_words(words, &arguments, &error), error);
    assert_ok(pipc__process_arguments_add(&arguments, environment, &error), error);
    assert_string_equal(pipc_config_params_get(arguments.parameters, "A"), "3=4");
    assert_string_equal(pipc_config_params_get(arguments.parameters, "B"), "2");
    assert_true(pipc_config_params_contains(arguments.parameters, "C"));
    assert_int_equal(pipc_config_params_count(arguments.parameters), 3);
    pipc__process_arguments_dispose(&arguments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_options_all_is_as_by_default),
        cmocka_unit_test(options_are_read_in_all_their_forms),
        cmocka_unit_test(help_ends_the_reading),
        cmocka_unit_test(what_is_no_option_is_named),
        cmocka_unit_test(the_environment_goes_over_parameters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
