#include "c_definitions.h"
#include "cmocka_cc.h"

using pipc_gen::Definitions;
using pipc_gen::FindDefinitions;

static std::string Join(const std::set<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}

static std::string All(const char *text)
{
    return Join(FindDefinitions(text).all);
}

static void a_definition_is_found_wherever_its_brace_is(void **)
{
    assert_text(All("int f(void) { return 0; }"), "f");
    assert_text(All("int\nf\n(int (*g)(void), int a[2])\n{\n}\n"), "f");
    assert_text(All("void f(void){}void g(void){}"), "f g");
    assert_text(All("const struct s *f(void)\r\n{\r\n}\r\n"), "f");
}

static void what_is_no_definition_is_not_found(void **)
{
    assert_text(All("int f(void);"), "");
    assert_text(All("extern int f(int a), g(void);\nint x = f(1);"), "");
    assert_text(All("struct s { int (*f)(void); } s = { 0 };"), "");
    assert_text(All("int table[] = { SIZE(f), g(1) };"), "");
    assert_text(All("int f(void) { g(); if (h()) { i(); } return 0; }"), "f");
    assert_text(All("typedef int f(void);"), "");
    assert_text(All(""), "");
}

static void comments_and_strings_are_skipped(void **)
{
    assert_text(All("/* int f(void) { */ // int g(void) {\nint h(void) { }"), "h");
    assert_text(All("const char *s = \"int f(void) { \\\" {\"; char c = '{', q = '\\'';"), "");
    assert_text(All("// spliced \\\nint f(void) { }\nint g(void) { }"), "g");
    assert_text(All("/* never closed int f(void) { }"), "");
}

static void directives_are_skipped(void **)
{
    assert_text(All("#define F(x) int f(void) { \\\n  {\nint g(void) { }"), "g");
    assert_text(All("#define QUOTE \"/*\"\nint f(void) { }"), "f");
    assert_text(All("#error don't\nint f(void) { }"), "f");
    assert_text(All("#define A /* {\n { */ {\nint f(void) { }"), "f");
}

static void dead_code_does_not_count(void **)
{
    assert_text(All("#if 0\nint f(void) { }\n#endif\nint g(void) { }"), "g");
    assert_text(All("#if 0 // why\n#ifdef X\n{\n#else\n{\n#endif\n#else\nint f(void) { }\n#endif"),
                "f");
    assert_text(All("#if 0 || X\nint f(void) { }\n#endif"), "f");
}

static void both_branches_of_a_condition_count(void **)
{
    Definitions found = FindDefinitions("#ifdef X\nint f(int a) {\n#else\nint f(void) {\n#endif\n"
                                        "}\nint g(void) { }");
    assert_text(Join(found.all), "f g");
    assert_true(found.balanced);
}

static void static_functions_are_told_apart(void **)
{
    Definitions found = FindDefinitions("static int f(void) { }\nint g(void) { }\nint static h() "
                                        "{ }\nint i(void) { static int x; }");
    assert_text(Join(found.all), "f g h i");
    assert_text(Join(found.external), "g i");
}

static void a_language_linkage_is_no_brace(void **)
{
    Definitions found = FindDefinitions("extern \"C\" {\nint f(void) { }\n}\nint g(void) { }");
    assert_text(Join(found.all), "f g");
    assert_true(found.balanced);
}

static void attributes_do_not_hide_a_name(void **)
{
    assert_int_equal(FindDefinitions("API(1) int f(void) ATTRIBUTE(2) { }").all.count("f"), 1);
}

static void a_missing_brace_is_told(void **)
{
    assert_false(FindDefinitions("int f(void) {\nint g(void) { }").balanced);
    assert_false(FindDefinitions("int f(").balanced);
    assert_true(FindDefinitions("int f(void) { }").balanced);
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_definition_is_found_wherever_its_brace_is),
        cmocka_unit_test(what_is_no_definition_is_not_found),
        cmocka_unit_test(comments_and_strings_are_skipped),
        cmocka_unit_test(directives_are_skipped),
        cmocka_unit_test(dead_code_does_not_count),
        cmocka_unit_test(both_branches_of_a_condition_count),
        cmocka_unit_test(static_functions_are_told_apart),
        cmocka_unit_test(a_language_linkage_is_no_brace),
        cmocka_unit_test(attributes_do_not_hide_a_name),
        cmocka_unit_test(a_missing_brace_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
