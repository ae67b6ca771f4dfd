#include "cmocka_cc.h"
#include "substitute.h"

using pipc_gen::Substitute;

static void names_are_replaced(void **)
{
    assert_text(Substitute("int $a$($b$ *$a$);", {{"a", "x"}, {"b", "y"}}), "int x(y *x);");
    assert_text(Substitute("$a$$b$", {{"a", ""}, {"b", "y"}}), "y");
    assert_text(Substitute("", {}), "");
}

static void values_are_not_templates(void **)
{
    assert_text(Substitute("[$a$]", {{"a", "$b$ $ $$ %s \\n"}, {"b", "never"}}),
                "[$b$ $ $$ %s \\n]");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_replaced),
        cmocka_unit_test(values_are_not_templates),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
