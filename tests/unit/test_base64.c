#include "support/cmocka.h"

#include <string.h>

#include "messages/base64.h"

static void assert_written(const char *bytes, size_t length, const char *expected)
{
    pipc__str text = {0};

    pipc__base64_write(&text, (const uint8_t *)bytes, length);
    assert_string_equal(text.text == NULL ? "" : text.text, expected);
    pipc__str_dispose(&text);
}

static void the_vectors_of_the_rfc_are_written(void **state)
{
    (void)state;
    assert_written("", 0, "");
    assert_written("f", 1, "Zg==");
    assert_written("fo", 2, "Zm8=");
    assert_written("foo", 3, "Zm9v");
    assert_written("foob", 4, "Zm9vYg==");
    assert_written("fooba", 5, "Zm9vYmE=");
    assert_written("foobar", 6, "Zm9vYmFy");
    assert_written("\xfb\xff\0", 3, "+/8A");
}

static void assert_read(const char *text, const char *bytes, size_t length)
{
    pipc__str out = {0};

    assert_true(pipc__base64_read(&out, text, strlen(text)));
    assert_int_equal(out.length, length);
    if (length > 0)
        assert_memory_equal(out.text, bytes, length);
    pipc__str_dispose(&out);
}

static void both_alphabets_are_read_padded_or_not(void **state)
{
    (void)state;
    assert_read("", "", 0);
    assert_read("Zg==", "f", 1);
    assert_read("Zg", "f", 1);
    assert_read("Zm8=", "fo", 2);
    assert_read("Zm8", "fo", 2);
    assert_read("Zm9v", "foo", 3);
    assert_read("+/8A", "\xfb\xff\0", 3);
    assert_read("-_8A", "\xfb\xff\0", 3);
}

static void what_is_no_base64_is_refused(void **state)
{
    static const char *const wrong[] = {
        "Z",    "Zm9vZ", "Zg=", "Zg===",  "=",    "====",
        "Z===", "Zm9v=", "Z g", "Zm9v\n", "Zm9!", "\xc3\xa4\x61\x61"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        pipc__str out = {0};

        if (pipc__base64_read(&out, wrong[i], strlen(wrong[i])))
            fail_msg("\"%s\" was read", wrong[i]);
        pipc__str_dispose(&out);
    }
}

static void all_bytes_come_back(void **state)
{
    uint8_t bytes[259];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + i / 7);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        pipc__str text = {0}, back = {0};

        pipc__base64_write(&text, bytes, length);
        assert_true(pipc__base64_read(&back, text.text == NULL ? "" : text.text, text.length));
        assert_int_equal(back.length, length);
        if (length > 0)
            assert_memory_equal(back.text, bytes, length);
        pipc__str_dispose(&text);
        pipc__str_dispose(&back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_rfc_are_written),
        cmocka_unit_test(both_alphabets_are_read_padded_or_not),
        cmocka_unit_test(what_is_no_base64_is_refused),
        cmocka_unit_test(all_bytes_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
