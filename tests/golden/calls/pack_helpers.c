#include "call.h"

#include "in.pipc.h"

CALL_TEST(deep, helpers, deep, helpers_client_deep, Outer, outer__descriptor, Outer__Inner)
CALL_TEST(below_switched, helpers, below_switched, helpers_client_below_switched, Outer,
          outer__descriptor, Outer__Bare__Below)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep),
        cmocka_unit_test(below_switched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
