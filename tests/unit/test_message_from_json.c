#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include <pipc/alloc.h>
#include <pipc/message_json.h>

#include "kinds.pipc.h"

static int read_kinds(const char *json, const pipc_message_json_options *options,
                      Tests__Kinds **kinds, pipc_error **error)
{
    ProtobufCMessage *message = NULL;
    int code = pipc_message_from_json(&tests__kinds__descriptor, json, strlen(json), options,
                                      &message, error);

    *kinds = (Tests__Kinds *)message;
    return code;
}

/* What is read is `expected` when it is written again. */
static void assert_becomes(const char *json, const pipc_message_json_options *options,
                           const char *expected)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;
    char *written = NULL;

    assert_ok(read_kinds(json, options, &kinds, &error), error);
    assert_ok(pipc_message_to_json(&kinds->base, options, &written, &error), error);
    assert_string_equal(written, expected);
    pipc_free(written);
    tests__kinds__free_unpacked(kinds, NULL);
}

static void assert_stays(const char *json)
{
    assert_becomes(json, NULL, json);
}

static void assert_refused(const char *json, const pipc_message_json_options *options,
                           const char *code, const char *text)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;

    assert_error(read_kinds(json, options, &kinds, &error), error, PIPC_E_BAD_REQUEST, code, text);
    assert_null(kinds);
}

static void fields_of_every_type_come_back(void **state)
{
    (void)state;
    assert_stays("{}");
    assert_stays(
        "{\"aInt32\":-2147483648,\"aInt64\":\"-9223372036854775808\",\"aUint32\":4294967295,"
        "\"aUint64\":\"18446744073709551615\",\"aSint32\":-5,\"aSint64\":\"-6\","
        "\"aFixed32\":4294967295,\"aFixed64\":\"18446744073709551615\",\"aSfixed32\":-9,"
        "\"aSfixed64\":\"-10\",\"aFloat\":0.1,\"aDouble\":0.1,\"aBool\":true,"
        "\"aString\":\"a\\n\xc3\xa9\",\"aBytes\":\"+/8A\",\"aColor\":\"COLOR_RED\","
        "\"child\":{\"aInt32\":1}}");
    assert_stays("{\"aInt32\":2147483647,\"aInt64\":\"9223372036854775807\",\"aSint32\":2147483647,"
                 "\"aSint64\":\"9223372036854775807\",\"aSfixed32\":2147483647,"
                 "\"aSfixed64\":\"9223372036854775807\"}");
    assert_stays("{\"aFloat\":\"NaN\",\"aDouble\":\"Infinity\"}");
    assert_stays("{\"aFloat\":\"-Infinity\",\"aDouble\":-0}");
    assert_stays("{\"aColor\":\"COLOR_BELOW\",\"child\":{}}");
}

static void lists_and_maps_come_back(void **state)
{
    (void)state;
    assert_stays("{\"int32s\":[1,0,-1],\"sint64s\":[\"-1\",\"1\"],\"fixed32s\":[7],"
                 "\"doubles\":[0.5,\"NaN\"],\"floats\":[1.5],\"bools\":[true,false],"
                 "\"strings\":[\"\",\"a\"],\"bytesList\":[\"\",\"Zg==\"],"
                 "\"colors\":[\"COLOR_NONE\",\"COLOR_RED\",9],\"children\":[{},{\"aBool\":true}],"
                 "\"loose\":[\"1\",\"2\"]}");
    assert_stays("{\"byString\":{\"\":0,\"a\\\"\":1},\"byInt64\":{\"-5\":\"x\"},"
                 "\"byBool\":{\"true\":{},\"false\":{\"aInt32\":1}},"
                 "\"byUint32\":{\"4294967295\":\"COLOR_RED\"},\"bySfixed32\":{\"-7\":\"Zg==\"},"
                 "\"values\":{\"n\":null,\"l\":[1,\"a\",{}]}}");
    assert_becomes("{\"int32s\":[],\"byString\":{},\"strings\":null,\"byBool\":null}", NULL, "{}");
}

static void one_of_a_oneof_comes_back(void **state)
{
    (void)state;
    assert_stays("{\"number\":0}");
    assert_stays("{\"text\":\"\"}");
    assert_stays("{\"blob\":\"\"}");
    assert_stays("{\"tree\":{}}");
    assert_stays("{\"nothing\":null}");
    assert_stays("{\"anything\":null}");
    assert_stays("{\"maybeNumber\":0,\"maybeText\":\"\",\"maybeColor\":\"COLOR_NONE\"}");
    assert_becomes("{\"number\":null,\"text\":\"a\",\"maybeText\":null}", NULL, "{\"text\":\"a\"}");
    assert_refused("{\"number\":0,\"text\":\"\"}", NULL, "DUPLICATE_FIELD", "text");
    assert_refused("{\"nothing\":null,\"text\":\"\"}", NULL, "DUPLICATE_FIELD", "text");
}

