#include "call.h"

#include "in.pipc.h"

CALL_TEST(nested, outer_post, send, outer_post_client_send, Outer__Envelope__Letter,
          outer__envelope__letter__descriptor, Outer__Envelope__Letter__Page)
CALL_TEST(imported, outer_post, forward, outer_post_client_forward, Other__Deep__Parcel,
          other__deep__parcel__descriptor, Other__Deep__Parcel__Receipt)
CALL_TEST(publicly_imported, outer_post, store, outer_post_client_store, Hidden__Crate,
          hidden__crate__descriptor, Other__Deep__Parcel)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested),
        cmocka_unit_test(imported),
        cmocka_unit_test(publicly_imported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
