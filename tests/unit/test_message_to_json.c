#include "support/cmocka.h"

#include <math.h>
#include <string.h>

#include <pipc/alloc.h>
#include <pipc/message_json.h>

#include "kinds.pb-c.h"
#include "old_kinds.pb-c.h"

static void assert_written(const void *message, const pipc_message_json_options *options,
                           const char *expected)
{
    pipc_error *error = NULL;
    char *json = NULL;

    assert_ok(pipc_message_to_json(message, options, &json, &error), error);
    assert_string_equal(json, expected);
    pipc_free(json);
}

static void assert_refused(const void *message, const char *code, const char *text)
{
    pipc_error *error = NULL;
    char *json = NULL;

    assert_error(pipc_message_to_json(message, NULL, &json, &error), error, PIPC_E_INTERNAL, code,
                 text);
    assert_null(json);
}

static void defaults_are_written_on_demand(void **state)
{
    const pipc_message_json_options options = {.with_defaults = true};
    pipc_error *error = NULL;
    Tests__Kinds kinds = TESTS__KINDS__INIT;
    char *json = NULL;

    (void)state;
    assert_written(&kinds, NULL, "{}");
    assert_ok(pipc_message_to_json(&kinds.base, &options, &json, &error), error);
    assert_non_null(strstr(json, "{\"aInt32\":0,\"aInt64\":\"0\","));
    assert_non_null(
        strstr(json, "\"aBool\":false,\"aString\":\"\",\"aBytes\":\"\",\"aColor\":\"COLOR_NONE\","
                     "\"int32s\":[]"));
    assert_non_null(strstr(json, "\"byString\":{}"));
    assert_null(strstr(json, "child\""));
    assert_null(strstr(json, "maybe"));
    assert_null(strstr(json, "number\""));
    assert_null(strstr(json, "\"at\""));
    pipc_free(json);
}

static void enum_values_may_be_numbers(void **state)
{
    const pipc_message_json_options options = {.enum_numbers = true};
    Tests__Kinds kinds = TESTS__KINDS__INIT;

    (void)state;
    kinds.a_color = TESTS__COLOR__COLOR_RED;
    assert_written(&kinds, NULL, "{\"aColor\":\"COLOR_RED\"}");
    assert_written(&kinds, &options, "{\"aColor\":1}");
    kinds.a_color = (Tests__Color)99;
    assert_written(&kinds, NULL, "{\"aColor\":99}");
}

static void old_fields_are_there_when_they_are_set(void **state)
{
    Tests__OldKinds old = TESTS__OLD_KINDS__INIT;

    (void)state;
    assert_written(&old, NULL, "{\"id\":0}");
    old.has_count = true;
    old.name = (char *)"";
    old.has_yes = true;
    old.has_color = true;
    old.color = TESTS__OLD_COLOR__OLD_BLUE;
    assert_written(&old, NULL,
                   "{\"id\":0,\"name\":\"\",\"count\":\"5\",\"color\":\"OLD_BLUE\",\"yes\":false}");
}

static void text_that_is_none_is_refused(void **state)
{
    Tests__Kinds kinds = TESTS__KINDS__INIT;
    Tests__Kinds child = TESTS__KINDS__INIT;
    char *strings[] = {(char *)"fine", (char *)"\xff"};

    (void)state;
    child.strings = strings;
    child.n_strings = 2;
    kinds.child = &child;
    assert_refused(
        &kinds, "BAD_MESSAGE",
        "field child.strings[1] is text with bytes that are no characters, expected UTF-8");
}

static void what_has_no_json_is_refused(void **state)
{
    Google__Protobuf__Timestamp at = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Google__Protobuf__Duration lasting = GOOGLE__PROTOBUF__DURATION__INIT;
    Google__Protobuf__Value value = GOOGLE__PROTOBUF__VALUE__INIT;
    Google__Protobuf__FieldMask mask = GOOGLE__PROTOBUF__FIELD_MASK__INIT;
    static const char *const paths[] = {"fooBar", "foo_3_bar", "foo__bar", "foo_", "a b"};

    (void)state;
    at.nanos = -1;
    assert_refused(&at, "BAD_MESSAGE", "the message is 0 s and -1 ns, expected a time");
    lasting.seconds = 1;
    lasting.nanos = -1;
    assert_refused(&lasting, "BAD_MESSAGE", "the message is 1 s and -1 ns, expected no more");
    value.kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
    value.number_value = (double)NAN;
    assert_refused(&value, "BAD_MESSAGE", "not finite");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char *path = (char *)paths[i];

        mask.paths = &path;
        mask.n_paths = 1;
        assert_refused(&mask, "BAD_MESSAGE", "camel case");
    }
}

static void a_value_of_no_kind_is_null(void **state)
{
    Google__Protobuf__Value value = GOOGLE__PROTOBUF__VALUE__INIT;

    (void)state;
    assert_written(&value, NULL, "null");
}

static void an_any_is_refused_that_is_not_what_it_says(void **state)
{
    static const ProtobufCMessageDescriptor *const types[] = {&tests__kinds__descriptor};
    const pipc_message_json_options options = {.any_types = types, .any_type_count = 1};
    Google__Protobuf__Any any = GOOGLE__PROTOBUF__ANY__INIT;
    uint8_t bytes[] = {0x08};
    pipc_error *error = NULL;
    char *json = NULL;

    (void)state;
    any.type_url = (char *)"x/tests.Kinds";
    assert_refused(&any, "UNKNOWN_TYPE", "x/tests.Kinds");
    assert_written(&any, &options, "{\"@type\":\"x/tests.Kinds\"}");
    any.value.data = bytes;
    any.value.len = sizeof bytes;
    assert_error(pipc_message_to_json(&any.base, &options, &json, &error), error, PIPC_E_INTERNAL,
                 "BAD_MESSAGE", "an Any has 1 bytes that are no tests.Kinds");
}

static void a_circle_of_messages_is_refused(void **state)
{
    Tests__Kinds kinds = TESTS__KINDS__INIT;

    (void)state;
    kinds.child = &kinds;
    assert_refused(&kinds, "TOO_DEEP", "100 levels");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_written_on_demand),
        cmocka_unit_test(enum_values_may_be_numbers),
        cmocka_unit_test(old_fields_are_there_when_they_are_set),
        cmocka_unit_test(text_that_is_none_is_refused),
        cmocka_unit_test(what_has_no_json_is_refused),
        cmocka_unit_test(a_value_of_no_kind_is_null),
        cmocka_unit_test(an_any_is_refused_that_is_not_what_it_says),
        cmocka_unit_test(a_circle_of_messages_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
