#include <stdio.h>

#include "base/map.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

static void a_zeroed_map_is_empty(void **state)
{
    pipc__map map = {0};

    (void)state;
    assert_null(pipc__map_find(&map, "key"));
    pipc__map_dispose(&map);
    pipc__map_dispose(&map);
}

static void entries_stand_in_the_order_in_which_they_were_first_set(void **state)
{
    pipc__map map = {0};

    (void)state;
    assert_true(pipc__map_set(&map, "b", "1"));
    assert_true(pipc__map_set(&map, "a", NULL));
    assert_true(pipc__map_set(&map, "b", "2"));
    assert_int_equal(map.count, 2);
    assert_string_equal(map.entries[0].key, "b");
    assert_string_equal(map.entries[0].value, "2");
    assert_string_equal(map.entries[1].key, "a");
    assert_null(map.entries[1].value);
    pipc__map_dispose(&map);
}

static void keys_are_equal_only_as_a_whole(void **state)
{
    static const char *const keys[] = {"", "a", "ab", "A", "abc", "ab.c"};
    pipc__map map = {0};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++)
        assert_true(pipc__map_set(&map, keys[i], keys[i]));
    assert_int_equal(map.count, PIPC_ARRAY_SIZE(keys));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++)
        assert_string_equal(pipc__map_find(&map, keys[i])->value, keys[i]);
    assert_null(pipc__map_find(&map, "abcd"));
    pipc__map_dispose(&map);
}

static void bytes_are_taken_up_to_their_lengths(void **state)
{
    pipc__map map = {0};

    (void)state;
    assert_true(pipc__map_set_bytes(&map, "keyed", 3, "valued", 5));
    assert_string_equal(pipc__map_find(&map, "key")->value, "value");
    assert_true(pipc__map_set_bytes(&map, "key-2", 3, "", 0));
    assert_int_equal(map.count, 1);
    assert_string_equal(map.entries[0].value, "");
    assert_true(pipc__map_set_bytes(&map, "k\0y", 3, NULL, 0)); /* nothing is read past an end */
    pipc__map_dispose(&map);
}

static void it_grows(void **state)
{
    pipc__map map = {0};
    char key[16];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof(key), "key%d", i);
        assert_true(pipc__map_set(&map, key, key + 3));
    }
    assert_int_equal(map.count, 1000);
    assert_string_equal(pipc__map_find(&map, "key777")->value, "777");
    pipc__map_dispose(&map);
}

static void a_value_may_be_set_from_itself(void **state)
{
    pipc__map map = {0};

    (void)state;
    assert_true(pipc__map_set(&map, "key", "value"));
    assert_true(pipc__map_set(&map, map.entries[0].key, map.entries[0].value));
    assert_true(pipc__map_set_all(&map, &map));
    assert_int_equal(map.count, 1);
    assert_string_equal(map.entries[0].value, "value");
    pipc__map_dispose(&map);
}

static void set_all_overwrites_with_nulls_too(void **state)
{
    pipc__map map = {0};
    pipc__map other = {0};

    (void)state;
    assert_true(pipc__map_set(&map, "a", "1"));
    assert_true(pipc__map_set(&map, "b", "1"));
    assert_true(pipc__map_set(&other, "c", "2"));
    assert_true(pipc__map_set(&other, "a", NULL));
    assert_true(pipc__map_set_all(&map, &other));
    assert_int_equal(map.count, 3);
    assert_null(map.entries[0].value);
    assert_string_equal(map.entries[1].value, "1");
    assert_string_equal(map.entries[2].key, "c");
    pipc__map_dispose(&map);
    pipc__map_dispose(&other);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    failing_allocator_install();
    for (size_t n = 1; n <= 3; n++) {
        pipc__map map = {0};

        failing_allocator_fail_at(n, false);
        assert_false(pipc__map_set(&map, "key", "value")); /* value, entries, key */
        assert_int_equal(map.count, 0);
        assert_true(pipc__map_set(&map, "key", "value"));
        failing_allocator_fail_at(1, false);
        assert_false(pipc__map_set(&map, "key", "other"));
        assert_string_equal(map.entries[0].value, "value");
        pipc__map_dispose(&map);
        assert_int_equal(failing_allocator_live_blocks(), 0);
    }
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zeroed_map_is_empty),
        cmocka_unit_test(entries_stand_in_the_order_in_which_they_were_first_set),
        cmocka_unit_test(keys_are_equal_only_as_a_whole),
        cmocka_unit_test(bytes_are_taken_up_to_their_lengths),
        cmocka_unit_test(it_grows),
        cmocka_unit_test(a_value_may_be_set_from_itself),
        cmocka_unit_test(set_all_overwrites_with_nulls_too),
        cmocka_unit_test(without_memory_nothing_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
