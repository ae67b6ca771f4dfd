#include <limits.h>
#include <locale.h>
#include <stdio.h>

#include <pipc/config_params.h>

#include "support/cmocka.h"

/* Parameters where `key` has `value`. */
static pipc_config_params *params_with(const char *value)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_tuples(&config, &error, "key", value, NULL), error);
    return config;
}

/* What an error says of the value: `"value", expected what`. */
static const char *complaint(const char *value, const char *expected)
{
    static char text[200];

    snprintf(text, sizeof(text), "key is \"%s\", expected %s", value, expected);
    return text;
}

static const char *const missing[] = {NULL, ""};

static void what_is_missing_gives_the_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(missing); i++) {
        pipc_config_params *config = params_with(missing[i]);
        pipc_error *error = NULL;
        long number = 0;
        double real = 0;
        bool flag = false;

        /* A default may lie outside of what a value may be. */
        assert_ok(pipc_config_params_get_long(config, "key", 1, 5, -7, &number, &error), error);
        assert_ok(pipc_config_params_get_double(config, "key", 0.5, &real, &error), error);
        assert_ok(pipc_config_params_get_boolean(config, "key", true, &flag, &error), error);
        assert_int_equal(number, -7);
        assert_true(real == 0.5);
        assert_true(flag);
        assert_ok(pipc_config_params_get_boolean(config, "none", true, &flag, &error), error);
        assert_ok(pipc_config_params_get_long(config, "none", 1, 5, 9, &number, &error), error);
        assert_int_equal(number, 9);
        pipc_config_params_free(config);
    }
}

static void whole_numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        long number;
    } rows[] = {
        {"0", 0},   {"7", 7},    {" 7 ", 7},   {"+7", 7},
        {"-7", -7}, {"010", 10}, {"\t7\n", 7}, {"9223372036854775807", LONG_MAX},
        {"-0", 0},  {"0007", 7},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = params_with(rows[i].text);
        pipc_error *error = NULL;
        long number = 99;

        assert_ok(
            pipc_config_params_get_long(config, "key", LONG_MIN, LONG_MAX, 1, &number, &error),
            error);
        assert_true(number == rows[i].number);
        pipc_config_params_free(config);
    }
}

/* Unlike Pip.Services in Node, which reads as far as it can: "10abc" is a mistake. */
static void what_is_no_whole_number_is_refused(void **state)
{
    static const char *const texts[] = {"10.5", "1e3", "10abc", "0x10", "abc",
                                        "true", "-",   " ",     "1 2",  "9223372036854775808"};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        pipc_config_params *config = params_with(texts[i]);
        pipc_error *error = NULL;
        long number = 99;

        assert_error(pipc_config_params_get_long(config, "key", -10, 100, 1, &number, &error),
                     error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                     complaint(texts[i], "a whole number from -10 to 100"));
        assert_int_equal(number, 99);
        pipc_config_params_free(config);
    }
}

static void the_range_includes_its_ends(void **state)
{
    static const struct {
        const char *text;
        bool inside;
    } rows[] = {{"-3", false}, {"-2", true}, {"5", true}, {"6", false}};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = params_with(rows[i].text);
        pipc_error *error = NULL;
        long number = 99;
        int code = pipc_config_params_get_long(config, "key", -2, 5, 1, &number, &error);

        if (rows[i].inside)
            assert_ok(code, error);
        else
            assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_VALUE", "from -2 to 5");
        pipc_config_params_free(config);
    }
}

static void numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        double number;
    } rows[] = {{"0", 0},    {"1.5", 1.5}, {" -1.5 ", -1.5}, {"1e3", 1000},
                {".5", 0.5}, {"5.", 5},    {"0x10", 16},     {"1e-400", 0}};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = params_with(rows[i].text);
        pipc_error *error = NULL;
        double number = 99;

        assert_ok(pipc_config_params_get_double(config, "key", 1, &number, &error), error);
        assert_true(number == rows[i].number);
        pipc_config_params_free(config);
    }
}

static void what_is_no_finite_number_is_refused(void **state)
{
    static const char *const texts[] = {"abc", "1.5x", "1,5", "inf", "-inf", "nan", "1e999", " "};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        pipc_config_params *config = params_with(texts[i]);
        pipc_error *error = NULL;
        double number = 99;

        assert_error(pipc_config_params_get_double(config, "key", 1, &number, &error), error,
                     PIPC_E_MISCONFIGURATION, "BAD_VALUE", complaint(texts[i], "a number"));
        assert_true(number == 99);
        pipc_config_params_free(config);
    }
}

static void the_locale_of_the_program_does_not_matter(void **state)
{
    pipc_config_params *config = params_with("1.5");
    pipc_error *error = NULL;
    double number = 99;
    int code;

    (void)state;
    if (setlocale(LC_NUMERIC, "comma") == NULL) { /* made of comma.locale, where that is possible */
        pipc_config_params_free(config);
        skip();
    }
    code = pipc_config_params_get_double(config, "key", 1, &number, &error);
    setlocale(LC_NUMERIC, "C");
    assert_ok(code, error);
    assert_true(number == 1.5);
    pipc_config_params_free(config);
}

static void booleans_are_read_in_any_case(void **state)
{
    static const struct {
        const char *text;
        bool value;
    } rows[] = {{"1", true},   {"true", true}, {"T", true},      {"Yes", true},
                {"y", true},   {"0", false},   {"FALSE", false}, {"f", false},
                {"nO", false}, {"n", false},   {" yes ", true}};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = params_with(rows[i].text);
        pipc_error *error = NULL;
        bool value = !rows[i].value;

        assert_ok(pipc_config_params_get_boolean(config, "key", value, &value, &error), error);
        assert_int_equal(value, rows[i].value);
        pipc_config_params_free(config);
    }
}

static void what_is_no_boolean_is_refused(void **state)
{
    static const char *const texts[] = {"2", "on", "off", "truely", "tru", "yes no", " ", "-1"};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        pipc_config_params *config = params_with(texts[i]);
        pipc_error *error = NULL;
        bool value = true;

        assert_error(pipc_config_params_get_boolean(config, "key", false, &value, &error), error,
                     PIPC_E_MISCONFIGURATION, "BAD_VALUE", complaint(texts[i], "true or false"));
        assert_true(value);
        pipc_config_params_free(config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_gives_the_default),
        cmocka_unit_test(whole_numbers_are_read),
        cmocka_unit_test(what_is_no_whole_number_is_refused),
        cmocka_unit_test(the_range_includes_its_ends),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(what_is_no_finite_number_is_refused),
        cmocka_unit_test(the_locale_of_the_program_does_not_matter),
        cmocka_unit_test(booleans_are_read_in_any_case),
        cmocka_unit_test(what_is_no_boolean_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
