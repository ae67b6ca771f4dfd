#include "support/cmocka.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "kinds.pb-c.h"
#include "messages/rules.h"
#include "support/failing_allocator.h"

static const pipc_field_rules child_fields[] = {
    {.field = 14, .required = true}, /* a_string */
};
static const pipc_message_rules child_rules = {1, child_fields};

static const pipc_field_rules fields[] = {
    {.field = 1, .has_min = true, .has_max = true, .min = 1, .max = 10},            /* a_int32 */
    {.field = 2, .has_max = true, .max = 9007199254740992.0},                       /* a_int64 */
    {.field = 12, .has_min = true, .above_min = true, .min = -0.5},                 /* a_double */
    {.field = 14, .min_length = 2, .max_length = 3, .pattern = "^[a-z\xc3\xa4]*$"}, /* a_string */
    {.field = 15, .max_length = 2},                                                 /* a_bytes */
    {.field = 16, .enum_defined = true},                                            /* a_color */
    {.field = 17, .message = &child_rules},                                         /* child */
    {.field = 21, .max_items = 2, .has_max = true, .max = 5},                       /* int32s */
    {.field = 41, .has_min = true, .min = 0},                                       /* by_string */
    {.field = 43, .message = &child_rules},                                         /* by_bool */
    {.field = 57, .has_min = true, .min = 7}, /* maybe_number */
};
static const pipc_message_rules rules = {sizeof fields / sizeof fields[0], fields};

/* One that keeps to all of them. */
static Tests__Kinds right(void)
{
    Tests__Kinds kinds = TESTS__KINDS__INIT;

    kinds.a_int32 = 1;
    kinds.a_string = (char *)"abc";
    return kinds;
}

static int check(const pipc_message_rules *all, const void *message, pipc_error **error)
{
    const ProtobufCMessage *checked = message;
    pipc__rules *ready = NULL;
    int code = pipc__rules_new(all, checked->descriptor, &ready, error);

    if (code == PIPC_OK)
        code = pipc__rules_check(ready, checked, error);
    pipc__rules_free(ready);
    return code;
}

/* `message` breaks one rule: `violation` is "field: description". */
static void assert_broken(const void *message, const char *violation)
{
    const pipc__violations *found;
    pipc_error *error = NULL;
    char text[256];

    assert_int_equal(check(&rules, message, &error), PIPC_E_BAD_REQUEST);
    assert_string_equal(pipc_error_code(error), "INVALID_FIELDS");
    found = pipc__error_violations(error);
    assert_int_equal(found->count, 1);
    snprintf(text, sizeof text, "%s: %s", found->items[0].field, found->items[0].description);
    assert_string_equal(text, violation);
    assert_string_equal(pipc_error_detail(error, found->items[0].field),
                        found->items[0].description);
    pipc_error_free(error);
}

static void what_keeps_to_the_rules_passes(void **state)
{
    Tests__Kinds kinds = right();
    pipc_error *error = NULL;

    (void)state;
    assert_ok(check(&rules, &kinds, &error), error);
    kinds.a_int32 = 10;
    kinds.a_double = -0.25;
    kinds.a_string = (char *)"\xc3\xa4\xc3\xa4\xc3\xa4"; /* three characters, six bytes */
    kinds.a_int64 = INT64_C(9007199254740992);
    assert_ok(check(&rules, &kinds, &error), error);
}

static void a_number_past_its_range_is_told(void **state)
{
    Tests__Kinds kinds = right();

    (void)state;
    kinds.a_int32 = 0;
    assert_broken(&kinds, "a_int32: is 0, expected 1 at least");
    kinds.a_int32 = 11;
    assert_broken(&kinds, "a_int32: is 11, expected 10 at most");
    kinds = right();
    kinds.a_int64 = INT64_C(9007199254740993); /* that is no double */
    assert_broken(&kinds, "a_int64: is 9007199254740993, expected 9007199254740992 at most");
    kinds = right();
    kinds.a_double = -0.5;
    assert_broken(&kinds, "a_double: is -0.5, expected more than -0.5");
    kinds.a_double = (double)NAN;
    assert_broken(&kinds, "a_double: is nan, expected more than -0.5");
}

