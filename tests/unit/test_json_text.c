#include "commands/json_text.h"

#include <stdlib.h>
#include <string.h>

#include <pipc/alloc.h>

#include "support/cmocka.h"
#include "support/json.h"

static json_t *read(const char *text)
{
    json_t *value = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc__json_read(text, strlen(text), &value, &error), error);
    return value;
}

static char *write(const json_t *value)
{
    char *text = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc__json_write(value, &text, &error), error);
    return text;
}

static void what_is_read_is_written_the_same(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "\"\"",
        "\"h\xc3\xa9llo \xf0\x9f\x98\x88\"",
        "[]",
        "{}",
        "[1,2.5,\"a\",null,{\"a\":[]}]",
        "1e300",
        "1.0",
        "\"\\\"\\\\\\n\\u0000\"",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        json_t *value = read(texts[i]);
        char *text = write(value);
        json_t *again = read(text);

        assert_true(json_equal(value, again));
        if (strchr(texts[i], 'e') == NULL)
            assert_string_equal(text, texts[i]);
        pipc_free(text);
        json_decref(value);
        json_decref(again);
    }
}

static void nothing_is_written_as_null(void **state)
{
    char *text = write(NULL);

    (void)state;
    assert_string_equal(text, "null");
    pipc_free(text);
}

static void reals_keep_all_their_digits(void **state)
{
    static const double numbers[] = {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 1e21};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(numbers); i++) {
        json_t *value = json_real(numbers[i]);
        char *text = write(value);
        json_t *again = read(text);

        assert_true(json_real_value(again) == numbers[i]);
        pipc_free(text);
        json_decref(value);
        json_decref(again);
    }
}

static void whole_numbers_past_64_bits_are_reals(void **state)
{
    json_t *value = read("{\"a\":[18446744073709551615,-18446744073709551615,12],"
                         "\"b 99999999999999999999 \\\" 1\":99999999999999999999}");

    (void)state;
    assert_true(json_real_value(json_array_get(json_object_get(value, "a"), 0)) ==
                18446744073709551615.0);
    assert_true(json_real_value(json_array_get(json_object_get(value, "a"), 1)) ==
                -18446744073709551615.0);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(value, "a"), 2)), 12);
    assert_true(json_real_value(json_object_get(value, "b 99999999999999999999 \" 1")) == 1e20);
    json_decref(value);
}

static void of_a_name_that_comes_twice_the_last_one_counts(void **state)
{
    json_t *value = read("{\"a\":1,\"a\":2}");

    (void)state;
    assert_json(value, "{\"a\":2}");
    json_decref(value);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "[1,",
        "nul",
        "{\"a\":1}x",
        "'a'",
        "\"\xff\"",
        "\"\\ud800\"",
        "01",
        "1e999",
        "99999999999999999999e999",
        "[99999999999999999999",
        "\"99999999999999999999",
        "[-]",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        json_t *value = NULL;
        pipc_error *error = NULL;
        int code = pipc__json_read(texts[i], strlen(texts[i]), &value, &error);

        assert_null(value);
        assert_error(code, error, PIPC_E_BAD_REQUEST, "BAD_JSON", "JSON cannot be read");
    }
}

static void a_hundred_thousand_levels_are_refused(void **state)
{
    static char text[100001];
    json_t *value = NULL;
    pipc_error *error = NULL;

    (void)state;
    memset(text, '[', sizeof text - 1);
    assert_error(pipc__json_read(text, strlen(text), &value, &error), error, PIPC_E_BAD_REQUEST,
                 "BAD_JSON", "depth");
    memset(text, ']', sizeof text - 1);
    memset(text, '[', 2000);
    assert_ok(pipc__json_read(text, 4000, &value, &error), error);
    json_decref(value);
}

static void a_value_that_holds_itself_is_not_written(void **state)
{
    json_t *value = json_array();
    json_t *inner = json_array();
    char *text = NULL;
    pipc_error *error = NULL;

    (void)state;
    json_array_append(value, inner);
    json_array_append(inner, value);
    assert_error(pipc__json_write(value, &text, &error), error, PIPC_E_INTERNAL, "BAD_JSON", "");
    assert_null(text);
    json_array_clear(inner);
    json_decref(inner);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_the_same),
        cmocka_unit_test(nothing_is_written_as_null),
        cmocka_unit_test(reals_keep_all_their_digits),
        cmocka_unit_test(whole_numbers_past_64_bits_are_reals),
        cmocka_unit_test(of_a_name_that_comes_twice_the_last_one_counts),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(a_hundred_thousand_levels_are_refused),
        cmocka_unit_test(a_value_that_holds_itself_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
