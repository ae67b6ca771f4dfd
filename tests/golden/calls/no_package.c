#include "call.h"

#include "in.pipc.h"

CALL_TEST(say, plain, say, plain_client_say, Text, text__descriptor, Text)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