static void text_bytes_and_enums_are_told(void **state)
{
    Tests__Kinds kinds = right();
    uint8_t bytes[3] = {0};

    (void)state;
    kinds.a_string = (char *)"a";
    assert_broken(&kinds, "a_string: has 1 characters, expected 2 at least");
    kinds.a_string = (char *)"abcd";
    assert_broken(&kinds, "a_string: has 4 characters, expected 3 at most");
    kinds.a_string = (char *)"aB";
    assert_broken(&kinds, "a_string: is \"aB\", expected a match of ^[a-z\xc3\xa4]*$");
    kinds = right();
    kinds.a_bytes = (ProtobufCBinaryData){3, bytes};
    assert_broken(&kinds, "a_bytes: has 3 bytes, expected 2 at most");
    kinds = right();
    kinds.a_color = (Tests__Color)99;
    assert_broken(&kinds, "a_color: is 99, expected a value of enum tests.Color");
}

static void lists_maps_and_messages_are_looked_into(void **state)
{
    Tests__Kinds kinds = right();
    Tests__Kinds child = TESTS__KINDS__INIT;
    Tests__Kinds__ByStringEntry number = TESTS__KINDS__BY_STRING_ENTRY__INIT;
    Tests__Kinds__ByStringEntry *numbers[] = {&number};
    Tests__Kinds__ByBoolEntry entry = TESTS__KINDS__BY_BOOL_ENTRY__INIT;
    Tests__Kinds__ByBoolEntry *entries[] = {&entry};
    int32_t int32s[] = {5, 6, 1};

    (void)state;
    kinds.int32s = int32s;
    kinds.n_int32s = 2;
    assert_broken(&kinds, "int32s[1]: is 6, expected 5 at most");
    int32s[1] = 5;
    kinds.n_int32s = 3;
    assert_broken(&kinds, "int32s: has 3 items, expected 2 at most");
    kinds = right();
    kinds.child = &child;
    assert_broken(&kinds, "child.a_string: is missing, expected a value");
    kinds = right();
    number.key = (char *)"x";
    number.value = -1;
    kinds.by_string = numbers;
    kinds.n_by_string = 1;
    assert_broken(&kinds, "by_string[\"x\"]: is -1, expected 0 at least");
    kinds = right();
    entry.key = true;
    entry.value = &child;
    kinds.by_bool = entries;
    kinds.n_by_bool = 1;
    assert_broken(&kinds, "by_bool[\"true\"].a_string: is missing, expected a value");
}

static void what_has_no_value_breaks_only_required(void **state)
{
    static const pipc_field_rules required[] = {{.field = 57, .required = true},
                                                {.field = 17, .required = true},
                                                {.field = 21, .required = true}};
    static const pipc_message_rules all = {3, required};
    Tests__Kinds kinds = right();
    pipc_error *error = NULL;

    (void)state;
    kinds._maybe_number_case = TESTS__KINDS___MAYBE_NUMBER_MAYBE_NUMBER;
    kinds.maybe_number = 6;
    assert_broken(&kinds, "maybe_number: is 6, expected 7 at least");
    kinds = right();
    assert_int_equal(check(&all, &kinds, &error), PIPC_E_BAD_REQUEST);
    assert_int_equal(pipc__error_violations(error)->count, 3);
    assert_string_equal(pipc_error_message(error),
                        "field maybe_number of tests.Kinds is missing, expected a value; 2 more "
                        "rules are broken");
    pipc_error_free(error);
}

static void all_rules_of_a_field_are_told_but_not_without_end(void **state)
{
    Tests__Kinds kinds = right();
    pipc_error *error = NULL;
    int32_t int32s[100];

    (void)state;
    for (size_t i = 0; i < 100; i++)
        int32s[i] = 6;
    kinds.a_string = (char *)"ABCD";
    assert_int_equal(check(&rules, &kinds, &error), PIPC_E_BAD_REQUEST);
    assert_int_equal(pipc__error_violations(error)->count, 2);
    assert_string_equal(pipc_error_detail(error, "a_string"),
                        "has 4 characters, expected 3 at most, is \"ABCD\", expected a match of "
                        "^[a-z\xc3\xa4]*$");
    pipc_error_free(error);
    error = NULL;
    kinds.int32s = int32s;
    kinds.n_int32s = 100;
    assert_int_equal(check(&rules, &kinds, &error), PIPC_E_BAD_REQUEST);
    assert_int_equal(pipc__error_violations(error)->count, 32);
    assert_non_null(strstr(pipc_error_message(error), "102 more rules are broken"));
    pipc_error_free(error);
}

