#include "call.h"

#include "in.pipc.h"

CALL_TEST(cart_add, shop_cart, add, shop_cart_client_add, Shop__Item, shop__item__descriptor,
          Shop__Item)
CALL_TEST(cart_admin_add, shop_cart_admin, add, shop_cart_admin_client_add, Shop__Item,
          shop__item__descriptor, Shop__Item)
CALL_TEST(orders_remove, shop_orders, remove, shop_orders_client_remove, Shop__Item,
          shop__item__descriptor, Shop__Item)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cart_add),
        cmocka_unit_test(cart_admin_add),
        cmocka_unit_test(orders_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
