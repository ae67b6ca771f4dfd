#include "support/cmocka.h"

#include <pthread.h>

#include "rpc/turns.h"

enum { THREADS = 4, ADDS = 20000 };

static pipc__turns turns;

static int setup(void **state)
{
    (void)state;
    pipc__turns_init(&turns);
    return 0;
}

static void what_is_due_waits_until_its_kind_is_open(void **state)
{
    (void)state;
    assert_false(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
    assert_false(pipc__turns_open(&turns, PIPC__TURN_WRITABLE));
    assert_true(pipc__turns_open(&turns, PIPC__TURN_MESSAGE));
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_MESSAGE);
    assert_int_equal(pipc__turns_take(&turns), 0);
}

static void one_has_the_turn_until_nothing_is_due(void **state)
{
    (void)state;
    pipc__turns_open(&turns, PIPC__TURN_OF_STREAM);
    assert_true(pipc__turns_add(&turns, PIPC__TURN_CANCELLED));
    assert_false(pipc__turns_add(&turns, PIPC__TURN_WRITABLE));
    assert_false(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_MESSAGE);
    assert_false(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_MESSAGE);
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_WRITABLE);
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_CANCELLED);
    assert_int_equal(pipc__turns_take(&turns), 0);
    assert_true(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
}

static void a_kind_may_be_closed_again(void **state)
{
    (void)state;
    pipc__turns_open(&turns, PIPC__TURN_OF_STREAM);
    assert_true(pipc__turns_add(&turns, PIPC__TURN_MESSAGE | PIPC__TURN_WRITABLE));
    pipc__turns_close(&turns, PIPC__TURN_MESSAGE);
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_WRITABLE);
    assert_int_equal(pipc__turns_take(&turns), 0);
    assert_true(pipc__turns_open(&turns, PIPC__TURN_MESSAGE));
}

static void nothing_is_taken_once_it_is_stopped(void **state)
{
    (void)state;
    pipc__turns_open(&turns, PIPC__TURN_OF_STREAM);
    assert_true(pipc__turns_stop(&turns));
    assert_false(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
    assert_false(pipc__turns_open(&turns, PIPC__TURN_CALL_CANCELLED));
}

static void who_has_the_turn_is_told_that_it_was_the_last(void **state)
{
    (void)state;
    pipc__turns_open(&turns, PIPC__TURN_OF_STREAM);
    assert_true(pipc__turns_add(&turns, PIPC__TURN_MESSAGE));
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_MESSAGE);
    assert_false(pipc__turns_add(&turns, PIPC__TURN_WRITABLE));
    assert_false(pipc__turns_stop(&turns));
    assert_int_equal(pipc__turns_take(&turns), PIPC__TURN_LAST);
    assert_false(pipc__turns_add(&turns, PIPC__TURN_WRITABLE));
}

static int inside; /* not atomic: a second one inside is a race that the sanitizer finds */
static atomic_int taken;

static void *add(void *argument)
{
    (void)argument;
    for (int i = 0; i < ADDS; i++) {
        if (!pipc__turns_add(&turns, PIPC__TURN_MESSAGE))
            continue;
        while (pipc__turns_take(&turns) != 0) {
            assert_int_equal(inside++, 0);
            atomic_fetch_add(&taken, 1);
            inside--;
        }
    }
    return NULL;
}

static void threads_never_have_it_at_the_same_time(void **state)
{
    pthread_t threads[THREADS];

    (void)state;
    pipc__turns_open(&turns, PIPC__TURN_MESSAGE);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_in_range(atomic_load(&taken), 1, THREADS * ADDS);
    assert_true(pipc__turns_stop(&turns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_due_waits_until_its_kind_is_open, setup),
        cmocka_unit_test_setup(one_has_the_turn_until_nothing_is_due, setup),
        cmocka_unit_test_setup(a_kind_may_be_closed_again, setup),
        cmocka_unit_test_setup(nothing_is_taken_once_it_is_stopped, setup),
        cmocka_unit_test_setup(who_has_the_turn_is_told_that_it_was_the_last, setup),
        cmocka_unit_test_setup(threads_never_have_it_at_the_same_time, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
