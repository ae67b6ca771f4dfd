#include "support/cmocka.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grpc/listening.h"

static const pipc__listening_options usual = {.reuse_port = false};

static pipc__connection at(const char *host, int port)
{
    return (pipc__connection){.uri = (char *)"http://here", .host = (char *)host, .port = port};
}

static pipc__connection at_socket(const char *target)
{
    return (pipc__connection){.uri = (char *)target, .target = (char *)target, .port = -1};
}

static int option_of(int fd, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof value;

    assert_int_equal(getsockopt(fd, level, name, &value, &length), 0);
    return value;
}

/* What is accepted inherits these. */
static void sockets_have_what_the_core_would_give_them(void **state)
{
    const pipc__listening_options more = {.reuse_port = true, .user_timeout_ms = 1234};
    pipc__connection connection = at("127.0.0.1", 0);
    pipc__listening listening;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__listening_open(&listening, &connection, &usual, &error), error);
    assert_int_equal(listening.count, 1);
    assert_int_not_equal(option_of(listening.fds[0], IPPROTO_TCP, TCP_NODELAY), 0);
    assert_int_not_equal(option_of(listening.fds[0], SOL_SOCKET, SO_REUSEADDR), 0);
    assert_int_equal(option_of(listening.fds[0], SOL_SOCKET, SO_REUSEPORT), 0);
    assert_int_equal(option_of(listening.fds[0], IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
    pipc__listening_close(&listening);
    assert_ok(pipc__listening_open(&listening, &connection, &more, &error), error);
    assert_int_not_equal(option_of(listening.fds[0], SOL_SOCKET, SO_REUSEPORT), 0);
    assert_int_equal(option_of(listening.fds[0], IPPROTO_TCP, TCP_USER_TIMEOUT), 1234);
    pipc__listening_close(&listening);
}

static int port_of(int fd)
{
    struct sockaddr_in6 address;
    socklen_t length = sizeof address;

    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    return ntohs(address.sin6_port);
}

static void all_addresses_of_a_name_have_one_port(void **state)
{
    pipc__connection connection = at("localhost", 0);
    pipc__listening listening;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__listening_open(&listening, &connection, &usual, &error), error);
    assert_in_range(listening.port, 1, 65535);
    for (size_t i = 0; i < listening.count; i++)
        assert_int_equal(port_of(listening.fds[i]), listening.port);
    pipc__listening_close(&listening);
}

static void a_unix_socket_is_removed_by_whose_it_is_and_nothing_else_is(void **state)
{
    char directory[] = "/tmp/pipc-test-XXXXXX";
    char target[64] = "";
    const char *path = target + 5;
    pipc__connection connection = at_socket(target);
    pipc__listening listenings[2];
    pipc_error *error = NULL;
    struct stat status;

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(target, sizeof target, "unix:%s/s", directory);
    for (int i = 0; i < 2; i++) { /* the second one takes the place of the first */
        assert_ok(pipc__listening_open(&listenings[i], &connection, &usual, &error), error);
        assert_int_equal(stat(path, &status), 0);
        assert_true(S_ISSOCK(status.st_mode));
    }
    pipc__listening_close(&listenings[0]);
    assert_int_equal(stat(path, &status), 0); /* which is that of the second one */
    pipc__listening_close(&listenings[1]);
    assert_int_equal(stat(path, &status), -1);
    fclose(fopen(path, "w"));
    assert_error(pipc__listening_open(&listenings[0], &connection, &usual, &error), error,
                 PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", ": Address already in use");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
}

static void what_cannot_be_says_where_and_why(void **state)
{
    static const struct {
        const char *host;
        const char *target;
        const char *message;
    } cases[] = {
        {"192.0.2.1", NULL, "cannot listen on http://here: Cannot assign requested address"},
        {"no-such-host.invalid", NULL, "cannot listen on http://here: "},
        {NULL, "unix:/nowhere/at/all", "unix:/nowhere/at/all: No such file or directory"},
        {NULL, "unix:///nowhere/at/all", "unix:///nowhere/at/all: No such file or directory"},
        {NULL, "unix:/tmp", "unix:/tmp: Address already in use"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        pipc__connection connection =
            cases[i].host != NULL ? at(cases[i].host, 1234) : at_socket(cases[i].target);
        pipc__listening listening;
        pipc_error *error = NULL;
        int code = pipc__listening_open(&listening, &connection, &usual, &error);

        assert_int_equal(listening.count, 0);
        assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", cases[i].message);
    }
}

static void a_name_that_is_too_long_for_the_system_says_so(void **state)
{
    static const char *const kinds[] = {"unix:/", "unix-abstract:"};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(kinds); i++) {
        char target[200] = "";
        pipc__connection connection = at_socket(target);
        pipc__listening listening;
        pipc_error *error = NULL;
        int code;

        memset(target, 'x', sizeof target - 1);
        target[sizeof target - 1] = '\0';
        memcpy(target, kinds[i], strlen(kinds[i]));
        code = pipc__listening_open(&listening, &connection, &usual, &error);
        assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", ": File name too long");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_have_what_the_core_would_give_them),
        cmocka_unit_test(all_addresses_of_a_name_have_one_port),
        cmocka_unit_test(a_unix_socket_is_removed_by_whose_it_is_and_nothing_else_is),
        cmocka_unit_test(what_cannot_be_says_where_and_why),
        cmocka_unit_test(a_name_that_is_too_long_for_the_system_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
