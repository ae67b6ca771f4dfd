/* The types of google.protobuf that have forms of their own. */
#include "support/cmocka.h"

#include <string.h>

#include <pipc/alloc.h>
#include <pipc/message_json.h>

#include "kinds.pb-c.h"

static const ProtobufCMessageDescriptor *const any_types[] = {
    &tests__kinds__descriptor,
    &google__protobuf__any__descriptor,
    &google__protobuf__empty__descriptor,
    &google__protobuf__timestamp__descriptor,
    &google__protobuf__value__descriptor,
    &google__protobuf__int32_value__descriptor,
};
static const pipc_message_json_options options = {
    .any_types = any_types, .any_type_count = sizeof any_types / sizeof any_types[0]};

static void assert_becomes(const char *json, const char *expected)
{
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    char *written = NULL;

    assert_ok(pipc_message_from_json(&tests__kinds__descriptor, json, strlen(json), &options,
                                     &message, &error),
              error);
    assert_ok(pipc_message_to_json(message, &options, &written, &error), error);
    assert_string_equal(written, expected);
    pipc_free(written);
    protobuf_c_message_free_unpacked(message, NULL);
}

static void assert_stays(const char *json)
{
    assert_becomes(json, json);
}

static void assert_refused(const char *json, const char *code, const char *text)
{
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;

    assert_error(pipc_message_from_json(&tests__kinds__descriptor, json, strlen(json), &options,
                                        &message, &error),
                 error, PIPC_E_BAD_REQUEST, code, text);
}

static void times_are_text(void **state)
{
    (void)state;
    assert_stays("{\"at\":\"2026-11-29T19:02:03.500Z\",\"lasting\":\"-1.500s\"}");
    assert_stays("{\"times\":[\"0001-01-01T00:00:00Z\",\"9999-12-31T23:59:59.999999999Z\"]}");
    assert_refused("{\"times\":[null]}", "BAD_VALUE", "field times[0] is null, expected a time as");
    assert_refused("{\"at\":\"yesterday\"}", "BAD_VALUE",
                   "field at is \"yesterday\", expected a time as \"2026-01-31T12:30:00.5Z\"");
    assert_refused("{\"at\":0}", "BAD_VALUE", "field at is 0");
    assert_refused("{\"lasting\":\"1m\"}", "BAD_VALUE",
                   "field lasting is \"1m\", expected seconds as \"-1.5s\"");
}

static void a_field_mask_is_paths_in_camel_case(void **state)
{
    (void)state;
    assert_stays("{\"mask\":\"fooBar,baz.quxX,a\"}");
    assert_stays("{\"mask\":\"\"}");
    assert_refused("{\"mask\":\"foo_bar\"}", "BAD_VALUE", "field mask is \"foo_bar\"");
    assert_refused("{\"mask\":\"a,,b\"}", "BAD_VALUE", "mask");
    assert_refused("{\"mask\":\"a,\"}", "BAD_VALUE", "mask");
    assert_refused("{\"mask\":\",a\"}", "BAD_VALUE", "mask");
    assert_refused("{\"mask\":[\"a\"]}", "BAD_VALUE", "mask");
}

static void a_struct_is_any_object(void **state)
{
    (void)state;
    assert_stays("{\"struct\":{}}");
    assert_stays("{\"struct\":{\"\":null,\"a\":true,\"b\":1.5,\"c\":\"x\",\"d\":[1,[],{}],\"e\":{"
                 "\"f\":false}}}");
    assert_stays("{\"value\":\"text\"}");
    assert_stays("{\"value\":0}");
    assert_stays("{\"value\":false}");
    assert_stays("{\"value\":{\"a\":1}}");
    assert_stays("{\"value\":[1,null]}");
    assert_stays("{\"list\":[]}");
    assert_stays("{\"list\":[null,true,\"a\",[[]]]}");
    assert_refused("{\"struct\":[]}", "BAD_VALUE", "field struct is an array, expected an object");
    assert_refused("{\"list\":{}}", "BAD_VALUE", "field list is an object, expected an array");
    assert_refused("{\"value\":1e999}", "BAD_VALUE", "field value is 1e999");
}