static void long_text_is_not_matched(void **state)
{
    static const pipc_field_rules matched[] = {{.field = 14, .pattern = "a*"}};
    static const pipc_message_rules all = {1, matched};
    static char text[PIPC__PATTERN_SUBJECT_MAX + 2];
    Tests__Kinds kinds = right();
    pipc_error *error = NULL;

    (void)state;
    memset(text, 'a', PIPC__PATTERN_SUBJECT_MAX);
    kinds.a_string = text;
    assert_ok(check(&all, &kinds, &error), error);
    text[PIPC__PATTERN_SUBJECT_MAX] = 'a';
    assert_error(check(&all, &kinds, &error), error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                 "has 4097 bytes, expected 4096 at most");
}

static void rules_that_do_not_fit_are_refused(void **state)
{
    static const struct {
        pipc_field_rules rules;
        const char *text;
    } cases[] = {
        {{.field = 999}, "field 999: there is none"},
        {{.field = 14, .has_min = true}, "field 14: it has a range, expected a field of numbers"},
        {{.field = 1, .has_min = true, .has_max = true, .min = 2, .max = 1}, "its min is more"},
        {{.field = 1, .max_length = 1}, "it has a length"},
        {{.field = 14, .min_length = 2, .max_length = 1}, "its min_length is more"},
        {{.field = 15, .pattern = "a"}, "it has a pattern"},
        {{.field = 14, .pattern = "a(b"},
         "pattern \"a(b\" is no POSIX extended regular expression"},
        {{.field = 14, .pattern = "(a)\\1"}, "its pattern has a back-reference"},
        {{.field = 1, .min_items = 1}, "it has a number of items"},
        {{.field = 21, .min_items = 2, .max_items = 1}, "its min_items is more"},
        {{.field = 1, .enum_defined = true}, "it has enum_defined"},
        {{.field = 1, .message = &child_rules}, "it has rules of a message"},
        {{.field = 41, .message = &child_rules}, "it has rules of a message"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pipc_message_rules all = {1, &cases[i].rules};
        pipc__rules *ready = NULL;
        pipc_error *error = NULL;

        assert_error(pipc__rules_new(&all, &tests__kinds__descriptor, &ready, &error), error,
                     PIPC_E_MISCONFIGURATION, "BAD_RULE", cases[i].text);
        assert_null(ready);
    }
}

static const pipc_message_rules circle;
static const pipc_field_rules circle_fields[] = {{.field = 17, .message = &circle},
                                                 {.field = 1, .has_max = true, .max = 1}};
static const pipc_message_rules circle = {2, circle_fields};

static void rules_may_hold_themselves(void **state)
{
    Tests__Kinds child = right();
    Tests__Kinds kinds = right();
    pipc_error *error = NULL;

    (void)state;
    kinds.child = &child;
    assert_ok(check(&circle, &kinds, &error), error);
    child.a_int32 = 2;
    assert_error(check(&circle, &kinds, &error), error, PIPC_E_BAD_REQUEST, "INVALID_FIELDS",
                 "field child.a_int32 of tests.Kinds is 2, expected 1 at most");
}

static int check_without_memory(void *data)
{
    pipc_error *error = NULL;
    int code = check(&rules, data, &error);

    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code == PIPC_E_BAD_REQUEST ? PIPC_OK : code;
}

static void nothing_leaks_without_memory(void **state)
{
    Tests__Kinds kinds = right();

    (void)state;
    kinds.a_string = (char *)"ABCD";
    kinds.a_int32 = 0;
    for_each_failing_allocation(check_without_memory, &kinds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_keeps_to_the_rules_passes),
        cmocka_unit_test(a_number_past_its_range_is_told),
        cmocka_unit_test(text_bytes_and_enums_are_told),
        cmocka_unit_test(lists_maps_and_messages_are_looked_into),
        cmocka_unit_test(what_has_no_value_breaks_only_required),
        cmocka_unit_test(all_rules_of_a_field_are_told_but_not_without_end),
        cmocka_unit_test(long_text_is_not_matched),
        cmocka_unit_test(rules_that_do_not_fit_are_refused),
        cmocka_unit_test(rules_may_hold_themselves),
        cmocka_unit_test(nothing_leaks_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
