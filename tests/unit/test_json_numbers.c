#include "support/cmocka.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "messages/json_numbers.h"

static bool read_integer(const char *text, pipc__json_integer *number)
{
    return pipc__json_integer_read(&(pipc__json_text){text, strlen(text)}, number);
}

static void whole_numbers_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        bool is_negative;
        uint64_t magnitude;
    } cases[] = {
        {"0", false, 0},
        {"-0", true, 0},
        {"7", false, 7},
        {"-12", true, 12},
        {"100", false, 100},
        {"1.0", false, 1},
        {"1.000", false, 1},
        {"10.50e1", false, 105},
        {"0.001e3", false, 1},
        {"1e3", false, 1000},
        {"1E+3", false, 1000},
        {"1000e-3", false, 1},
        {"18446744073709551615", false, UINT64_MAX},
        {"1844674407370955161.5e1", false, UINT64_MAX},
        {"184467440737095516150e-1", false, UINT64_MAX},
        {"9007199254740993", false, UINT64_C(9007199254740993)},
        {"0e99999999999999999999", false, 0},
        {"0.0000000000000000000000000000", false, 0},
        {"1000000000000000000000000000000e-30", false, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pipc__json_integer number;

        if (!read_integer(cases[i].text, &number))
            fail_msg("%s was refused", cases[i].text);
        assert_int_equal(number.is_negative, cases[i].is_negative);
        assert_true(number.magnitude == cases[i].magnitude);
    }
}

static void others_are_refused(void **state)
{
    static const char *const wrong[] = {"0.5",
                                        "1.05",
                                        "1e-1",
                                        "-1.5",
                                        "18446744073709551616",
                                        "1e20",
                                        "1e99999999999",
                                        "1e-99999999999",
                                        "99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        pipc__json_integer number;

        if (read_integer(wrong[i], &number))
            fail_msg("%s was read", wrong[i]);
    }
}

static void assert_double(double value, bool is_float, const char *expected)
{
    char text[PIPC__JSON_DOUBLE_MAX];

    pipc__json_double_write(value, is_float, text);
    assert_string_equal(text, expected);
}

static void the_shortest_text_is_written(void **state)
{
    (void)state;
    assert_double(0.1, false, "0.1");
    assert_double((double)0.1f, true, "0.1");
    assert_double(1.0 / 3.0, false, "0.3333333333333333");
    assert_double(100, false, "100");
    assert_double(-0.0, false, "-0");
    assert_double(1e300, false, "1e+300");
    assert_double(DBL_MAX, false, "1.7976931348623157e+308");
    assert_double((double)FLT_MAX, true, "3.4028235e+38");
    assert_double(16777216, true, "16777216");
    assert_double(5e-324, false, "5e-324");
}

/* An xorshift generator: the same numbers each time. */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

static void every_double_comes_back(void **state)
{
    uint64_t seed = 42;
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next(&seed);
        char text[PIPC__JSON_DOUBLE_MAX];
        double value, back;

        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        pipc__json_double_write(value, false, text);
        assert_ok(
            pipc__json_double_read(&(pipc__json_text){text, strlen(text)}, false, &arena, &back),
            *(pipc_error *[]){NULL});
        assert_memory_equal(&back, &value, sizeof value);
    }
    pipc__arena_dispose(&arena);
}

static void numbers_past_a_type_are_refused(void **state)
{
    static const char *const texts[] = {"1e309", "-1e309", "1e99999"};
    pipc__arena arena;
    double value;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(pipc__json_double_read(&(pipc__json_text){texts[i], strlen(texts[i])},
                                                false, &arena, &value),
                         PIPC_E_BAD_REQUEST);
    assert_int_equal(pipc__json_double_read(&(pipc__json_text){"3.5e38", 6}, true, &arena, &value),
                     PIPC_E_BAD_REQUEST);
    assert_int_equal(
        pipc__json_double_read(&(pipc__json_text){"3.4028235e38", 12}, true, &arena, &value),
        PIPC_OK);
    pipc__arena_dispose(&arena);
}

static void a_number_of_many_digits_is_read(void **state)
{
    char text[301];
    pipc__arena arena;
    double value;

    (void)state;
    memset(text, '9', 300);
    text[300] = '\0';
    pipc__arena_init(&arena, NULL, 0);
    assert_int_equal(pipc__json_double_read(&(pipc__json_text){text, 300}, false, &arena, &value),
                     PIPC_OK);
    assert_true(value == 1e300);
    pipc__arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_read_exactly),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(the_shortest_text_is_written),
        cmocka_unit_test(every_double_comes_back),
        cmocka_unit_test(numbers_past_a_type_are_refused),
        cmocka_unit_test(a_number_of_many_digits_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