static void wrappers_are_what_they_wrap(void **state)
{
    (void)state;
    assert_stays(
        "{\"wrappedBool\":false,\"wrappedBytes\":\"\",\"wrappedDouble\":0,\"wrappedFloat\":1.5,"
        "\"wrappedInt32\":0,\"wrappedInt64\":\"0\",\"wrappedString\":\"\",\"wrappedUint32\":7,"
        "\"wrappedUint64\":\"18446744073709551615\",\"wrappedInt32s\":[0,1]}");
    assert_refused("{\"wrappedInt32s\":[null]}", "BAD_VALUE", "wrappedInt32s[0]");
    assert_refused("{\"wrappedInt32\":{}}", "BAD_VALUE", "wrappedInt32");
}

static void an_any_holds_types_that_are_known(void **state)
{
    (void)state;
    assert_stays("{\"empty\":{},\"any\":{}}");
    assert_stays(
        "{\"any\":{\"@type\":\"type.googleapis.com/tests.Kinds\",\"aInt32\":1,\"child\":{}}}");
    assert_stays("{\"any\":{\"@type\":\"x/google.protobuf.Empty\"}}");
    assert_stays(
        "{\"any\":{\"@type\":\"x/google.protobuf.Timestamp\",\"value\":\"1970-01-01T00:00:00Z\"}}");
    assert_stays("{\"any\":{\"@type\":\"x/google.protobuf.Value\",\"value\":null}}");
    assert_stays("{\"anys\":[{\"@type\":\"x/google.protobuf.Int32Value\",\"value\":5},"
                 "{\"@type\":\"x/google.protobuf.Any\",\"value\":{\"@type\":\"x/"
                 "tests.Kinds\",\"aInt32\":1}}]}");
    assert_becomes("{\"any\":{\"aInt32\":1,\"@type\":\"x/tests.Kinds\"}}",
                   "{\"any\":{\"@type\":\"x/tests.Kinds\",\"aInt32\":1}}");
}

static void what_is_no_any_is_refused(void **state)
{
    (void)state;
    assert_refused("{\"any\":{\"@type\":\"x/tests.OldKinds\"}}", "UNKNOWN_TYPE",
                   "x/tests.OldKinds");
    assert_refused("{\"any\":{\"@type\":\"tests.Kinds\"}}", "UNKNOWN_TYPE", "tests.Kinds");
    assert_refused("{\"any\":{\"@type\":\"\"}}", "UNKNOWN_TYPE", "is not known");
    assert_refused("{\"any\":{\"@type\":1}}", "BAD_VALUE", "the URL of a type");
    assert_refused("{\"any\":{\"aInt32\":1}}", "BAD_VALUE",
                   "an object with the \"@type\" of an Any");
    assert_refused("{\"any\":{\"@type\":\"x/tests.Kinds\",\"@type\":\"x/tests.Kinds\"}}",
                   "DUPLICATE_FIELD", "@type");
    assert_refused("{\"any\":{\"@type\":\"x/tests.Kinds\",\"nope\":1}}", "UNKNOWN_FIELD",
                   "any.nope");
    assert_refused("{\"any\":{\"@type\":\"x/google.protobuf.Timestamp\"}}", "MISSING_FIELD",
                   "\"value\"");
    assert_refused("{\"any\":{\"@type\":\"x/google.protobuf.Int32Value\",\"value\":1,\"a\":1}}",
                   "UNKNOWN_FIELD", "field any.a is unknown");
    assert_refused("{\"any\":{\"@type\":\"x/google.protobuf.Int32Value\",\"value\":1,\"value\":1}}",
                   "DUPLICATE_FIELD", "value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_text),
        cmocka_unit_test(a_field_mask_is_paths_in_camel_case),
        cmocka_unit_test(a_struct_is_any_object),
        cmocka_unit_test(wrappers_are_what_they_wrap),
        cmocka_unit_test(an_any_holds_types_that_are_known),
        cmocka_unit_test(what_is_no_any_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
