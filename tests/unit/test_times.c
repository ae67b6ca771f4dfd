#include "support/cmocka.h"

#include <string.h>

#include "messages/times.h"

static pipc__json_text text_of(const char *text)
{
    return (pipc__json_text){text, strlen(text)};
}

static void assert_timestamp(int64_t seconds, int32_t nanos, const char *expected)
{
    pipc__time time = {seconds, nanos}, back;
    pipc__json_text text = text_of(expected);
    char written[PIPC__TIME_MAX];

    assert_true(pipc__timestamp_write(time, written));
    assert_string_equal(written, expected);
    assert_true(pipc__timestamp_read(&text, &back));
    assert_int_equal(back.seconds, seconds);
    assert_int_equal(back.nanos, nanos);
}

static void timestamps_are_written_and_read(void **state)
{
    (void)state;
    assert_timestamp(0, 0, "1970-01-01T00:00:00Z");
    assert_timestamp(-1, 999999999, "1969-12-31T23:59:59.999999999Z");
    assert_timestamp(951782400, 1000, "2000-02-29T00:00:00.000001Z");
    assert_timestamp(INT64_C(-62135596800), 0, "0001-01-01T00:00:00Z");
    assert_timestamp(INT64_C(253402300799), 500000000, "9999-12-31T23:59:59.500Z");
    assert_timestamp(4107542399, 1, "2100-02-28T23:59:59.000000001Z");
    assert_timestamp(4107542400, 0, "2100-03-01T00:00:00Z");
}

static void every_day_comes_back(void **state)
{
    (void)state;
    for (int64_t day = -719162; day <= 2932896; day += 13) {
        pipc__time time = {day * 86400 + 43261, 0}, back;
        char written[PIPC__TIME_MAX];
        pipc__json_text text;

        assert_true(pipc__timestamp_write(time, written));
        text = text_of(written);
        assert_true(pipc__timestamp_read(&text, &back));
        assert_int_equal(back.seconds, time.seconds);
    }
}

static void offsets_and_fractions_of_any_length_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t nanos;
    } cases[] = {
        {"1970-01-01T08:00:00+08:00", 0, 0},      {"1969-12-31T16:30:00-07:30", 0, 0},
        {"1970-01-01T00:00:01.1Z", 1, 100000000}, {"1970-01-01T00:00:01.12345Z", 1, 123450000},
        {"1970-01-01T00:00:00-00:00", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pipc__json_text text = text_of(cases[i].text);
        pipc__time time;

        assert_true(pipc__timestamp_read(&text, &time));
        assert_int_equal(time.seconds, cases[i].seconds);
        assert_int_equal(time.nanos, cases[i].nanos);
    }
}

static void what_is_no_timestamp_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "1970-01-01",
        "1970-01-01T00:00:00",
        "1970-01-01t00:00:00Z",
        "1970-01-01T00:00:00z",
        "1970-01-01 00:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "1970-13-01T00:00:00Z",
        "1970-00-01T00:00:00Z",
        "1970-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "1970-04-31T00:00:00Z",
        "1970-01-00T00:00:00Z",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:60Z",
        "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.1234567890Z",
        "1970-01-01T00:00:00+24:00",
        "1970-01-01T00:00:00+0100",
        "1970-01-01T00:00:00Zx",
        " 1970-01-01T00:00:00Z",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        pipc__json_text text = text_of(wrong[i]);
        pipc__time time;

        if (pipc__timestamp_read(&text, &time))
            fail_msg("\"%s\" was read", wrong[i]);
    }
}

static void times_that_have_no_text_are_refused(void **state)
{
    char text[PIPC__TIME_MAX];

    (void)state;
    assert_false(pipc__timestamp_write((pipc__time){INT64_C(253402300800), 0}, text));
    assert_false(pipc__timestamp_write((pipc__time){INT64_C(-62135596801), 0}, text));
    assert_false(pipc__timestamp_write((pipc__time){INT64_MIN, 0}, text));
    assert_false(pipc__timestamp_write((pipc__time){0, 1000000000}, text));
    assert_false(pipc__timestamp_write((pipc__time){0, -1}, text));
    assert_false(pipc__duration_write((pipc__time){INT64_C(315576000001), 0}, text));
    assert_false(pipc__duration_write((pipc__time){INT64_MIN, 0}, text));
    assert_false(pipc__duration_write((pipc__time){1, -1}, text));
    assert_false(pipc__duration_write((pipc__time){-1, 1}, text));
    assert_false(pipc__duration_write((pipc__time){0, 1000000000}, text));
    assert_false(pipc__duration_write((pipc__time){0, INT32_MIN}, text));
}

static void durations_are_written_and_read(void **state)
{
    static const struct {
        pipc__time time;
        const char *text;
    } cases[] = {
        {{0, 0}, "0s"},
        {{1, 500000000}, "1.500s"},
        {{-1, -500000000}, "-1.500s"},
        {{0, -1}, "-0.000000001s"},
        {{INT64_C(315576000000), 999999999}, "315576000000.999999999s"},
        {{INT64_C(-315576000000), -999999000}, "-315576000000.999999s"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pipc__json_text text = text_of(cases[i].text);
        char written[PIPC__TIME_MAX];
        pipc__time back;

        assert_true(pipc__duration_write(cases[i].time, written));
        assert_string_equal(written, cases[i].text);
        assert_true(pipc__duration_read(&text, &back));
        assert_int_equal(back.seconds, cases[i].time.seconds);
        assert_int_equal(back.nanos, cases[i].time.nanos);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "s",
                                        "1",
                                        "1 s",
                                        "+1s",
                                        "--1s",
                                        ".5s",
                                        "1.s",
                                        "1.0000000000s",
                                        "315576000001s",
                                        "1S",
                                        "1ss",
                                        "99999999999999999999s"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        pipc__json_text text = text_of(wrong[i]);
        pipc__time time;

        if (pipc__duration_read(&text, &time))
            fail_msg("\"%s\" was read", wrong[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timestamps_are_written_and_read),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(offsets_and_fractions_of_any_length_are_read),
        cmocka_unit_test(what_is_no_timestamp_is_refused),
        cmocka_unit_test(times_that_have_no_text_are_refused),
        cmocka_unit_test(durations_are_written_and_read),
        cmocka_unit_test(what_is_no_duration_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
