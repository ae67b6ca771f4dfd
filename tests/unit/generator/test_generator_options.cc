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
    assert_text(ParseOptions("nonsense", &options),
                "unknown option \"nonsense\": protoc-gen-pipc knows messages");
    assert_text(ParseOptions("key=value", &options),
                "unknown option \"key\": protoc-gen-pipc knows messages");
    assert_text(ParseOptions(",,last", &options),
                "unknown option \"last\": protoc-gen-pipc knows messages");
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

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_options_are_fine),
        cmocka_unit_test(an_unknown_option_is_named),
        cmocka_unit_test(messages_are_made_by_the_program_of_path_or_another),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
