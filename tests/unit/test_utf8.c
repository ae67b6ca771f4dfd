#include "support/cmocka.h"

#include <string.h>

#include "base/utf8.h"

static void text_that_fits_is_not_cut(void **state)
{
    (void)state;
    assert_int_equal(pipc__utf8_fit("abc", 3, 3), 3);
    assert_int_equal(pipc__utf8_fit("abc", 3, 100), 3);
    assert_int_equal(pipc__utf8_fit("", 0, 0), 0);
}

static void no_character_is_cut(void **state)
{
    const char *text = "a\xc3\xbc\xe2\x98\xba\xf0\x9f\x98\x88"; /* of 1, 2, 3 and 4 bytes */
    static const size_t fits[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

    (void)state;
    for (size_t most = 0; most <= 10; most++)
        assert_int_equal(pipc__utf8_fit(text, 10, most), fits[most]);
}

typedef struct repair {
    const char *text;
    const char *repaired;
} repair;

static void what_is_no_character_becomes_a_question_mark(void **state)
{
    static const repair cases[] = {
        {"", ""},
        {"plain \x7f", "plain \x7f"},
        {"\xc3\xbc\xe2\x98\xba\xf0\x9f\x98\x88", "\xc3\xbc\xe2\x98\xba\xf0\x9f\x98\x88"},
        {"\xff", "?"},
        {"a\x80z", "a?z"},
        {"\xc3", "?"},                /* cut off */
        {"\xe2\x98", "??"},           /* cut off */
        {"\xe2\x98z", "??z"},         /* cut off by another character */
        {"\xc0\x80", "??"},           /* an overlong 0 */
        {"\xe0\x80\x80", "???"},      /* an overlong 0 */
        {"\xed\xa0\x80", "???"},      /* a surrogate */
        {"\xf4\x90\x80\x80", "????"}, /* past the last */
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
        {"\xf8\x88\x80\x80\x80", "?????"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];

        strcpy(text, cases[i].text);
        pipc__utf8_repair(text);
        assert_string_equal(text, cases[i].repaired);
    }
}

static void text_is_characters_and_no_zero(void **state)
{
    (void)state;
    assert_true(pipc__utf8_is_text("", 0));
    assert_true(pipc__utf8_is_text("plain", 5));
    assert_true(pipc__utf8_is_text("\xc3\xbc\xe2\x98\xba\xf0\x9f\x98\x88", 9));
    assert_false(pipc__utf8_is_text("a\0b", 3));
    assert_false(pipc__utf8_is_text("\0", 1));
    for (size_t cut = 1; cut < 4; cut++)
        assert_false(pipc__utf8_is_text("\xf0\x9f\x98\x88", cut));
    assert_false(pipc__utf8_is_text("\xed\xa0\x80", 3)); /* a surrogate */
    assert_false(pipc__utf8_is_text("\xc0\x80", 2));     /* an overlong 0 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_fits_is_not_cut),
        cmocka_unit_test(no_character_is_cut),
        cmocka_unit_test(text_is_characters_and_no_zero),
        cmocka_unit_test(what_is_no_character_becomes_a_question_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
