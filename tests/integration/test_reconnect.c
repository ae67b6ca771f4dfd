#include "support/cmocka.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/peer.h"
#include "support/process.h"

enum { SECOND_MS = 1000, PATIENCE_MS = 20000, STEP_MS = 20 };

static peer server;

static int teardown(void **state)
{
    (void)state;
    peer_kill(&server);
    return 0;
}

static int64_t now_ms(void)
{
    return pipc__now_ns() / 1000000;
}

static void wait_a_step(void)
{
    const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};

    nanosleep(&step, NULL);
}

/* Calls every 20 ms until that succeeds or, if `fails`, fails; returns how long it took. */
static int64_t call_until(tests_echo_client *client, bool fails)
{
    int64_t start = now_ms();

    while ((echo_client_say(client, NULL, "x", NULL) != PIPC_OK) != fails) {
        assert_true(now_ms() - start < PATIENCE_MS);
        wait_a_step();
    }
    return now_ms() - start;
}

/* Calls every 20 ms for so long, and lets them fail. */
static void call_in_vain(tests_echo_client *client, int64_t time_ms)
{
    for (int64_t end = now_ms() + time_ms; now_ms() < end; wait_a_step())
        assert_int_not_equal(echo_client_say(client, NULL, "x", NULL), PIPC_OK);
}

static void check_return(const char *host, int64_t gone_ms)
{
    tests_echo_client client;
    char config[100];
    int port = reserve_port();
    int64_t took_ms;

    peer_start_on(&server, port);
    snprintf(config, sizeof config, "connection.host=%s;connection.port=%d", host, port);
    tests_echo_client_init(&client);
    configure_component(&client.client.component, config);
    assert_int_equal(pipc_open(&client.client.component, NULL, NULL), PIPC_OK);
    echo_client_check(&client, "before");
    peer_kill(&server);
    call_until(&client, true);
    call_in_vain(&client, gone_ms);
    peer_start_on(&server, port);
    took_ms = call_until(&client, false);
    print_message("  gone for %d ms: good again after %d ms\n", (int)gone_ms, (int)took_ms);
    assert_true(took_ms <= SECOND_MS);
    pipc_dispose(&client.client.component);
    peer_kill(&server);
}

static void a_server_that_is_back_is_found_within_a_second(void **state)
{
    (void)state;
    check_return("127.0.0.1", 0);
    check_return("127.0.0.1", 700);
    check_return("127.0.0.1", 3000);
    check_return("localhost", 3000);
}

static void a_connection_that_is_lost_is_noticed_while_nobody_calls(void **state)
{
    tests_echo_client client;
    pipc_error *error = NULL;
    int64_t start;

    (void)state;
    peer_start_on(&server, 0);
    echo_client_open(&client, server.port, "");
    echo_client_check(&client, "before");
    assert_int_equal(pipc_grpc_client_state(&client.client), PIPC_GRPC_CLIENT_READY);
    peer_kill(&server);
    start = now_ms();
    assert_ok(
        pipc_grpc_client_wait_for_state(&client.client, PIPC_GRPC_CLIENT_IDLE, PATIENCE_MS, &error),
        error);
    assert_true(now_ms() - start < SECOND_MS);
    pipc_dispose(&client.client.component);
}

/* As a service with clients of its own: its threads poll, and the lookout does not. */
static void a_server_in_the_same_process_changes_nothing(void **state)
{
    echo service;

    (void)state;
    echo_init(&service);
    echo_open(&service);
    check_return("127.0.0.1", 700);
    echo_dispose(&service);
}

/* The threads of this process, or what there is room for. */
typedef struct threads {
    long ids[100];
    size_t count;
} threads;

static threads list_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    threads all = {.count = 0};

    assert_non_null(tasks);
    for (struct dirent *task; (task = readdir(tasks)) != NULL;)
        if (task->d_name[0] != '.' && all.count < PIPC_ARRAY_SIZE(all.ids))
            all.ids[all.count++] = strtol(task->d_name, NULL, 10);
    closedir(tasks);
    return all;
}

static bool holds(const threads *all, long id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->ids[i] == id)
            return true;
    return false;
}

/* How often thread `id` has slept so far; 0 for the core's, which have names of their own. */
static long sleeps_of(long id)
{
    static const char switches[] = "voluntary_ctxt_switches:";
    char path[100];
    char line[100] = "";
    long count = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%ld/status", id);
    file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Name:", 5) == 0 && strstr(line, "test_reconnect") == NULL)
            break;
        if (strncmp(line, switches, strlen(switches)) == 0)
            count = strtol(line + strlen(switches), NULL, 10);
    }
    fclose(file);
    return count;
}

/* How often those that are no thread of the core and came after `before` have slept so far. */
static long count_sleeps_since(const threads *before)
{
    threads now = list_threads();
    long total = 0;

    for (size_t i = 0; i < now.count; i++)
        if (!holds(before, now.ids[i]))
            total += sleeps_of(now.ids[i]);
    return total;
}

/* How often they sleep in a second. */
static long count_sleeps(const threads *before)
{
    const struct timespec second = {.tv_sec = 1};
    long sleeps = count_sleeps_since(before);

    assert_true(sleeps > 0);
    nanosleep(&second, NULL);
    return count_sleeps_since(before) - sleeps;
}

/* When what a call leaves behind has happened, which a busy machine may delay. */
static void a_client_that_nobody_calls_costs_nothing(void **state)
{
    int64_t deadline_ms = now_ms() + PATIENCE_MS;
    threads before = list_threads();
    tests_echo_client client;

    (void)state;
    peer_start_on(&server, 0);
    echo_client_open(&client, server.port, "");
    echo_client_check(&client, "before");
    while (count_sleeps(&before) != 0)
        assert_true(now_ms() < deadline_ms);
    pipc_dispose(&client.client.component);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_server_that_is_back_is_found_within_a_second, teardown),
        cmocka_unit_test_teardown(a_connection_that_is_lost_is_noticed_while_nobody_calls,
                                  teardown),
        cmocka_unit_test_teardown(a_server_in_the_same_process_changes_nothing, teardown),
        cmocka_unit_test_teardown(a_client_that_nobody_calls_costs_nothing, teardown),
    };

    if (peer_main(argc, argv))
        return 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
