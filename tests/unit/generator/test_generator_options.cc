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
                "unknown option \"nonsense\": protoc-gen-pipc has no options");
    assert_text(ParseOptions("key=value", &options),
                "unknown option \"key\": protoc-gen-pipc has no options");
    assert_text(ParseOptions(",,last", &options),
                "unknown option \"last\": protoc-gen-pipc has no options");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_options_are_fine),
        cmocka_unit_test(an_unknown_option_is_named),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
