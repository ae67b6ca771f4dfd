#include <string.h>

#include <pipc/alloc.h>

#include "base/alloc.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

static int install(void **state)
{
    (void)state;
    failing_allocator_install();
    return 0;
}

static int restore(void **state)
{
    (void)state;
    failing_allocator_remove();
    return 0;
}

static void memory_comes_from_the_allocator_that_is_installed(void **state)
{
    void *memory = pipc__alloc(10);

    (void)state;
    assert_non_null(memory);
    assert_int_equal(failing_allocator_allocations(), 1);
    assert_int_equal(failing_allocator_live_blocks(), 1);
    pipc_free(memory);
    assert_int_equal(failing_allocator_live_blocks(), 0);
}

static void no_allocator_brings_malloc_back(void **state)
{
    void *memory;

    (void)state;
    pipc_set_allocator(NULL);
    memory = pipc__alloc(10);
    assert_non_null(memory);
    pipc__free(memory);
    assert_int_equal(failing_allocator_allocations(), 0);
}

static void a_size_of_zero_is_memory_too(void **state)
{
    void *memory = pipc__alloc(0);
    void *moved;

    (void)state;
    assert_non_null(memory);
    moved = pipc__realloc(memory, 0);
    assert_non_null(moved);
    pipc__free(moved);
}

static void zeroed_memory_is_zero(void **state)
{
    static const char zeros[100];
    void *dirty = pipc__alloc(sizeof(zeros));
    void *memory;

    (void)state;
    assert_non_null(dirty);
    memset(dirty, 0xff, sizeof(zeros));
    pipc__free(dirty);
    memory = pipc__alloc_zeroed(sizeof(zeros));
    assert_memory_equal(memory, zeros, sizeof(zeros));
    pipc__free(memory);
}

static void realloc_keeps_what_is_there(void **state)
{
    char *text = pipc__strdup("kept");

    (void)state;
    text = pipc__realloc(text, 10000);
    assert_string_equal(text, "kept");
    pipc__free(text);
}

static void a_refused_realloc_leaves_the_memory_alone(void **state)
{
    char *text = pipc__strdup("kept");

    (void)state;
    failing_allocator_fail_at(1, false);
    assert_null(pipc__realloc(text, 10000));
    assert_string_equal(text, "kept");
    pipc__free(text);
}

static void text_is_copied_up_to_its_length(void **state)
{
    char *all = pipc__strdup("text");
    char *part = pipc__strndup("text", 2);
    char *none = pipc__strndup(NULL, 0);

    (void)state;
    assert_string_equal(all, "text");
    assert_string_equal(part, "te");
    assert_string_equal(none, "");
    pipc__free(all);
    pipc__free(part);
    pipc__free(none);
}

static void without_memory_everything_returns_null(void **state)
{
    (void)state;
    failing_allocator_fail_at(1, true);
    assert_null(pipc__alloc(1));
    assert_null(pipc__alloc_zeroed(1));
    assert_null(pipc__realloc(NULL, 1));
    assert_null(pipc__strdup("text"));
    assert_null(pipc__strndup("text", 1));
    assert_null(pipc__alloc_for_protobuf_c(1));
}

static void memory_for_protobuf_c_is_mallocs_by_leave_of_the_allocator(void **state)
{
    void *memory = pipc__alloc_for_protobuf_c(0);

    (void)state;
    assert_non_null(memory);
    assert_int_equal(failing_allocator_allocations(), 1);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    pipc__free_for_protobuf_c(memory);
    assert_int_equal(failing_allocator_live_blocks(), 0);
}

static void freeing_null_is_harmless(void **state)
{
    (void)state;
    pipc_free(NULL);
    pipc__free(NULL);
    pipc__free_for_protobuf_c(NULL);
    assert_int_equal(failing_allocator_live_blocks(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_comes_from_the_allocator_that_is_installed, install,
                                        restore),
        cmocka_unit_test_setup_teardown(no_allocator_brings_malloc_back, install, restore),
        cmocka_unit_test_setup_teardown(a_size_of_zero_is_memory_too, install, restore),
        cmocka_unit_test_setup_teardown(zeroed_memory_is_zero, install, restore),
        cmocka_unit_test_setup_teardown(realloc_keeps_what_is_there, install, restore),
        cmocka_unit_test_setup_teardown(a_refused_realloc_leaves_the_memory_alone, install,
                                        restore),
        cmocka_unit_test_setup_teardown(text_is_copied_up_to_its_length, install, restore),
        cmocka_unit_test_setup_teardown(without_memory_everything_returns_null, install, restore),
        cmocka_unit_test_setup_teardown(memory_for_protobuf_c_is_mallocs_by_leave_of_the_allocator,
                                        install, restore),
        cmocka_unit_test_setup_teardown(freeing_null_is_harmless, install, restore),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
