#include "support/cmocka.h"

#include <string.h>

#include "grpc/connect_failure.h"

#define FAILED "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: "

static void assert_explained(const char *text, bool secure, const char *expected)
{
    const char *meaning = pipc__connect_failure_explain(text, secure);

    print_message("  %s\n", text);
    if (expected == NULL) {
        assert_null(meaning);
        return;
    }
    assert_non_null(meaning);
    assert_non_null(strstr(meaning, expected));
}

static void what_the_core_says_of_tls_is_explained(void **state)
{
    static const char verify[] = FAILED "Ssl handshake failed: SSL_ERROR_SSL: error:0A000086:SSL "
                                        "routines::certificate verify failed";

    (void)state;
    assert_explained(verify, true, "signed by no CA that is trusted here");
    assert_explained(FAILED "Peer name h is not in peer certificate", true, "for other names");
    assert_explained(FAILED "Ssl handshake failed: SSL_ERROR_SSL: wrong version number", true,
                     "does not speak TLS");
    assert_explained(FAILED "Ssl handshake failed: SSL_ERROR_SSL: tlsv1 alert unknown ca", true,
                     "refused the handshake");
    assert_explained(FAILED "Ssl handshake failed: SSL_ERROR_SSL: odd", true, "handshake of TLS");
    assert_explained(FAILED "Socket closed", true, "credential.ssl_crt_file");
    assert_explained(FAILED "Socket closed", false, "https");
    assert_explained("empty address list: ", true, "files of credential");
}

static void what_has_nothing_to_do_with_tls_is_left_alone(void **state)
{
    (void)state;
    assert_explained(FAILED "Connection refused", true, NULL);
    assert_explained(FAILED "Connection refused", false, NULL);
    assert_explained("empty address list: ", false, NULL);
    assert_explained("Socket closed", true, NULL);
    assert_explained("Ssl handshake failed", true, NULL);
    assert_explained("", true, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_core_says_of_tls_is_explained),
        cmocka_unit_test(what_has_nothing_to_do_with_tls_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
