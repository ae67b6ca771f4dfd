#include "support/cmocka.h"

#include "base/list.h"

static void links_come_out_in_the_order_they_were_added(void **state)
{
    pipc__list list, first, second;

    (void)state;
    pipc__list_init(&list);
    assert_true(pipc__list_is_empty(&list));
    assert_null(pipc__list_take_first(&list));
    pipc__list_add(&list, &first);
    pipc__list_add(&list, &second);
    assert_ptr_equal(pipc__list_take_first(&list), &first);
    assert_false(pipc__list_is_empty(&list));
    assert_ptr_equal(pipc__list_take_first(&list), &second);
    assert_true(pipc__list_is_empty(&list));
}

static void a_link_may_be_removed_twice_and_added_again(void **state)
{
    pipc__list list, first, second;

    (void)state;
    pipc__list_init(&list);
    pipc__list_add(&list, &first);
    pipc__list_add(&list, &second);
    pipc__list_remove(&first);
    pipc__list_remove(&first);
    pipc__list_add(&list, &first);
    assert_ptr_equal(pipc__list_take_first(&list), &second);
    assert_ptr_equal(pipc__list_take_first(&list), &first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_come_out_in_the_order_they_were_added),
        cmocka_unit_test(a_link_may_be_removed_twice_and_added_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
