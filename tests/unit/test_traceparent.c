#include "support/cmocka.h"

#include <string.h>

#include "component/traceparent.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define SPAN "b7ad6b7169203331"

static bool read(const char *text, pipc__span *span)
{
    return pipc__traceparent_read(text, strlen(text), span);
}

static void what_the_specification_has_is_read(void **state)
{
    pipc__span span;

    (void)state;
    assert_true(read("00-" TRACE "-" SPAN "-01", &span));
    assert_string_equal(span.trace_id, TRACE);
    assert_string_equal(span.span_id, SPAN);
    assert_string_equal(span.parent_span_id, "");
    assert_int_equal(span.flags, 1);
}

static void a_later_version_is_read_as_far_as_it_is_known(void **state)
{
    pipc__span span;

    (void)state;
    assert_true(read("01-" TRACE "-" SPAN "-00", &span));
    assert_true(read("cc-" TRACE "-" SPAN "-01-what-the-future-will-be", &span));
    assert_string_equal(span.span_id, SPAN);
    assert_false(read("cc-" TRACE "-" SPAN "-01.what-the-future-will-be", &span));
}

static void what_is_malformed_is_none(void **state)
{
    static const char *const texts[] = {
        "",
        "00",
        "00-" TRACE "-" SPAN,
        "00-" TRACE "-" SPAN "-0",
        "00-" TRACE "-" SPAN "-01-",
        "00-" TRACE "-" SPAN "-01-more",
        "00-" TRACE "-" SPAN "-0g",
        "00-" TRACE "-" SPAN "-0A",
        "ff-" TRACE "-" SPAN "-01",
        "0-" TRACE "-" SPAN "-01-",
        "00_" TRACE "-" SPAN "-01",
        "00-" TRACE "_" SPAN "-01",
        "00-" TRACE "-" SPAN "_01",
        "00-00000000000000000000000000000000-" SPAN "-01",
        "00-" TRACE "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" SPAN "-01",
        "00-0af7651916cd43dd8448eb211c80319-" SPAN "-001",
        " 00-" TRACE "-" SPAN "-01",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pipc__span span;

        memset(&span, 1, sizeof span);
        assert_false(read(texts[i], &span));
        assert_string_equal(span.trace_id, "");
    }
}

static void what_is_written_is_read_again(void **state)
{
    pipc__span span;
    char text[PIPC__TRACEPARENT_LENGTH + 1];

    (void)state;
    assert_true(read("00-" TRACE "-" SPAN "-01", &span));
    pipc__traceparent_write(&span, text);
    assert_string_equal(text, "00-" TRACE "-" SPAN "-01");
}

static void a_child_stays_in_the_trace_of_its_parent(void **state)
{
    pipc__span parent, child, other;
    char text[PIPC__TRACEPARENT_LENGTH + 1];

    (void)state;
    assert_true(read("00-" TRACE "-" SPAN "-ff", &parent));
    pipc__span_begin(&parent, &child);
    pipc__span_begin(&parent, &other);
    assert_string_equal(child.trace_id, TRACE);
    assert_string_equal(child.parent_span_id, SPAN);
    assert_string_not_equal(child.span_id, SPAN);
    assert_string_not_equal(child.span_id, other.span_id);
    assert_int_equal(child.flags, 1);
    pipc__traceparent_write(&child, text);
    assert_true(read(text, &other));
}

static void a_span_without_parent_begins_a_trace(void **state)
{
    pipc__span one = {.flags = 0};
    pipc__span two = {.flags = 0};
    pipc__span again;
    char text[PIPC__TRACEPARENT_LENGTH + 1];

    (void)state;
    pipc__span_begin(&one, &one);
    pipc__span_begin(&two, &two);
    assert_string_not_equal(one.trace_id, two.trace_id);
    assert_string_equal(one.parent_span_id, "");
    assert_int_equal(one.flags, 1);
    pipc__traceparent_write(&one, text);
    assert_true(read(text, &again));
    assert_string_equal(again.trace_id, one.trace_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_specification_has_is_read),
        cmocka_unit_test(a_later_version_is_read_as_far_as_it_is_known),
        cmocka_unit_test(what_is_malformed_is_none),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_child_stays_in_the_trace_of_its_parent),
        cmocka_unit_test(a_span_without_parent_begins_a_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
