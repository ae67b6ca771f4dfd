#include "cmocka_cc.h"
#include "naming.h"

using namespace pipc_gen;

struct Row {
    const char *name;
    const char *expected;
};

static void types_are_in_camel_case(void **)
{
    const Row rows[] = {
        {"Number1", "Number1"},
        {"snake_case_msg", "SnakeCaseMsg"},
        {"My.pkg_x.v1Beta.HTTPRequest.Inner", "My__PkgX__V1Beta__HTTPRequest__Inner"},
        {"foo.barBaz.v1Beta2_x.get_http2URL", "Foo__BarBaz__V1Beta2X__GetHttp2URL"},
        {".Bare", "Bare"},
        {"a..b", "A__B"},
        {"_x_", "X"},
    };
    for (const Row &row : rows)
        assert_text(MessageTypeName(row.name), row.expected);
}

static void functions_are_in_lower_case(void **)
{
    const Row rows[] = {
        {"HTTPRequest", "httprequest"},  {"A1bC2D", "a1b_c2_d"},
        {"GetHTTPInfo", "get_httpinfo"}, {"HTTPFront_end2", "httpfront_end2"},
        {"inner_Msg", "inner__msg"},     {"V2Alpha", "v2_alpha"},
        {"my.Pkg", "my__pkg"},           {"_A", "__a"},
    };
    for (const Row &row : rows)
        assert_text(MessageLowerName(row.name), row.expected);
    assert_text(MessageUpperName("inner_Msg"), "INNER__MSG");
}

static void services_join_their_pieces_with_one_underscore(void **)
{
    assert_text(ServicePrefix("Summator"), "summator");
    assert_text(ServicePrefix("acme.v1.Summator"), "acme_v1_summator");
    assert_text(ServicePrefix("acme.v1Beta.fooBar_x.LookupService"),
                "acme_v1_beta_foo_bar_x_lookup_service");
}

static void c_package_takes_the_place_of_the_package(void **)
{
    assert_text(OverridePackage("my.pkg.M", "my.pkg", std::nullopt), "my.pkg.M");
    assert_text(OverridePackage("my.pkg.M.N", "my.pkg", "x"), "x.M.N");
    assert_text(OverridePackage("M", "", "x"), "x.M");
    assert_text(OverridePackage("my.pkg.M", "my.pkg", ""), ".M");
}

static void slots_keep_clear_of_words_that_are_taken(void **)
{
    for (const char *taken : {"int", "delete", "class", "errno", "stdin", "assert", "bool"})
        assert_text(SlotName(taken), std::string(taken) + "_");
    for (const char *free : {"sum", "signal", "open", "deleted", "init"})
        assert_text(SlotName(free), free);
}

static void a_method_called_init_does_not_replace_init(void **)
{
    assert_text(ClientFunctionName("x", "init"), "x_client_init_");
    assert_text(ClientFunctionName("x", "sum"), "x_client_sum");
}

static void methods_that_protoc_gen_c_cannot_name_are_known(void **)
{
    for (const char *bad : {"int", "register", "asm", "bool", "linux", "static_assert", "init",
                            "base", "descriptor", "method_indices_by_name"})
        assert_true(!UnusableMethodReason(bad).empty());
    for (const char *good : {"sum", "delete", "class", "errno", "assert", "close"})
        assert_text(UnusableMethodReason(good), "");
}

static void files_lose_one_extension(void **)
{
    const Row rows[] = {
        {"summator.proto", "summator"}, {"a/b.c.proto", "a/b.c"},
        {"x.protodevel", "x"},          {"noext", "noext"},
        {"a.PROTO", "a.PROTO"},         {"a.proto.proto", "a.proto"},
    };
    for (const Row &row : rows)
        assert_text(FileBase(row.name), row.expected);
}

static void guards_tell_all_files_apart(void **)
{
    assert_text(HeaderGuard("a/b_c-d.proto"), "PIPC_a_2fb_5fc_2dd_2eproto__INCLUDED");
    assert_text(HeaderGuard("my file.proto"), "PIPC_my_20file_2eproto__INCLUDED");
    assert_text(HeaderGuard("\xC3\x9C.proto"), "PIPC__c3_9c_2eproto__INCLUDED");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_in_camel_case),
        cmocka_unit_test(functions_are_in_lower_case),
        cmocka_unit_test(services_join_their_pieces_with_one_underscore),
        cmocka_unit_test(c_package_takes_the_place_of_the_package),
        cmocka_unit_test(slots_keep_clear_of_words_that_are_taken),
        cmocka_unit_test(a_method_called_init_does_not_replace_init),
        cmocka_unit_test(methods_that_protoc_gen_c_cannot_name_are_known),
        cmocka_unit_test(files_lose_one_extension),
        cmocka_unit_test(guards_tell_all_files_apart),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
