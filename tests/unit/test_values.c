#include "support/cmocka.h"

#include "base/values.h"
#include "support/failing_allocator.h"

static void what_was_put_last_is_found(void **state)
{
    char buffer[256];
    int keys[3], data[3];
    pipc__values values = {.first = NULL};
    pipc__arena arena;
    pipc_error *error = NULL;

    (void)state;
    pipc__arena_init(&arena, buffer, sizeof buffer);
    assert_null(pipc__values_get(&values, &keys[0]));
    assert_ok(pipc__values_put(&values, &arena, &keys[0], &data[0], &error), error);
    assert_ok(pipc__values_put(&values, &arena, &keys[1], &data[1], &error), error);
    assert_ok(pipc__values_put(&values, &arena, &keys[0], &data[2], &error), error);
    assert_ptr_equal(pipc__values_get(&values, &keys[0]), &data[2]);
    assert_ptr_equal(pipc__values_get(&values, &keys[1]), &data[1]);
    assert_null(pipc__values_get(&values, &keys[2]));
    pipc__arena_dispose(&arena);
}

static void without_memory_nothing_changes(void **state)
{
    int key, data;
    pipc__values values = {.first = NULL};
    pipc__arena arena;
    pipc_error *error = NULL;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    failing_allocator_install();
    failing_allocator_fail_at(1, false);
    assert_int_equal(pipc__values_put(&values, &arena, &key, &data, &error), PIPC_E_NO_MEMORY);
    failing_allocator_remove();
    pipc_error_free(error);
    assert_null(pipc__values_get(&values, &key));
    pipc__arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_last_is_found),
        cmocka_unit_test(without_memory_nothing_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
