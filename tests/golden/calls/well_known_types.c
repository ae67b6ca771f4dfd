#include "call.h"

#include "in.pipc.h"

CALL_TEST(now, known_clock, now, known_clock_client_now, Google__Protobuf__Empty,
          google__protobuf__empty__descriptor, Google__Protobuf__Timestamp)
CALL_TEST(set, known_clock, set, known_clock_client_set, Google__Protobuf__Timestamp,
          google__protobuf__timestamp__descriptor, Google__Protobuf__Empty)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now),
        cmocka_unit_test(set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
