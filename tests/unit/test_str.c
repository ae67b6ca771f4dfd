#include <locale.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

static void pieces_are_joined(void **state)
{
    pipc__str str = {0};
    char *text;

    (void)state;
    pipc__str_append(&str, "one");
    pipc__str_append_bytes(&str, ", two, three", 5);
    pipc__str_printf(&str, " %s %d", "and", 3);
    assert_int_equal(str.length, strlen("one, two and 3"));
    assert_int_equal(str.text[str.length], '\0');
    text = pipc__str_take(&str);
    assert_string_equal(text, "one, two and 3");
    assert_null(str.text);
    assert_int_equal(str.length, 0);
    pipc__free(text);
}

static void nothing_is_the_empty_text(void **state)
{
    pipc__str str = {0};
    char *text = pipc__str_take(&str);

    (void)state;
    assert_string_equal(text, "");
    pipc__free(text);
}

static void it_grows_at_every_length(void **state)
{
    pipc__str str = {0};

    (void)state;
    failing_allocator_install();
    for (size_t i = 0; i < 5000; i++) {
        if (i % 2 == 0)
            pipc__str_append(&str, "x");
        else
            pipc__str_printf(&str, "%c", 'x');
        assert_int_equal(strlen(str.text), i + 1);
    }
    assert_in_range(failing_allocator_allocations(), 1, 10); /* it doubles */
    pipc__str_dispose(&str);
    failing_allocator_remove();
}

static void an_empty_piece_changes_nothing(void **state)
{
    pipc__str str = {0};

    (void)state;
    pipc__str_append(&str, "");
    pipc__str_printf(&str, "%s", "");
    assert_false(str.failed);
    assert_string_equal(str.text, "");
    pipc__str_dispose(&str);
}

static void a_long_text_is_formatted_whole(void **state)
{
    char *text = pipc__str_format("%05000d", 7);

    (void)state;
    assert_int_equal(strlen(text), 5000);
    assert_int_equal(text[4999], '7');
    pipc__free(text);
}

static void once_it_has_failed_it_stays_failed(void **state)
{
    pipc__str str = {0};

    (void)state;
    failing_allocator_install();
    pipc__str_append(&str, "kept");
    failing_allocator_fail_at(1, false);
    pipc__str_printf(&str, "%0100d", 1);
    assert_true(str.failed);
    assert_string_equal(str.text, "kept");
    pipc__str_append(&str, "no more");
    assert_string_equal(str.text, "kept");
    assert_null(pipc__str_take(&str));
    assert_int_equal(failing_allocator_live_blocks(), 0);
    assert_false(str.failed); /* empty again */
    failing_allocator_fail_at(1, false);
    assert_null(pipc__str_take(&str));
    failing_allocator_fail_at(1, false);
    assert_null(pipc__str_format("x"));
    failing_allocator_remove();
}

static void a_length_past_all_memory_fails(void **state)
{
    pipc__str str = {0};

    (void)state;
    pipc__str_append_bytes(&str, "x", SIZE_MAX);
    assert_true(str.failed);
    pipc__str_dispose(&str);
    assert_false(str.failed);
}

static void case_of_ascii_letters_does_not_count(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool equal;
    } rows[] = {
        {"", "", true},       {"a", "A", true},  {"Trace", "tRACE", true},
        {"a", "", false},     {"", "a", false},  {"ab", "a", false},
        {"a", "ab", false},   {"[", "{", false}, {"\xc3\xa4", "\xc3\x84", false},
        {"a1_", "A1_", true}, {"@", "`", false},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_int_equal(pipc__str_equal_ignoring_case(rows[i].a, rows[i].b), rows[i].equal);
}

static void assert_number(double number, const char *expected)
{
    pipc__str str = {.length = 0};

    pipc__str_append_number(&str, number);
    assert_string_equal(str.text, expected);
    pipc__str_dispose(&str);
}

static void a_number_is_written_as_the_c_locale_has_it(void **state)
{
    (void)state;
    if (setlocale(LC_NUMERIC, "comma") == NULL) /* made of comma.locale, where that is possible */
        skip();
    assert_number(0, "0");
    assert_number(-1.5, "-1.5");
    assert_number(0.1, "0.1");
    assert_number(1706745599999, "1706745599999");
    assert_number(2.5e-9, "2.5e-09");
    assert_number(1e300, "1e+300");
    setlocale(LC_NUMERIC, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(nothing_is_the_empty_text),
        cmocka_unit_test(it_grows_at_every_length),
        cmocka_unit_test(an_empty_piece_changes_nothing),
        cmocka_unit_test(a_long_text_is_formatted_whole),
        cmocka_unit_test(once_it_has_failed_it_stays_failed),
        cmocka_unit_test(a_length_past_all_memory_fails),
        cmocka_unit_test(case_of_ascii_letters_does_not_count),
        cmocka_unit_test(a_number_is_written_as_the_c_locale_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
