#include "support/cmocka.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "echo.pb-c.h"
#include "grpc/inspection.h"
#include "support/packing.h"

static pipc_error *no_error;

static bool is_too_deep(const void *bytes, size_t length)
{
    pipc_error *error = NULL;
    int code = pipc__inspect(&tests__tree__descriptor, bytes, length, &error);

    if (code == PIPC_OK)
        return false;
    assert_error(code, error, PIPC_E_INTERNAL, "MESSAGE_TOO_DEEP", "deeper than 100 levels");
    return true;
}

static void a_hundred_levels_are_not_too_deep(void **state)
{
    static const unsigned levels[] = {1, 2, 99, 100, 101, 200, 10000};

    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        size_t length;
        uint8_t *bytes = pack_nested(levels[i], &length);

        assert_int_equal(is_too_deep(bytes, length), levels[i] > 100);
        free(bytes);
    }
}

static void what_is_no_submessage_is_no_level(void **state)
{
    (void)state;
    assert_false(is_too_deep("\x12\x02\x0a\x0a", 4)); /* the name */
    assert_false(is_too_deep("\x1a\x02\x0a\x00", 4)); /* an unknown field */
}

/* Every cut of it is read no further than it goes; the sanitizer sees to that. */
static void bytes_that_end_early_are_read_no_further(void **state)
{
    size_t length;
    uint8_t *bytes = pack_nested(150, &length);

    (void)state;
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1);

        memcpy(copy, bytes, cut);
        is_too_deep(copy, cut);
        free(copy);
    }
    free(bytes);
}

static void bytes_that_are_no_fields_are_left_to_the_parser(void **state)
{
    (void)state;
    assert_false(is_too_deep("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12));
    assert_false(is_too_deep("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    assert_false(is_too_deep("\x0b\x0c", 2)); /* a group */
    assert_false(is_too_deep("\x09\x01", 2)); /* half a fixed64 */
    assert_false(is_too_deep("\x0d\x01", 2)); /* half a fixed32 */
}

static void expect_bad_text(const void *bytes, size_t length, const char *text)
{
    pipc_error *error = NULL;
    int code = pipc__inspect(&tests__tree__descriptor, bytes, length, &error);

    assert_error(code, error, PIPC_E_INTERNAL, "BAD_TEXT", text);
}

static void text_that_is_none_is_refused_by_name(void **state)
{
    (void)state;
    assert_ok(pipc__inspect(&tests__tree__descriptor, (const uint8_t *)"\x12\x02\xc3\xbc", 4, NULL),
              no_error);
    expect_bad_text("\x12\x01\xff", 3, "field name of message tests.Tree is not text");
    expect_bad_text("\x12\x03"
                    "a\x00"
                    "b",
                    5, "without a 0");
    expect_bad_text("\x0a\x03\x12\x01\xff", 5, "field name of message tests.Tree"); /* within */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_levels_are_not_too_deep),
        cmocka_unit_test(what_is_no_submessage_is_no_level),
        cmocka_unit_test(bytes_that_end_early_are_read_no_further),
        cmocka_unit_test(bytes_that_are_no_fields_are_left_to_the_parser),
        cmocka_unit_test(text_that_is_none_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
