/* Calls are counted where Prometheus reads them, whoever else may ask. */
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sync.h"
#include "observe/http_server.h"
#include "support/capturing_logger.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/http.h"
#include "support/raw_socket.h"

typedef struct fixture {
    echo service;
    tests_echo_client client;
    pipc_prometheus_counters counters;
    pipc_context_info context_info;
    capturing_logger logger;
    pipc_references *references;
} fixture;

static fixture self;

static pipc_component *counters_component(void)
{
    return &self.counters.cached_counters.counters.component;
}

static void put(const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self.references, descriptor, component, &error), error);
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc_prometheus_counters_init(&self.counters);
    pipc_context_info_init(&self.context_info);
    capturing_logger_init(&self.logger);
    echo_init(&self.service);
    tests_echo_client_init(&self.client);
    assert_ok(pipc_references_new(&self.references, &error), error);
    put("pip-services:counters:prometheus:default:1.0", counters_component());
    put("pip-services:context-info:default:default:1.0", &self.context_info.component);
    put("pip-services:logger:memory:default:1.0", &self.logger.logger.component);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&self.client.client.component);
    echo_dispose(&self.service);
    pipc_dispose(counters_component());
    pipc_dispose(&self.logger.logger.component);
    pipc_dispose(&self.context_info.component);
    pipc_references_free(self.references);
    return 0;
}

/* On a free port; `more` as ";a=b", or "". Skips the test where nothing serves HTTP. */
static int open_counters(const char *more)
{
    char config[256];
    pipc_error *error = NULL;
    int code;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", more);
    configure_component(counters_component(), config);
    code = pipc_open(counters_component(), NULL, &error);
    if (!PIPC_TEST_HAS_MICROHTTPD) {
        assert_error(code, error, PIPC_E_UNSUPPORTED, "NO_HTTP", "libmicrohttpd");
        skip();
    }
    assert_ok(code, error);
    return pipc_prometheus_counters_port(&self.counters);
}

