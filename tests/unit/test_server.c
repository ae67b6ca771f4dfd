#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grpc/server.h"
#include "support/failing_allocator.h"
#include "support/process.h"
#include "support/raw_client.h"

static const pipc__server_options options = {.request_max_bytes = 1024,
                                             .loop = {.poller_max = 2, .handler_max = 10}};

static pipc__connection loopback(char *target, int port)
{
    snprintf(target, 64, "127.0.0.1:%d", port);
    return (pipc__connection){
        .target = target, .uri = target, .host = (char *)"127.0.0.1", .port = port};
}

static void a_port_is_bound_and_freed(void **state)
{
    char target[64];
    pipc__connection connection = loopback(target, reserve_port());
    pipc_error *error = NULL;

    (void)state;
    for (int i = 0; i < 5; i++) {
        pipc__server *server = NULL;

        assert_ok(pipc__server_open(&connection, &options, NULL, 0, &server, &error), error);
        assert_int_equal(pipc__server_port(server), connection.port);
        pipc__server_close(server, 1000);
    }
}

static void a_taken_port_is_an_error_that_says_why(void **state)
{
    char target[64], taken[64];
    pipc__connection connection = loopback(target, reserve_port());
    pipc__server *first = NULL;
    pipc__server *second = NULL;
    pipc_error *error = NULL;
    int code;

    (void)state;
    assert_ok(pipc__server_open(&connection, &options, NULL, 0, &first, &error), error);
    connection = loopback(taken, pipc__server_port(first));
    code = pipc__server_open(&connection, &options, NULL, 0, &second, &error);
    assert_null(second);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "Address already in use");
    pipc__server_close(first, 1000);
    assert_ok(pipc__server_open(&connection, &options, NULL, 0, &second, &error), error);
    pipc__server_close(second, 1000);
}

static void reuse_port_lets_two_servers_share_it(void **state)
{
    char target[64], shared[64];
    pipc__server_options sharing = options;
    pipc__connection connection = loopback(target, 0);
    pipc__server *first = NULL;
    pipc__server *second = NULL;
    pipc_error *error = NULL;

    (void)state;
    sharing.reuse_port = true;
    assert_ok(pipc__server_open(&connection, &sharing, NULL, 0, &first, &error), error);
    connection = loopback(shared, pipc__server_port(first));
    assert_ok(pipc__server_open(&connection, &sharing, NULL, 0, &second, &error), error);
    pipc__server_close(second, 1000);
    pipc__server_close(first, 1000);
}

static void an_address_that_is_not_ours_is_an_error_that_says_why(void **state)
{
    pipc__connection connection = {.target = (char *)"192.0.2.1:50055",
                                   .uri = (char *)"http://192.0.2.1:50055",
                                   .host = (char *)"192.0.2.1",
                                   .port = 50055};
    pipc__server *server = NULL;
    pipc_error *error = NULL;
    int code = pipc__server_open(&connection, &options, NULL, 0, &server, &error);

    (void)state;
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT",
                 "cannot listen on http://192.0.2.1:50055: Cannot assign requested address");
}

static void a_unix_socket_has_no_port(void **state)
{
    char directory[] = "/tmp/pipc-test-XXXXXX";
    char target[128];
    pipc__connection connection = {.target = target, .uri = target, .port = -1};
    pipc__server *server = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(target, sizeof target, "unix:%s/socket", directory);
    assert_ok(pipc__server_open(&connection, &options, NULL, 0, &server, &error), error);
    assert_int_equal(pipc__server_port(server), 0);
    pipc__server_close(server, 1000);
    unlink(target + strlen("unix:"));
    assert_int_equal(rmdir(directory), 0);
}

static void a_unix_socket_where_there_is_no_directory_says_so(void **state)
{
    pipc__connection connection = {.target = (char *)"unix:/nonexistent/socket",
                                   .uri = (char *)"unix:/nonexistent/socket",
                                   .port = -1};
    pipc__server *server = NULL;
    pipc_error *error = NULL;
    int code = pipc__server_open(&connection, &options, NULL, 0, &server, &error);

    (void)state;
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "No such file or directory");
}

static void never_accept(pipc__route *route, const pipc__incoming_call *incoming)
{
    (void)route;
    (void)incoming;
    abort();
}

static void a_path_served_twice_is_an_error(void **state)
{
    char target[64];
    pipc__connection connection = loopback(target, 0);
    pipc__route route = {.path = "/a/b", .reads_message = true, .accept = never_accept};
    pipc__route *routes[] = {&route, &route};
    pipc__server *server = NULL;
    pipc_error *error = NULL;
    int code = pipc__server_open(&connection, &options, routes, 2, &server, &error);

    (void)state;
    assert_error(code, error, PIPC_E_CONFLICT, "DUPLICATE_METHOD", "/a/b");
}

static void a_server_without_routes_answers_unimplemented(void **state)
{
    char target[64];
    pipc__connection connection = loopback(target, 0);
    pipc__server *server = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__server_open(&connection, &options, NULL, 0, &server, &error), error);
    for (int i = 0; i < 20; i++) {
        raw_answer answer = raw_call(pipc__server_port(server), "/no/thing", "", 0);

        assert_int_equal(answer.status, 12);
        assert_string_equal(answer.message, "no method /no/thing");
    }
    pipc__server_close(server, 1000);
}

static int open_and_close(void *data)
{
    pipc__route route = {.path = "/a/b", .reads_message = true, .accept = never_accept};
    pipc__route *routes[] = {&route};
    pipc__server *server = NULL;
    int code = pipc__server_open(data, &options, routes, 1, &server, NULL);

    pipc__server_close(server, 1000);
    return code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    char target[64];
    pipc__connection connection = loopback(target, 0);

    (void)state;
    for_each_failing_allocation(open_and_close, &connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_is_bound_and_freed),
        cmocka_unit_test(a_taken_port_is_an_error_that_says_why),
        cmocka_unit_test(reuse_port_lets_two_servers_share_it),
        cmocka_unit_test(an_address_that_is_not_ours_is_an_error_that_says_why),
        cmocka_unit_test(a_unix_socket_has_no_port),
        cmocka_unit_test(a_unix_socket_where_there_is_no_directory_says_so),
        cmocka_unit_test(a_path_served_twice_is_an_error),
        cmocka_unit_test(a_server_without_routes_answers_unimplemented),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
