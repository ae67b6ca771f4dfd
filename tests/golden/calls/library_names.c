#include "call.h"

#include "in.pipc.h"

CALL_TEST(errno_is_an_rpc, words, errno_, words_client_errno, Word, word__descriptor, Word)
CALL_TEST(while_is_an_rpc, words, while_, words_client_while, Word, word__descriptor, Word)
CALL_TEST(signal_is_an_rpc, words, signal, words_client_signal, Word, word__descriptor, Word)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errno_is_an_rpc),
        cmocka_unit_test(while_is_an_rpc),
        cmocka_unit_test(signal_is_an_rpc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