static void call_some(void)
{
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;
    pipc_component *service = &self.service.service.service.component;
    char config[64];

    configure_component(service, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_set_references(service, self.references, &error), error);
    assert_ok(pipc_open(service, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             echo_port(&self.service));
    configure_component(&self.client.client.component, config);
    assert_ok(pipc_set_references(&self.client.client.component, self.references, &error), error);
    assert_ok(pipc_open(&self.client.client.component, NULL, &error), error);
    echo_client_check(&self.client, "a");
    echo_client_check(&self.client, "b");
    request.category = (char *)"Conflict";
    assert_int_equal(tests_echo_client_fail(&self.client, NULL, &request, &response, NULL),
                     PIPC_E_CONFLICT);
}

static void expect_holds(const char *answer, const char *text)
{
    if (strstr(answer, text) == NULL)
        fail_msg("%s\nis not in\n%s", text, answer);
}

static void expect_status(char *answer, const char *status)
{
    char start[64];

    snprintf(start, sizeof start, "HTTP/1.1 %s", status);
    if (strncmp(answer, start, strlen(start)) != 0)
        fail_msg("%s is not the status of\n%s", status, answer);
    free(answer);
}

static void calls_of_both_sides_are_told_in_the_text_format(void **state)
{
    int port = open_counters(";source=tests");
    char *answer;

    (void)state;
    call_some();
    answer = http_get(port, "/metrics");
    expect_holds(answer, "HTTP/1.1 200 OK\r\n");
    expect_holds(answer, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
    expect_holds(answer,
                 "\nexec_count_total{source=\"tests\",service=\"tests.Echo\",command=\"Say\"}"
                 " 2\n");
    expect_holds(
        answer,
        "\nexec_errors_total{source=\"tests\",service=\"tests.Echo\",command=\"Fail\"} 1\n");
    expect_holds(answer, "\ncall_count_total{source=\"tests\",service=\"tests.Echo\","
                         "command=\"Fail\"} 1\n");
    expect_holds(answer, "\n# TYPE call_time_seconds histogram\n");
    expect_holds(answer, "\ncall_time_seconds_bucket{source=\"tests\",service=\"tests.Echo\","
                         "command=\"Say\",le=\"+Inf\"} 2\n");
    expect_holds(answer, "\npipc_counters_lost_total{source=\"tests\"} 0\n");
    free(answer);
}

static void the_source_is_the_name_of_the_context_info(void **state)
{
    pipc_error *error = NULL;
    int port;
    char *answer;

    (void)state;
    configure_component(&self.context_info.component, "name=my-service");
    assert_ok(pipc_set_references(counters_component(), self.references, &error), error);
    port = open_counters(";instance=7");
    answer = http_get(port, "/metrics");
    expect_holds(answer, "\npipc_counters_lost_total{source=\"my-service\",instance=\"7\"} 0\n");
    free(answer);
}

static void metricsandreset_has_them_begin_anew(void **state)
{
    int port = open_counters("");
    char *answer;

    (void)state;
    pipc_counters_increment(&self.counters.cached_counters.counters, "a", 5);
    answer = http_get(port, "/metricsandreset");
    expect_holds(answer, "\na_total 5\n");
    free(answer);
    pipc_counters_increment_one(&self.counters.cached_counters.counters, "a");
    answer = http_get(port, "/metrics");
    expect_holds(answer, "\na_total 1\n");
    free(answer);
}

static void counting_goes_on_while_they_are_closed(void **state)
{
    pipc_error *error = NULL;
    char *answer;

    (void)state;
    pipc_counters_increment_one(&self.counters.cached_counters.counters, "a");
    for (int i = 2; i <= 3; i++) {
        char line[20];

        answer = http_get(open_counters(""), "/metrics");
        snprintf(line, sizeof line, "\na_total %d\n", i - 1);
        expect_holds(answer, line);
        free(answer);
        assert_ok(pipc_close(counters_component(), NULL, &error), error);
        assert_int_equal(pipc_prometheus_counters_port(&self.counters), 0);
        pipc_counters_increment_one(&self.counters.cached_counters.counters, "a");
    }
}

/* --- whoever else may ask ------------------------------------------------------------------- */

static void what_is_not_asked_well_is_refused(void **state)
{
    static const struct {
        const char *request;
        const char *status;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "404"},
        {"GET /metrics/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "404"},
        {"HEAD /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200"},
        {"GET /metrics?a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200"},
        {"DELETE /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "405"},
        {"POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n", "405"},
        {"GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n", "400"},
        {"GET /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
    };
    int port = open_counters("");

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        expect_status(http_ask(port, rows[i].request), rows[i].status);
}

static void headers_without_end_are_cut_off(void **state)
{
    int port = open_counters("");
    int fd = raw_socket_connect(port);
    char line[1024];

    (void)state;
    memset(line, 'x', sizeof line);
    raw_socket_send(fd, "GET /metrics HTTP/1.1\r\n", 23);
    for (int i = 0; i < 64; i++)
        if (send(fd, line, sizeof line, MSG_NOSIGNAL) < 0)
            break;
    raw_socket_expect_end(fd);
    expect_status(http_get(port, "/metrics"), "200");
}

static void garbage_ends_its_connection_and_no_other(void **state)
{
    int port = open_counters(";options.timeout=1000");
    int fd = raw_socket_connect(port);

    (void)state;
    raw_socket_send(fd, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15);
    raw_socket_expect_end(fd);
    expect_status(http_get(port, "/metrics"), "200");
}

/* A connection is closed before it is counted out: who comes in between is refused once more. */
static char *get_once_there_is_room(int port)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 10000);
    char *answer = http_get(port, "/metrics");

    while (answer[0] == '\0' && pipc__now_ns() < deadline_ns) {
        free(answer);
        answer = http_get(port, "/metrics");
    }
    return answer;
}

static void those_who_say_nothing_are_few_and_not_for_long(void **state)
{
    int port = open_counters(";options.timeout=1000");
    int silent[PIPC__HTTP_CONNECTIONS_PER_ADDRESS_MAX];
    int refused;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(silent); i++)
        silent[i] = raw_socket_connect(port);
    refused = raw_socket_connect(port);
    raw_socket_expect_end(refused);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(silent); i++)
        raw_socket_expect_end(silent[i]);
    expect_status(get_once_there_is_room(port), "200");
}

