#include "support/cmocka.h"

#include <string.h>

#include "rpc/call_pool.h"
#include "support/failing_allocator.h"

enum { BYTES = 40, MANY = PIPC__CALL_POOL_FREE_MAX + 100 };

static int owner;
static pipc__call_pool *pool;

static int setup(void **state)
{
    (void)state;
    failing_allocator_install();
    pool = pipc__call_pool_new(BYTES, &owner);
    assert_non_null(pool);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    return 0;
}

static void a_new_piece_is_zeroed(void **state)
{
    static const char zeroes[BYTES];
    void *piece = pipc__call_pool_take(pool);

    (void)state;
    assert_memory_equal(piece, zeroes, BYTES);
    assert_ptr_equal(pipc__call_pool_of(piece), pool);
    pipc__call_pool_give_back(piece);
    pipc__call_pool_leave(pool);
}

static void a_piece_rests_until_64_others_were_given_back(void **state)
{
    void *first = pipc__call_pool_take(pool);

    (void)state;
    pipc__call_pool_give_back(first);
    for (int i = 0; i < PIPC__CALL_POOL_REST; i++) {
        void *other = pipc__call_pool_take(pool);

        assert_ptr_not_equal(other, first);
        pipc__call_pool_give_back(other);
    }
    assert_ptr_equal(pipc__call_pool_take(pool), first);
    pipc__call_pool_give_back(first);
    pipc__call_pool_leave(pool);
}

static void pieces_are_used_again_in_the_order_they_came_back(void **state)
{
    void *pieces[PIPC__CALL_POOL_REST + 2];
    size_t allocations;

    (void)state;
    for (int i = 0; i < PIPC__CALL_POOL_REST + 2; i++)
        pieces[i] = pipc__call_pool_take(pool);
    for (int i = 0; i < PIPC__CALL_POOL_REST + 2; i++)
        pipc__call_pool_give_back(pieces[i]);
    allocations = failing_allocator_allocations();
    for (int i = 0; i < 1000; i++) {
        void *piece = pipc__call_pool_take(pool);

        assert_ptr_equal(piece, pieces[i % (PIPC__CALL_POOL_REST + 2)]);
        pipc__call_pool_give_back(piece);
    }
    assert_int_equal(failing_allocator_allocations(), allocations);
    pipc__call_pool_leave(pool);
}

static void what_is_too_many_is_not_kept(void **state)
{
    static void *pieces[MANY];
    size_t blocks = failing_allocator_live_blocks();

    (void)state;
    for (int i = 0; i < MANY; i++)
        pieces[i] = pipc__call_pool_take(pool);
    for (int i = 0; i < MANY; i++)
        pipc__call_pool_give_back(pieces[i]);
    assert_int_equal(failing_allocator_live_blocks(), blocks + PIPC__CALL_POOL_FREE_MAX);
    pipc__call_pool_leave(pool);
}

static bool yes(void *argument)
{
    assert_ptr_equal(argument, &owner);
    return true;
}

static bool no(void *argument)
{
    (void)argument;
    return false;
}

static void it_outlives_its_owner_as_long_as_a_piece_is_taken(void **state)
{
    void *first = pipc__call_pool_take(pool);
    void *second = pipc__call_pool_take(pool);

    (void)state;
    assert_ptr_equal(pipc__call_pool_owner(pool, yes), &owner);
    assert_null(pipc__call_pool_owner(pool, no));
    pipc__call_pool_leave(pool);
    memset(first, 1, BYTES);
    pipc__call_pool_give_back(first);
    assert_null(pipc__call_pool_owner(pool, yes));
    pipc__call_pool_give_back(second);
}

static void without_memory_there_is_no_piece_and_no_pool(void **state)
{
    (void)state;
    failing_allocator_fail_at(1, true);
    assert_null(pipc__call_pool_take(pool));
    assert_null(pipc__call_pool_new(BYTES, &owner));
    failing_allocator_fail_at(0, false);
    pipc__call_pool_give_back(pipc__call_pool_take(pool));
    pipc__call_pool_leave(pool);
    pipc__call_pool_leave(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_piece_is_zeroed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_piece_rests_until_64_others_were_given_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(pieces_are_used_again_in_the_order_they_came_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_too_many_is_not_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(it_outlives_its_owner_as_long_as_a_piece_is_taken, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(without_memory_there_is_no_piece_and_no_pool, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
