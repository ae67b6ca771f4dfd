#include "cmocka_cc.h"
#include "scaffold_names.h"

using pipc_gen::IsHandlerName;
using pipc_gen::ScaffoldStem;

static void a_stem_is_a_c_name(void **)
{
    assert_text(ScaffoldStem("summator.proto"), "summator");
    assert_text(ScaffoldStem("a/b-c/My File.v1.proto"), "my_file_v1");
    assert_text(ScaffoldStem("__x__.protodevel"), "x");
    assert_text(ScaffoldStem("3d.proto"), "proto_3d");
    assert_text(ScaffoldStem("\xc3\x9c.proto"), "proto");
    assert_text(ScaffoldStem("dir/.proto"), "proto");
}

static void a_stem_keeps_clear_of_libpipc(void **)
{
    assert_text(ScaffoldStem("pipc.proto"), "proto_pipc");
    assert_text(ScaffoldStem("pipc_x.proto"), "proto_pipc_x");
    assert_text(ScaffoldStem("pipcx.proto"), "pipcx");
}

static void handlers_are_known_by_their_names(void **)
{
    assert_true(IsHandlerName("summator_handle_sum"));
    assert_false(IsHandlerName("summator_component_init"));
    assert_false(IsHandlerName("_handle_x"));
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stem_is_a_c_name),
        cmocka_unit_test(a_stem_keeps_clear_of_libpipc),
        cmocka_unit_test(handlers_are_known_by_their_names),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