static void closing_does_not_wait_for_who_says_nothing(void **state)
{
    int fd = raw_socket_connect(open_counters(";options.timeout=100000000"));
    pipc_error *error = NULL;

    (void)state;
    raw_socket_send(fd, "GET", 3);
    assert_ok(pipc_close(counters_component(), NULL, &error), error);
    raw_socket_expect_end(fd);
}

/* --- configuration -------------------------------------------------------------------------- */

static void a_port_that_is_taken_is_told(void **state)
{
    pipc_prometheus_counters other;
    pipc_error *error = NULL;
    char config[64];
    char text[64];
    int port = open_counters("");

    (void)state;
    pipc_prometheus_counters_init(&other);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", port);
    configure_component(&other.cached_counters.counters.component, config);
    snprintf(text, sizeof text, "on 127.0.0.1 port %d: Address already in use", port);
    assert_error(pipc_open(&other.cached_counters.counters.component, NULL, &error), error,
                 PIPC_E_NO_RESPONSE, "CANNOT_LISTEN", text);
    pipc_dispose(&other.cached_counters.counters.component);
}

static void what_is_no_plain_http_is_refused(void **state)
{
    static const char *const configs[] = {"connection.uri=unix:/tmp/metrics",
                                          "connections.a.port=0;connections.b.port=0"};
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(configs); i++) {
        configure_component(counters_component(), configs[i]);
        assert_error(pipc_open(counters_component(), NULL, &error), error, PIPC_E_MISCONFIGURATION,
                     "BAD_CONNECTION", "metrics cannot be served at");
    }
}

static void a_configuration_that_is_refused_changes_nothing(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    (void)state;
    configure_component(counters_component(), "options.reset_timeout=100000");
    assert_ok(pipc_config_params_from_string("options.reset_timeout=1;connection.port=x", &config,
                                             &error),
              error);
    assert_error(pipc_configure(counters_component(), config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_PORT", "connection.port");
    pipc_config_params_free(config);
}

static void keys_without_effect_are_told(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_set_references(counters_component(), self.references, &error), error);
    open_counters(";options.push_enabled=true");
    assert_int_equal(capturing_logger_count_with(&self.logger, "options.push_enabled"), 1);
    assert_int_equal(capturing_logger_count_with(&self.logger, "Opened Prometheus counters on"), 1);
}

/* --- want of memory ------------------------------------------------------------------------- */

static int serve_without_memory(void *data)
{
    pipc_prometheus_counters counters;
    pipc_component *component = &counters.cached_counters.counters.component;
    pipc_error *error = NULL;
    int code;

    pipc_prometheus_counters_init(&counters);
    code = pipc_set_references(component, data, &error);
    if (code == PIPC_OK)
        code = pipc_configure(component, NULL, &error);
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    pipc_dispose(component);
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    (void)state;
    for_each_failing_allocation(serve_without_memory, self.references);
}

#define PROMETHEUS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROMETHEUS_TEST(calls_of_both_sides_are_told_in_the_text_format),
        PROMETHEUS_TEST(the_source_is_the_name_of_the_context_info),
        PROMETHEUS_TEST(metricsandreset_has_them_begin_anew),
        PROMETHEUS_TEST(counting_goes_on_while_they_are_closed),
        PROMETHEUS_TEST(what_is_not_asked_well_is_refused),
        PROMETHEUS_TEST(headers_without_end_are_cut_off),
        PROMETHEUS_TEST(garbage_ends_its_connection_and_no_other),
        PROMETHEUS_TEST(those_who_say_nothing_are_few_and_not_for_long),
        PROMETHEUS_TEST(closing_does_not_wait_for_who_says_nothing),
        PROMETHEUS_TEST(a_port_that_is_taken_is_told),
        PROMETHEUS_TEST(what_is_no_plain_http_is_refused),
        PROMETHEUS_TEST(a_configuration_that_is_refused_changes_nothing),
        PROMETHEUS_TEST(keys_without_effect_are_told),
        PROMETHEUS_TEST(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
