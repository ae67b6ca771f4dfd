#include "support/cmocka.h"

#include <time.h>

#include "base/alloc.h"
#include "component/wall_clock.h"

static void assert_time(int64_t ms, const char *expected)
{
    pipc__str text = {.length = 0};

    pipc__wall_clock_append(&text, ms);
    assert_string_equal(text.text, expected);
    pipc__str_dispose(&text);
}

static void a_time_is_written_as_iso_8601_has_it(void **state)
{
    (void)state;
    assert_time(0, "1970-01-01T00:00:00.000Z");
    assert_time(1706745599999, "2024-01-31T23:59:59.999Z");
    assert_time(1709210096007, "2024-02-29T12:34:56.007Z");
    assert_time(-1, "1969-12-31T23:59:59.999Z");
}

static void the_time_is_that_of_the_system(void **state)
{
    int64_t before = (int64_t)time(NULL) * 1000;
    int64_t now = pipc__wall_clock_ms();

    (void)state;
    assert_true(before - 1000 <= now);
    assert_true(now <= ((int64_t)time(NULL) + 2) * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_is_written_as_iso_8601_has_it),
        cmocka_unit_test(the_time_is_that_of_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
