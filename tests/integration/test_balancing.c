#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/process.h"

enum { PATIENCE_MS = 10000, CALLS = 40 };

/* Two servers, and a client of both. */
typedef struct pair {
    echo servers[2];
    char addresses[2][100]; /* as "host=127.0.0.1;port=1" */
    tests_echo_client client;
} pair;

static pipc_component *component_of(echo *service)
{
    return &service->service.service.component;
}

static int setup(void **state)
{
    static pair self;

    memset(&self, 0, sizeof self);
    for (size_t i = 0; i < 2; i++)
        echo_init(&self.servers[i]);
    tests_echo_client_init(&self.client);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    pair *self = *state;

    pipc_dispose(&self->client.client.component);
    for (size_t i = 0; i < 2; i++)
        echo_dispose(&self->servers[i]);
    return 0;
}

/* Opens a server at `address`, whose port, if 0, it fills in. */
static void start(pair *self, size_t index, const char *host, int port)
{
    pipc_error *error = NULL;
    char config[120];

    snprintf(config, sizeof config, "connection.host=%s;connection.port=%d", host, port);
    configure_component(component_of(&self->servers[index]), config);
    assert_ok(pipc_open(component_of(&self->servers[index]), NULL, &error), error);
    snprintf(self->addresses[index], sizeof self->addresses[index],
             "connections.%zu.host=%s;connections.%zu.port=%d", index, host, index,
             echo_port(&self->servers[index]));
}

static void open_client(pair *self, const char *more)
{
    pipc_error *error = NULL;
    char config[400];

    snprintf(config, sizeof config, "%s;%s;%s", self->addresses[0], self->addresses[1], more);
    configure_component(&self->client.client.component, config);
    assert_ok(pipc_open(&self->client.client.component, NULL, &error), error);
}

static void stop(pair *self, size_t index)
{
    pipc_error *error = NULL;

    assert_ok(pipc_close(component_of(&self->servers[index]), NULL, &error), error);
}

static unsigned said(pair *self, size_t index)
{
    return echo_look(&self->servers[index]).said;
}

/* Calls until both servers were called since then. */
static void call_until_both_answer(pair *self)
{
    unsigned before[2] = {said(self, 0), said(self, 1)};
    int64_t deadline = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (said(self, 0) == before[0] || said(self, 1) == before[1]) {
        assert_true(pipc__now_ns() < deadline);
        (void)!echo_client_say(&self->client, NULL, "x", NULL);
    }
}

static void call_until_it_succeeds(pair *self)
{
    int64_t deadline = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (echo_client_say(&self->client, NULL, "x", NULL) != PIPC_OK)
        assert_true(pipc__now_ns() < deadline);
}

/* The one that has gone is out of turn when two calls after each other succeed. */
static void call_until_one_is_left_out(pair *self)
{
    int64_t deadline = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    for (int in_a_row = 0; in_a_row < 2;) {
        assert_true(pipc__now_ns() < deadline);
        in_a_row = echo_client_say(&self->client, NULL, "x", NULL) == PIPC_OK ? in_a_row + 1 : 0;
    }
}

static void check_spread(pair *self)
{
    unsigned before[2] = {said(self, 0), said(self, 1)};

    for (unsigned i = 0; i < CALLS; i++)
        echo_client_check(&self->client, "x");
    assert_int_equal(said(self, 0) - before[0], CALLS / 2);
    assert_int_equal(said(self, 1) - before[1], CALLS / 2);
}

static void calls_go_to_each_server_in_turn(void **state)
{
    pair *self = *state;

    start(self, 0, "127.0.0.1", 0);
    start(self, 1, "127.0.0.1", 0);
    open_client(self, "");
    call_until_both_answer(self);
    check_spread(self);
}

static void a_server_that_goes_is_left_out_until_it_is_back(void **state)
{
    pair *self = *state;
    int port = reserve_port();
    unsigned before;

    start(self, 0, "127.0.0.1", port);
    start(self, 1, "127.0.0.1", 0);
    open_client(self, "");
    call_until_both_answer(self);
    stop(self, 0);
    call_until_one_is_left_out(self);
    before = said(self, 1);
    for (unsigned i = 0; i < CALLS; i++)
        echo_client_check(&self->client, "x");
    assert_int_equal(said(self, 1) - before, CALLS);
    start(self, 0, "127.0.0.1", port);
    call_until_both_answer(self);
    check_spread(self);
}

static void the_first_one_is_kept_as_long_as_it_answers(void **state)
{
    pair *self = *state;
    unsigned before;

    start(self, 0, "127.0.0.1", 0);
    start(self, 1, "127.0.0.1", 0);
    open_client(self, "options.lb_policy=pick_first");
    for (unsigned i = 0; i < CALLS; i++)
        echo_client_check(&self->client, "x");
    assert_int_equal(said(self, 0), CALLS);
    stop(self, 0);
    call_until_it_succeeds(self);
    before = said(self, 1);
    assert_true(before > 0);
    echo_client_check(&self->client, "x");
    assert_int_equal(said(self, 1), before + 1);
}

