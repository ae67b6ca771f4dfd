#include "call.h"

#include "in.pipc.h"

CALL_TEST(ask, maybe, ask, maybe_client_ask, Question, question__descriptor, Question)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