static void numbers_are_read_from_text_and_in_any_notation(void **state)
{
    (void)state;
    assert_becomes("{\"aInt32\":\"12\",\"aInt64\":13,\"aUint64\":18446744073709551615,"
                   "\"aUint32\":1e3,\"aSint32\":-1.0,\"aDouble\":\"1.5\",\"aFloat\":\"1e2\","
                   "\"aColor\":1}",
                   NULL,
                   "{\"aInt32\":12,\"aInt64\":\"13\",\"aUint32\":1000,"
                   "\"aUint64\":\"18446744073709551615\",\"aSint32\":-1,\"aFloat\":100,"
                   "\"aDouble\":1.5,\"aColor\":\"COLOR_RED\"}");
    assert_becomes("{\"aColor\":7.0,\"aUint32\":-0}", NULL, "{\"aColor\":\"COLOR_PAST_RED\"}");
    assert_becomes("{\"aColor\":12345}", NULL, "{\"aColor\":12345}");
}

static void a_null_is_no_field(void **state)
{
    (void)state;
    assert_becomes("{\"aInt32\":null,\"aString\":null,\"child\":null,\"at\":null,\"any\":null,"
                   "\"wrappedInt32\":null,\"aColor\":null,\"struct\":null,\"list\":null}",
                   NULL, "{}");
    assert_stays("{\"value\":null}");
    assert_stays("{\"valueList\":[null,1]}");
}

static void names_are_read_as_the_proto_has_them(void **state)
{
    const pipc_message_json_options named = {.names = &pipc_json_names_of_kinds};
    const pipc_message_json_options proto = {.proto_names = true,
                                             .names = &pipc_json_names_of_kinds};

    (void)state;
    assert_becomes("{\"a_int32\":1,\"_odd__name_\":\"a\",\"number_2_x\":\"b\"}", NULL,
                   "{\"aInt32\":1,\"OddName\":\"a\",\"number2X\":\"b\"}");
    assert_becomes("{\"aInt32\":1,\"@other\":\"a\"}", &proto, "{\"a_int32\":1,\"renamed\":\"a\"}");
    assert_becomes("{\"@other\":\"a\"}", &named, "{\"@other\":\"a\"}");
    assert_refused("{\"@other\":\"a\"}", NULL, "UNKNOWN_FIELD",
                   "field @other is unknown, expected a field of message tests.Kinds");
    assert_refused("{\"a_int32\":1,\"aInt32\":1}", NULL, "DUPLICATE_FIELD", "aInt32");
}

static const char *const misfits[] = {
    "{\"aInt32\":2147483648}",
    "{\"aInt32\":-2147483649}",
    "{\"aInt32\":0.5}",
    "{\"aInt32\":\"\"}",
    "{\"aInt32\":\" 1\"}",
    "{\"aInt32\":\"1 \"}",
    "{\"aInt32\":\"0x1\"}",
    "{\"aInt32\":\"01\"}",
    "{\"aInt32\":\"+1\"}",
    "{\"aInt32\":true}",
    "{\"aInt32\":[1]}",
    "{\"aInt32\":{}}",
    "{\"aUint32\":-1}",
    "{\"aUint32\":4294967296}",
    "{\"aInt64\":9223372036854775808}",
    "{\"aUint64\":\"18446744073709551616\"}",
    "{\"aUint64\":-1}",
    "{\"aFloat\":3.5e38}",
    "{\"aDouble\":1e309}",
    "{\"aDouble\":\"nan\"}",
    "{\"aDouble\":\"\"}",
    "{\"aDouble\":\"1,5\"}",
    "{\"aDouble\":null1}",
    "{\"aBool\":\"true\"}",
    "{\"aBool\":1}",
    "{\"aString\":1}",
    "{\"aBytes\":\"Z\"}",
    "{\"aBytes\":1}",
    "{\"aColor\":\"1\"}",
    "{\"aColor\":\"red\"}",
    "{\"aColor\":1.5}",
    "{\"aColor\":true}",
    "{\"aColor\":2147483648}",
    "{\"child\":[]}",
    "{\"child\":1}",
    "{\"int32s\":1}",
    "{\"int32s\":{}}",
    "{\"int32s\":[null]}",
    "{\"strings\":[null]}",
    "{\"children\":[null]}",
    "{\"colors\":[null]}",
    "{\"byString\":[]}",
    "{\"byString\":{\"a\":null}}",
    "{\"byBool\":{\"1\":{}}}",
    "{\"byInt64\":{\"a\":\"\"}}",
    "{\"byInt64\":{\"1.0\":\"\"}}",
    "{\"byInt64\":{\"-0\":\"\"}}",
    "{\"byUint32\":{\"-1\":0}}",
    "[]",
    "1",
    "\"\"",
};