static void ipv4_and_ipv6_are_mixed(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;

    configure_component(component_of(&self->servers[1]), "connection.host=::1;connection.port=0");
    if (pipc_open(component_of(&self->servers[1]), NULL, &error) != PIPC_OK) {
        pipc_error_free(error);
        skip();
    }
    stop(self, 1);
    start(self, 0, "127.0.0.1", 0);
    start(self, 1, "::1", 0);
    open_client(self, "");
    call_until_both_answer(self);
    check_spread(self);
}

static void unix_sockets_are_balanced_too(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    char config[120];

    for (size_t i = 0; i < 2; i++) {
        snprintf(config, sizeof config, "connection.uri=unix-abstract:pipc-%d-%zu", (int)getpid(),
                 i);
        configure_component(component_of(&self->servers[i]), config);
        assert_ok(pipc_open(component_of(&self->servers[i]), NULL, &error), error);
        snprintf(self->addresses[i], sizeof self->addresses[i],
                 "connections.%zu.uri=unix-abstract:pipc-%d-%zu", i, (int)getpid(), i);
    }
    open_client(self, "");
    call_until_both_answer(self);
    check_spread(self);
}

static void one_uri_may_hold_several_addresses(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    char config[120];

    start(self, 0, "127.0.0.1", 0);
    start(self, 1, "127.0.0.1", 0);
    snprintf(config, sizeof config, "connection.uri=ipv4:127.0.0.1:%d,127.0.0.1:%d",
             echo_port(&self->servers[0]), echo_port(&self->servers[1]));
    configure_component(&self->client.client.component, config);
    assert_ok(pipc_open(&self->client.client.component, NULL, &error), error);
    call_until_both_answer(self);
    check_spread(self);
}

static void an_endpoint_listens_on_all_its_connections(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    char config[200];

    snprintf(config, sizeof config,
             "connections.0.host=127.0.0.1;connections.0.port=0;"
             "connections.1.uri=unix-abstract:pipc-all-%d",
             (int)getpid());
    configure_component(component_of(&self->servers[0]), config);
    assert_ok(pipc_open(component_of(&self->servers[0]), NULL, &error), error);
    assert_int_not_equal(echo_port(&self->servers[0]), 0);
    echo_client_open(&self->client, echo_port(&self->servers[0]), "");
    echo_client_check(&self->client, "tcp");
    assert_ok(pipc_close(&self->client.client.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.uri=unix-abstract:pipc-all-%d", (int)getpid());
    configure_component(&self->client.client.component, config);
    assert_ok(pipc_open(&self->client.client.component, NULL, &error), error);
    echo_client_check(&self->client, "unix");
}

static void an_endpoint_opens_on_all_or_none(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    char config[200];
    int code;

    start(self, 0, "127.0.0.1", 0);
    snprintf(config, sizeof config,
             "connections.0.uri=unix-abstract:pipc-none-%d;connections.1.host=127.0.0.1;"
             "connections.1.port=%d",
             (int)getpid(), echo_port(&self->servers[0]));
    configure_component(component_of(&self->servers[1]), config);
    code = pipc_open(component_of(&self->servers[1]), NULL, &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "Address already in use");
    snprintf(config, sizeof config, "connection.uri=unix-abstract:pipc-none-%d", (int)getpid());
    configure_component(component_of(&self->servers[1]), config);
    assert_ok(pipc_open(component_of(&self->servers[1]), NULL, &error), error);
}

static void other_policies_are_refused(void **state)
{
    pair *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code;

    assert_ok(pipc_config_params_from_string("options.lb_policy=grpclb", &config, &error), error);
    code = pipc_configure(&self->client.client.component, config, &error);
    assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "options.lb_policy is \"grpclb\", expected round_robin or pick_first");
    pipc_config_params_free(config);
}

#define PAIR_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(calls_go_to_each_server_in_turn),
        PAIR_TEST(a_server_that_goes_is_left_out_until_it_is_back),
        PAIR_TEST(the_first_one_is_kept_as_long_as_it_answers),
        PAIR_TEST(ipv4_and_ipv6_are_mixed),
        PAIR_TEST(unix_sockets_are_balanced_too),
        PAIR_TEST(one_uri_may_hold_several_addresses),
        PAIR_TEST(an_endpoint_listens_on_all_its_connections),
        PAIR_TEST(an_endpoint_opens_on_all_or_none),
        PAIR_TEST(other_policies_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
