#include "cmocka_cc.h"
#include "line_breaker.h"

using pipc_gen::BreakLines;

static void what_fits_stays(void **)
{
    assert_text(BreakLines("int a;\n\nvoid f(void);\n"), "int a;\n\nvoid f(void);\n");
    assert_text(BreakLines(""), "");
}

static void what_fits_is_put_together(void **)
{
    assert_text(BreakLines("void f(int a,\n       int b,\n  int c);\n"),
                "void f(int a, int b, int c);\n");
    assert_text(BreakLines("    return g(\n        a);\n"), "    return g(a);\n");
}

static void comments_are_left_alone(void **)
{
    std::string comment = "/*\n * int f(  int a,\n " + std::string(120, 'x') + "\n */\n/* ( */\n";
    assert_text(BreakLines(comment + "int a;\n"), comment + "int a;\n");
    std::string slashes = "    /* a/b, * /, // " + std::string(120, 'y') + "\n\n#define /* */\n";
    assert_text(BreakLines(slashes + "int a;\n"), slashes + "int a;\n");
}

static void parameters_are_aligned(void **)
{
    std::string a(40, 'a');
    std::string b(40, 'b');
    assert_text(BreakLines("void function(" + a + " *a, " + b + " *b);\n"),
                "void function(" + a + " *a,\n              " + b + " *b);\n");
}

static void parameters_that_do_not_fit_there_are_indented(void **)
{
    std::string name(60, 'n');
    std::string type(50, 't');
    assert_text(BreakLines("void " + name + "(" + type + " *self);\n"),
                "void " + name + "(\n    " + type + " *self);\n");
}

static void only_the_last_argument_of_a_line_is_broken(void **)
{
    std::string type(82, 't');
    std::string start = "    return self->message(";
    assert_text(BreakLines(start + "self, (" + type + " *)stream, (const other *)message);\n"),
                start + "\n        self,\n        (" + type + " *)\n            stream,\n" +
                    "        (const other *)message);\n");
    assert_text(BreakLines(start + "self, (" + type + " *)stream);\n"),
                start + "\n        self, (" + type + " *)\n                  stream);\n");
}

static void long_strings_are_broken_after_a_slash(void **)
{
    std::string service(60, 's');
    std::string method(40, 'm');
    assert_text(BreakLines("        .path = \"/" + service + "/" + method + "\",\n"),
                "        .path = \"/" + service + "/\"\n                \"" + method + "\",\n");
}

static void long_macros_go_on_after_a_backslash(void **)
{
    std::string name(60, 'N');
    std::string text(50, 't');
    assert_text(BreakLines("#define " + name + " \"" + text + "\"\n"),
                "#define " + name + std::string(99 - 68, ' ') + "\\\n    \"" + text + "\"\n");
}

static void rows_move_with_the_line_that_opens_their_table(void **)
{
    std::string name(80, 'n');
    assert_text(BreakLines("static const table " + name +
                           "[] = {\n    {\n        .a = 1,\n    },\n};"
                           "\nint a;\n"),
                "static const table\n    " + name +
                    "[] = {\n        {\n            .a = 1,\n        },\n};\nint a;\n");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_stays),
        cmocka_unit_test(what_fits_is_put_together),
        cmocka_unit_test(comments_are_left_alone),
        cmocka_unit_test(parameters_are_aligned),
        cmocka_unit_test(parameters_that_do_not_fit_there_are_indented),
        cmocka_unit_test(only_the_last_argument_of_a_line_is_broken),
        cmocka_unit_test(long_strings_are_broken_after_a_slash),
        cmocka_unit_test(long_macros_go_on_after_a_backslash),
        cmocka_unit_test(rows_move_with_the_line_that_opens_their_table),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
