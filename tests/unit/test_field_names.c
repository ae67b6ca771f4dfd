#include "support/cmocka.h"

#include <string.h>

#include "kinds.pb-c.h"
#include "messages/field_names.h"
#include "old_kinds.pb-c.h"

static const ProtobufCFieldDescriptor *find(const char *key, const pipc_message_json_names *names)
{
    return pipc__field_called(&tests__kinds__descriptor, &(pipc__json_text){key, strlen(key)},
                              names);
}

static void a_field_has_two_names(void **state)
{
    (void)state;
    assert_ptr_equal(find("aInt32", NULL), find("a_int32", NULL));
    assert_int_equal(find("aInt32", NULL)->id, 1);
    assert_int_equal(find("FieldName", NULL)->id, 102);
    assert_int_equal(find("OddName", NULL)->id, 103);
    assert_int_equal(find("_odd__name_", NULL)->id, 103);
    assert_int_equal(find("class", NULL)->id, 104);
    assert_int_equal(find("number2X", NULL)->id, 105);
}

static void other_names_are_unknown(void **state)
{
    static const char *const names[] = {"",        "AInt32",   "aint32",  "aInt3",
                                        "aInt322", "a_int_32", "oddName", "class_"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_null(find(names[i], NULL));
}

static void a_name_that_the_proto_gives_replaces_camel_case(void **state)
{
    static const pipc_message_json_name rows[] = {{"tests.Kinds", 101, "@other"}};
    static const pipc_message_json_names names = {1, rows};

    (void)state;
    assert_null(find("@other", NULL));
    assert_int_equal(find("@other", &names)->id, 101);
    assert_int_equal(find("renamed", &names)->id, 101); /* as in the .proto */
}

static void maps_are_told_from_other_lists(void **state)
{
    static const char *const maps[] = {"by_string", "by_int64",    "by_bool",
                                       "by_uint32", "by_sfixed32", "values"};
    static const char *const others[] = {"children", "strings", "times", "child", "a_int32"};

    (void)state;
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        assert_true(pipc__field_is_map(&tests__kinds__descriptor, find(maps[i], NULL)));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(pipc__field_is_map(&tests__kinds__descriptor, find(others[i], NULL)));
    assert_true(pipc__field_is_map(
        &tests__old_kinds__descriptor,
        protobuf_c_message_descriptor_get_field(&tests__old_kinds__descriptor, 9)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_has_two_names),
        cmocka_unit_test(other_names_are_unknown),
        cmocka_unit_test(a_name_that_the_proto_gives_replaces_camel_case),
        cmocka_unit_test(maps_are_told_from_other_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
