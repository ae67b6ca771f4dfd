#include "support/cmocka.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "grpc/timers.h"

enum { TIMERS = 200, ROUNDS = 50 };

typedef struct entry {
    pipc__timer timer;
    pipc__task task;
} entry;

static entry entries[TIMERS];

static void add(pipc__timers *timers, int index, int64_t due_ns)
{
    entries[index].timer.task = &entries[index].task;
    entries[index].timer.due_ns = due_ns;
    pipc__timers_add(timers, &entries[index].timer);
}

static int64_t take(pipc__timers *timers)
{
    pipc__task *task = pipc__timers_take(timers, INT64_MAX);

    return task == NULL ? -1 : PIPC_CONTAINER_OF(task, entry, task)->timer.due_ns;
}

static void none_are_due_never(void **state)
{
    pipc__timers timers = {.first = NULL};

    (void)state;
    assert_int_equal(pipc__timers_due_ns(&timers), INT64_MAX);
    assert_null(pipc__timers_take(&timers, INT64_MAX));
}

static void the_soonest_comes_first_whatever_the_order(void **state)
{
    pipc__timers timers = {.first = NULL};

    (void)state;
    srand(1);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t last = 0;

        for (int i = 0; i < TIMERS; i++)
            add(&timers, i, rand() % 1000);
        for (int i = 0; i < TIMERS; i++) {
            int64_t due = pipc__timers_due_ns(&timers);

            assert_true(due >= last);
            assert_int_equal(take(&timers), due);
            last = due;
        }
        assert_int_equal(take(&timers), -1);
    }
}

static void none_is_taken_before_it_is_due(void **state)
{
    pipc__timers timers = {.first = NULL};

    (void)state;
    add(&timers, 0, 10);
    assert_null(pipc__timers_take(&timers, 9));
    assert_true(entries[0].timer.pending);
    assert_ptr_equal(pipc__timers_take(&timers, 10), &entries[0].task);
    assert_false(entries[0].timer.pending);
}

static void any_may_be_removed(void **state)
{
    pipc__timers timers = {.first = NULL};

    (void)state;
    srand(2);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t last = 0;
        int left = TIMERS - 10;

        for (int i = 0; i < TIMERS; i++)
            add(&timers, i, rand() % 1000);
        for (int i = 0; i < 10; i++)
            last = take(&timers);
        for (int i = 0; i < TIMERS; i += 1 + rand() % 3) {
            if (!entries[i].timer.pending)
                continue;
            pipc__timers_remove(&timers, &entries[i].timer);
            assert_false(entries[i].timer.pending);
            left--;
        }
        for (; left > 0; left--) {
            int64_t due = take(&timers);

            assert_true(due >= last);
            last = due;
        }
        assert_int_equal(take(&timers), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_are_due_never),
        cmocka_unit_test(the_soonest_comes_first_whatever_the_order),
        cmocka_unit_test(none_is_taken_before_it_is_due),
        cmocka_unit_test(any_may_be_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
