#include "call.h"

#include "in.pipc.h"

CALL_TEST(get_httpinfo, acme_v1_beta_foo_bar_x_lookup_service, get_httpinfo,
          acme_v1_beta_foo_bar_x_lookup_service_client_get_httpinfo,
          Acme__V1Beta__FooBarX__HTTPRequest, acme__v1_beta__foo_bar_x__httprequest__descriptor,
          Acme__V1Beta__FooBarX__SnakeCaseReply)
CALL_TEST(get_http2_url, acme_v1_beta_foo_bar_x_lookup_service, get_http2_url,
          acme_v1_beta_foo_bar_x_lookup_service_client_get_http2_url,
          Acme__V1Beta__FooBarX__HTTPRequest, acme__v1_beta__foo_bar_x__httprequest__descriptor,
          Acme__V1Beta__FooBarX__HTTPRequest)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(get_httpinfo),
        cmocka_unit_test(get_http2_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
