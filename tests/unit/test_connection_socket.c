#include "support/cmocka.h"

#include <arpa/inet.h>
#include <string.h>

#include "grpc/connection_socket.h"

static pipc__peer_address expect(const char *peer, const char *host, unsigned port)
{
    struct in6_addr wanted;
    pipc__peer_address address;

    assert_true(pipc__peer_address_parse(peer, &address));
    assert_int_equal(inet_pton(AF_INET6, host, &wanted), 1);
    assert_memory_equal(&address.host, &wanted, sizeof wanted);
    assert_int_equal(ntohs(address.port), port);
    return address;
}

static void addresses_are_read_as_the_core_writes_them(void **state)
{
    (void)state;
    expect("ipv4:127.0.0.1:34567", "::ffff:127.0.0.1", 34567);
    expect("ipv4:10.1.2.3:1", "::ffff:10.1.2.3", 1);
    expect("ipv6:[::1]:65535", "::1", 65535);
    expect("ipv6:%5B::1%5D:80", "::1", 80);
    expect("ipv6:[::ffff:10.1.2.3]:80", "::ffff:10.1.2.3", 80);
    expect("ipv6:[fe80::1%25eth0]:80", "fe80::1", 80);
    expect("ipv6:%5Bfe80::1%25eth0%5D:80", "fe80::1", 80);
}

static void what_is_no_address_of_tcp_is_told_apart(void **state)
{
    static const char *const others[] = {"",
                                         "unix:",
                                         "unix:/run/x.sock",
                                         "fd:7",
                                         "ipv4:",
                                         "ipv4:1.2",
                                         "ipv4:1.2.3.4:",
                                         "ipv4:1.2.3.4:65536",
                                         "ipv4:1.2.3:4",
                                         "ipv6:::1:80",
                                         "ipv6:[::",
                                         "ipv6:[::1]:port",
                                         "ipv6:[::1]:80 ",
                                         "ipv6:%5B::1:8",
                                         "ipv6:[]:80",
                                         ":",
                                         "ipv4",
                                         "unix-abstract:a:1234",
                                         "ipv6:[:80"};
    char long_one[300];
    pipc__peer_address address;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(others); i++)
        assert_false(pipc__peer_address_parse(others[i], &address));
    memset(long_one, '1', sizeof long_one);
    memcpy(long_one, "ipv4:", 5);
    strcpy(long_one + sizeof long_one - 4, ":80");
    assert_false(pipc__peer_address_parse(long_one, &address));
}

static void a_connection_that_is_not_known_has_no_socket(void **state)
{
    (void)state;
    assert_int_equal(pipc__connection_socket(NULL, NULL), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_as_the_core_writes_them),
        cmocka_unit_test(what_is_no_address_of_tcp_is_told_apart),
        cmocka_unit_test(a_connection_that_is_not_known_has_no_socket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