static void what_does_not_fit_is_refused(void **state)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;

    (void)state;
    for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
        if (read_kinds(misfits[i], NULL, &kinds, &error) != PIPC_E_BAD_REQUEST)
            fail_msg("%s was read", misfits[i]);
        pipc_error_free(error);
        error = NULL;
    }
}

static void a_refusal_names_the_field_the_value_and_what_was_expected(void **state)
{
    (void)state;
    assert_refused("{\"children\":[{},{\"byBool\":{\"true\":{\"aInt32\":1.5}}}]}", NULL,
                   "BAD_VALUE",
                   "field children[1].byBool[\"true\"].aInt32 is 1.5, expected a whole number from "
                   "-2147483648 to 2147483647");
    assert_refused("{\"aColor\":\"RED\"}", NULL, "BAD_VALUE",
                   "field aColor is \"RED\", expected a value of enum tests.Color");
    assert_refused("{\"child\":7}", NULL, "BAD_VALUE", "field child is 7, expected an object");
    assert_refused("{\"aString\":{\"a\":1}}", NULL, "BAD_VALUE",
                   "field aString is an object, expected text");
    assert_refused("{\"strings\":[\"a\",null]}", NULL, "BAD_VALUE",
                   "field strings[1] is null, expected text");
    assert_refused("[]", NULL, "BAD_VALUE", "the message is an array, expected an object");
    assert_refused("{\"struct\":{\"a\":{\"b\":1,\"b\":2}}}", NULL, "DUPLICATE_FIELD",
                   "field struct[\"a\"][\"b\"] comes a second time");
    assert_refused("{\"byString\":{\"a\":1,\"\\u0061\":2}}", NULL, "DUPLICATE_FIELD",
                   "field byString[\"a\"] comes a second time");
    assert_refused("{\"aString\":\"\xff\"}", NULL, "BAD_JSON",
                   "column 13 is wrong, expected text in UTF-8");
    assert_refused("{\"child\":{\"nope\":1}}", NULL, "UNKNOWN_FIELD",
                   "field child.nope is unknown");
    assert_refused("{\"child\":{\"no\\npe\\u007f\":1}}", NULL, "UNKNOWN_FIELD",
                   "field child.no\\npe\\u007f is unknown");
}

static void a_value_is_told_in_part_if_it_is_long(void **state)
{
    char json[300];
    pipc_error *error = NULL;
    Tests__Kinds *kinds;

    (void)state;
    snprintf(json, sizeof json, "{\"aInt32\":\"%0250d\"}", 1);
    assert_int_equal(read_kinds(json, NULL, &kinds, &error), PIPC_E_BAD_REQUEST);
    assert_true(strlen(pipc_error_message(error)) < 160);
    assert_non_null(strstr(pipc_error_message(error), "0…, expected"));
    pipc_error_free(error);
}

static void unknown_fields_may_be_ignored(void **state)
{
    const pipc_message_json_options options = {.ignore_unknown = true};

    (void)state;
    assert_becomes("{\"nope\":[{\"a\":1}],\"aInt32\":1,\"other\":null}", &options,
                   "{\"aInt32\":1}");
    assert_becomes("{\"aColor\":\"NOPE\",\"colors\":[\"NOPE\",\"COLOR_RED\"],"
                   "\"byUint32\":{\"1\":\"NOPE\",\"2\":\"COLOR_RED\"},\"maybeColor\":\"NOPE\"}",
                   &options, "{\"colors\":[\"COLOR_RED\"],\"byUint32\":{\"2\":\"COLOR_RED\"}}");
    assert_becomes("{\"colors\":[\"NOPE\"]}", &options, "{}");
    assert_refused("{\"nope\":[1,}", &options, "BAD_JSON", "a value");
    assert_refused("{\"aInt32\":\"x\"}", &options, "BAD_VALUE", "aInt32");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_every_type_come_back),
        cmocka_unit_test(lists_and_maps_come_back),
        cmocka_unit_test(one_of_a_oneof_comes_back),
        cmocka_unit_test(numbers_are_read_from_text_and_in_any_notation),
        cmocka_unit_test(a_null_is_no_field),
        cmocka_unit_test(names_are_read_as_the_proto_has_them),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(a_refusal_names_the_field_the_value_and_what_was_expected),
        cmocka_unit_test(a_value_is_told_in_part_if_it_is_long),
        cmocka_unit_test(unknown_fields_may_be_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
