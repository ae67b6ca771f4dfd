#include "call.h"

#include "in.pipc.h"

CALL_TEST(open_is_an_rpc, door, open, door_client_open, Key, key__descriptor, Key)
CALL_TEST(close_is_an_rpc, door, close, door_client_close, Key, key__descriptor, Key)
CALL_TEST(configure_is_an_rpc, door, configure, door_client_configure, Key, key__descriptor, Key)
CALL_TEST(dispose_is_an_rpc, door, dispose, door_client_dispose, Key, key__descriptor, Key)
CALL_TEST(service_is_an_rpc, door, service, door_client_service, Key, key__descriptor, Key)
CALL_TEST(self_is_an_rpc, door, self, door_client_self, Key, key__descriptor, Key)
CALL_TEST(call_is_an_rpc, door, call, door_client_call, Key, key__descriptor, Key)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_is_an_rpc),      cmocka_unit_test(close_is_an_rpc),
        cmocka_unit_test(configure_is_an_rpc), cmocka_unit_test(dispose_is_an_rpc),
        cmocka_unit_test(service_is_an_rpc),   cmocka_unit_test(self_is_an_rpc),
        cmocka_unit_test(call_is_an_rpc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
