#include "call.h"

#include "a.pipc.h"
#include "b.pipc.h"

CALL_TEST(of_a, a_echo, say, a_echo_client_say, A__Text, a__text__descriptor, A__Text)
CALL_TEST(of_b, b_echo, say, b_echo_client_say, B__Text, b__text__descriptor, B__Text)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a),
        cmocka_unit_test(of_b),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
