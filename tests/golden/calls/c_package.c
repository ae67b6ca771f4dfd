#include "call.h"

#include "in.pipc.h"

CALL_TEST(say, short_name_echo, say, short_name_echo_client_say, Short__Name__Request,
          short__name__request__descriptor, Bare__BareReply)
CALL_TEST(say_plainly, short_name_echo, say_plainly, short_name_echo_client_say_plainly,
          Plain__Pkg__Request, plain__pkg__request__descriptor, Short__Name__Request)
CALL_TEST(say_deeply, short_name_echo, say_deeply, short_name_echo_client_say_deeply,
          Short__Name__Request__Nested, short__name__request__nested__descriptor,
          Short__Name__Request__Nested)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(say),
        cmocka_unit_test(say_plainly),
        cmocka_unit_test(say_deeply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
