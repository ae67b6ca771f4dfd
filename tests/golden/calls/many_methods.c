#include "call.h"

#include "many.pipc.h"

CALL_TEST(first, many, method0, many_client_method0, Thing, thing__descriptor, Thing)
CALL_TEST(last, many, method499, many_client_method499, Thing, thing__descriptor, Thing)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first),
        cmocka_unit_test(last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
