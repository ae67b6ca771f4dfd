#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

static int install(void **state)
{
    (void)state;
    failing_allocator_install();
    return 0;
}

/* Every test has freed all of its arena. */
static int restore(void **state)
{
    (void)state;
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    return 0;
}

static void pieces_are_aligned_and_do_not_overlap(void **state)
{
    static const size_t sizes[] = {1, 3, 16, 17, 0, 100, 5000, 1, 33, 4096, 70000, 8};
    unsigned char *pieces[PIPC_ARRAY_SIZE(sizes)];
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(sizes); i++) {
        pieces[i] = pipc__arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(sizes); i++)
        for (size_t byte = 0; byte < sizes[i]; byte++)
            assert_int_equal(pieces[i][byte], i + 1);
    pipc__arena_dispose(&arena);
}

static void the_buffer_is_used_before_anything_is_allocated(void **state)
{
    alignas(max_align_t) char buffer[256];
    pipc__arena arena;
    char *piece;

    (void)state;
    pipc__arena_init(&arena, buffer, sizeof(buffer));
    for (size_t i = 0; i < sizeof(buffer) / 32; i++) {
        piece = pipc__arena_alloc(&arena, 32);
        assert_in_range((uintptr_t)piece, (uintptr_t)buffer, (uintptr_t)(buffer + 256 - 32));
    }
    assert_int_equal(failing_allocator_allocations(), 0);
    assert_non_null(pipc__arena_alloc(&arena, 1));
    assert_int_equal(failing_allocator_allocations(), 1);
    pipc__arena_dispose(&arena);
}

static void a_buffer_that_is_not_aligned_gives_aligned_pieces(void **state)
{
    alignas(max_align_t) char buffer[64];
    pipc__arena arena;
    char *piece;

    (void)state;
    pipc__arena_init(&arena, buffer + 1, sizeof(buffer) - 1);
    piece = pipc__arena_alloc(&arena, 48);
    assert_ptr_equal(piece, buffer + alignof(max_align_t));
    pipc__arena_init(&arena, buffer + 1, 2);
    piece = pipc__arena_alloc(&arena, 1);
    assert_int_equal(failing_allocator_allocations(), 1);
    pipc__arena_dispose(&arena);
}

static void a_thousand_small_pieces_take_few_allocations(void **state)
{
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (int i = 0; i < 100000; i++)
        assert_non_null(pipc__arena_alloc(&arena, 16));
    assert_in_range(failing_allocator_allocations(), 1, 12);
    pipc__arena_dispose(&arena);
}

static void a_large_piece_does_not_cost_the_room_of_small_ones(void **state)
{
    pipc__arena arena;
    char *first;
    char *second;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    first = pipc__arena_alloc(&arena, 16);
    assert_non_null(pipc__arena_alloc(&arena, 1000000));
    second = pipc__arena_alloc(&arena, 16);
    assert_ptr_equal(second, first + 16);
    pipc__arena_dispose(&arena);
}

static void sizes_past_all_memory_are_refused(void **state)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 16, SIZE_MAX - 40};
    pipc__arena arena;

    (void)state;
    failing_allocator_fail_at(1, true); /* malloc() of such a size would be reported by ASan */
    pipc__arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(sizes); i++)
        assert_null(pipc__arena_alloc(&arena, sizes[i]));
    assert_null(pipc__arena_strndup(&arena, "", SIZE_MAX));
    pipc__arena_dispose(&arena);
}

static void without_memory_the_arena_stays_as_it_was(void **state)
{
    pipc__arena arena;
    char *text;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    text = pipc__arena_strndup(&arena, "kept", 4);
    failing_allocator_fail_at(1, false);
    assert_null(pipc__arena_alloc(&arena, 100000));
    assert_non_null(pipc__arena_alloc(&arena, 100000));
    assert_string_equal(text, "kept");
    pipc__arena_dispose(&arena);
}

static void text_is_copied_and_ended(void **state)
{
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    assert_string_equal(pipc__arena_strndup(&arena, "text", 2), "te");
    assert_string_equal(pipc__arena_strndup(&arena, NULL, 0), "");
    pipc__arena_dispose(&arena);
}

static void it_can_be_used_again_after_dispose_without_its_buffer(void **state)
{
    char buffer[128];
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, buffer, sizeof(buffer));
    assert_non_null(pipc__arena_alloc(&arena, 500));
    pipc__arena_dispose(&arena);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    assert_non_null(pipc__arena_alloc(&arena, 1));
    assert_int_equal(failing_allocator_live_blocks(), 1);
    pipc__arena_dispose(&arena);
    pipc__arena_dispose(&arena);
}

static void a_piece_is_kept_or_freed(void **state)
{
    pipc__arena arena;
    char *kept = pipc__arena_piece_new(NULL, 100);
    char *freed = pipc__arena_piece_new(NULL, 0);

    (void)state;
    assert_int_equal((uintptr_t)kept % alignof(max_align_t), 0);
    memset(kept, 1, 100);
    pipc__arena_init(&arena, NULL, 0);
    pipc__arena_piece_keep(&arena, kept);
    assert_non_null(pipc__arena_alloc(&arena, 16));
    assert_int_equal(failing_allocator_live_blocks(), 3);
    pipc__arena_piece_free(freed);
    assert_int_equal(failing_allocator_live_blocks(), 2);
    pipc__arena_piece_free(NULL);
    pipc__arena_dispose(&arena);
}

static void a_large_piece_is_a_block(void **state)
{
    pipc__blocks *blocks = pipc__blocks_new();
    pipc__arena arena;
    size_t before;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    pipc__arena_piece_keep(&arena, pipc__arena_piece_new(blocks, 1000000));
    pipc__arena_dispose(&arena);
    before = failing_allocator_allocations();
    pipc__arena_piece_free(pipc__arena_piece_new(blocks, 1000000));
    assert_int_equal(failing_allocator_allocations(), before);
    pipc__arena_piece_free(pipc__arena_piece_new(blocks, 1000));
    assert_int_equal(failing_allocator_allocations(), before + 1);
    failing_allocator_fail_at(1, true);
    assert_null(pipc__arena_piece_new(blocks, SIZE_MAX));
    assert_null(pipc__arena_piece_new(blocks, SIZE_MAX - 100));
    pipc__blocks_leave(blocks);
}

#define ARENA_TEST(test) cmocka_unit_test_setup_teardown(test, install, restore)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(pieces_are_aligned_and_do_not_overlap),
        ARENA_TEST(the_buffer_is_used_before_anything_is_allocated),
        ARENA_TEST(a_buffer_that_is_not_aligned_gives_aligned_pieces),
        ARENA_TEST(a_thousand_small_pieces_take_few_allocations),
        ARENA_TEST(a_large_piece_does_not_cost_the_room_of_small_ones),
        ARENA_TEST(sizes_past_all_memory_are_refused),
        ARENA_TEST(without_memory_the_arena_stays_as_it_was),
        ARENA_TEST(text_is_copied_and_ended),
        ARENA_TEST(it_can_be_used_again_after_dispose_without_its_buffer),
        ARENA_TEST(a_piece_is_kept_or_freed),
        ARENA_TEST(a_large_piece_is_a_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
