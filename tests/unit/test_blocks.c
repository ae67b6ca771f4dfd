#include "support/cmocka.h"

#include <stdalign.h>
#include <string.h>

#include "base/blocks.h"
#include "support/failing_allocator.h"

enum { MIB = 1024 * 1024 };

static pipc__blocks *blocks;

static int setup(void **state)
{
    (void)state;
    failing_allocator_install();
    blocks = pipc__blocks_new();
    assert_non_null(blocks);
    return 0;
}

/* Every test has left it, and given all back. */
static int teardown(void **state)
{
    (void)state;
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    return 0;
}

static void *take(size_t size)
{
    void *block = pipc__blocks_take(blocks, size);

    assert_non_null(block);
    assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
    memset(block, 1, size);
    return block;
}

/* But for the pool itself. */
static size_t live(void)
{
    return failing_allocator_live_blocks() - 1;
}

static void what_was_given_back_last_is_taken_first(void **state)
{
    void *first = take(MIB);
    void *second = take(MIB);

    (void)state;
    assert_ptr_not_equal(first, second);
    pipc__blocks_give_back(first);
    pipc__blocks_give_back(second);
    assert_ptr_equal(take(MIB), second);
    assert_ptr_equal(take(MIB), first);
    assert_int_equal(failing_allocator_allocations(), 3);
    pipc__blocks_give_back(first);
    pipc__blocks_give_back(second);
    pipc__blocks_leave(blocks);
}

static void expect_taken_again(size_t given_size, size_t size, bool again)
{
    void *given = take(given_size);
    void *taken;
    size_t before;

    pipc__blocks_give_back(given);
    before = failing_allocator_allocations();
    taken = take(size);
    assert_int_equal(failing_allocator_allocations() - before, again ? 0 : 1);
    pipc__blocks_give_back(taken);
    pipc__blocks_trim(blocks);
}

static void a_block_is_for_what_is_not_larger_nor_much_smaller(void **state)
{
    (void)state;
    expect_taken_again(MIB, MIB - 1, true);
    expect_taken_again(MIB - 1, MIB, true); /* sizes go in steps */
    expect_taken_again(MIB, MIB + 1, false);
    expect_taken_again(MIB, MIB / 2, true);
    expect_taken_again(MIB, MIB / 2 - 1, false);
    pipc__blocks_leave(blocks);
}

static void give_back_many(size_t size)
{
    void *taken[PIPC__BLOCKS_KEPT_MAX + 4];

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(taken); i++)
        taken[i] = take(size);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(taken); i++)
        pipc__blocks_give_back(taken[i]);
}

static void only_so_much_is_kept(void **state)
{
    (void)state;
    give_back_many(PIPC__BLOCK_MIN_BYTES);
    assert_int_equal(live(), PIPC__BLOCKS_KEPT_MAX);
    give_back_many(PIPC__BLOCKS_KEPT_MAX_BYTES / 2);
    assert_int_equal(live(), 2);
    give_back_many(PIPC__BLOCKS_KEPT_MAX_BYTES + 1);
    assert_int_equal(live(), 0);
    pipc__blocks_leave(blocks);
}

/* malloc() keeps small ones itself, and what is too large is never kept. */
static void blocks_suit_what_is_large_but_not_too_large(void **state)
{
    (void)state;
    assert_false(pipc__blocks_suit(0));
    assert_false(pipc__blocks_suit(PIPC__BLOCK_MIN_BYTES - 1));
    assert_true(pipc__blocks_suit(PIPC__BLOCK_MIN_BYTES));
    assert_true(pipc__blocks_suit(PIPC__BLOCKS_KEPT_MAX_BYTES));
    assert_false(pipc__blocks_suit(PIPC__BLOCKS_KEPT_MAX_BYTES + 1));
    pipc__blocks_leave(blocks);
}

static void what_is_kept_can_be_freed(void **state)
{
    void *taken = take(MIB);

    (void)state;
    pipc__blocks_give_back(take(MIB));
    assert_int_equal(live(), 2);
    pipc__blocks_trim(blocks);
    assert_int_equal(live(), 1);
    pipc__blocks_give_back(taken);
    assert_int_equal(live(), 1);
    pipc__blocks_leave(blocks);
}

static void who_has_a_block_may_stay_longer_than_the_owner(void **state)
{
    void *first = take(MIB);
    void *second = take(MIB);

    (void)state;
    pipc__blocks_give_back(take(MIB));
    pipc__blocks_leave(blocks);
    assert_int_equal(live(), 2);
    pipc__blocks_give_back(first);
    assert_int_equal(live(), 1);
    memset(second, 2, MIB);
    pipc__blocks_give_back(second);
}

static void without_memory_there_is_none(void **state)
{
    (void)state;
    failing_allocator_fail_at(1, true);
    assert_null(pipc__blocks_take(blocks, MIB));
    assert_null(pipc__blocks_take(blocks, SIZE_MAX));
    assert_null(pipc__blocks_take(blocks, SIZE_MAX - PIPC__BLOCK_MIN_BYTES));
    assert_null(pipc__blocks_new());
    failing_allocator_fail_at(0, false);
    pipc__blocks_give_back(take(MIB));
    pipc__blocks_leave(NULL);
    pipc__blocks_leave(blocks);
}

#define BLOCKS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BLOCKS_TEST(what_was_given_back_last_is_taken_first),
        BLOCKS_TEST(a_block_is_for_what_is_not_larger_nor_much_smaller),
        BLOCKS_TEST(only_so_much_is_kept),
        BLOCKS_TEST(blocks_suit_what_is_large_but_not_too_large),
        BLOCKS_TEST(what_is_kept_can_be_freed),
        BLOCKS_TEST(who_has_a_block_may_stay_longer_than_the_owner),
        BLOCKS_TEST(without_memory_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
