#include "cmocka_cc.h"
#include "options.h"

using pipc_gen::Options;
using pipc_gen::ParseOptions;

static void no_options_are_fine(void **)
{
    Options options;
    assert_text(ParseOptions("", &options), "");
    assert_text(ParseOptions(",", &options), "");
}

static void an_unknown_option_is_named(void **)
{
    Options options;
    assert_text(
        ParseOptions("nonsense", &options),
        "unknown option \"nonsense\": protoc-gen-pipc knows messages, mock, scaffold, proto_dir");
    assert_text(
        ParseOptions("key=value", &options),
        "unknown option \"key\": protoc-gen-pipc knows messages, mock, scaffold, proto_dir");
    assert_text(
        ParseOptions(",,last", &options),
        "unknown option \"last\": protoc-gen-pipc knows messages, mock, scaffold, proto_dir");
}

static void messages_are_made_by_the_program_of_path_or_another(void **)
{
    Options options;
    assert_false(options.messages);
    assert_text(ParseOptions("messages", &options), "");
    assert_true(options.messages);
    assert_text(options.messages_program, "protoc-gen-c");
    assert_text(ParseOptions("messages=/opt/a=b", &options), "");
    assert_text(options.messages_program, "/opt/a=b");
    assert_text(ParseOptions("messages=", &options),
                "option \"messages=\" has no value: give it the path of protoc-gen-c");
}

static void a_mock_has_no_value(void **)
{
    Options options;
    assert_false(options.mock);
    assert_text(ParseOptions("messages,mock", &options), "");
    assert_true(options.mock);
    assert_text(ParseOptions("mock=", &options), "option \"mock\" takes no value");
}

static void a_scaffold_goes_to_a_directory_or_to_the_working_directory(void **)
{
    Options options;
    assert_text(ParseOptions("proto_dir=x", &options), "");
    assert_false(options.has_scaffold);
    assert_text(options.proto_dir, "x");
    assert_text(ParseOptions("scaffold", &options), "");
    assert_true(options.has_scaffold);
    assert_text(options.scaffold, "");
    assert_text(ParseOptions("scaffold=a/b=c", &options), "");
    assert_text(options.scaffold, "a/b=c");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_options_are_fine),
        cmocka_unit_test(an_unknown_option_is_named),
        cmocka_unit_test(messages_are_made_by_the_program_of_path_or_another),
        cmocka_unit_test(a_mock_has_no_value),
        cmocka_unit_test(a_scaffold_goes_to_a_directory_or_to_the_working_directory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
