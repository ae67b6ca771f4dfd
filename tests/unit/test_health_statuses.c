#include "support/cmocka.h"

#include <stdio.h>

#include "rpc/health_statuses.h"
#include "support/failing_allocator.h"

static void the_last_one_that_was_said_holds(void **state)
{
    pipc__health_statuses said = {.entries = NULL};

    (void)state;
    assert_int_equal(pipc__health_statuses_get(&said, "a"), -1);
    assert_true(pipc__health_statuses_set(&said, "a", 1));
    assert_true(pipc__health_statuses_set(&said, "", 2));
    assert_true(pipc__health_statuses_set(&said, "a", 0));
    assert_int_equal(pipc__health_statuses_get(&said, "a"), 0);
    assert_int_equal(pipc__health_statuses_get(&said, ""), 2);
    assert_int_equal(said.count, 2);
    pipc__health_statuses_dispose(&said);
}

static void what_is_cleared_was_never_said(void **state)
{
    pipc__health_statuses said = {.entries = NULL};
    char name[16];

    (void)state;
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_true(pipc__health_statuses_set(&said, name, i % 3));
    }
    for (int i = 0; i < 100; i += 2) {
        snprintf(name, sizeof name, "%d", i);
        pipc__health_statuses_clear(&said, name);
        pipc__health_statuses_clear(&said, name);
    }
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(pipc__health_statuses_get(&said, name), i % 2 == 0 ? -1 : i % 3);
    }
    assert_int_equal(said.count, 50);
    pipc__health_statuses_dispose(&said);
}

static int say(void *data)
{
    pipc__health_statuses said = {.entries = NULL};
    bool done = true;
    char name[16];

    (void)data;
    for (int i = 0; i < 10 && done; i++) {
        size_t count = said.count;

        snprintf(name, sizeof name, "%d", i);
        done = pipc__health_statuses_set(&said, name, 1);
        assert_int_equal(said.count, done ? count + 1 : count);
    }
    pipc__health_statuses_dispose(&said);
    return done ? PIPC_OK : PIPC_E_NO_MEMORY;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(say, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_one_that_was_said_holds),
        cmocka_unit_test(what_is_cleared_was_never_said),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
