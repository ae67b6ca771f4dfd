#include "support/health.h"

#include <pipc/grpc_health.h>

#include "support/cmocka.h"

enum { WATCHES = 100 };

static void set(health_test *self, const char *service, pipc_grpc_health_status status)
{
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_health_set_status(health_endpoint(self), service, status, &error), error);
}

/* --- Check ---------------------------------------------------------------------------------- */

static void the_endpoint_and_its_services_are_serving(void **state)
{
    health_expect(*state, "", HEALTH_IS(SERVING));
    health_expect(*state, "tests.Echo", HEALTH_IS(SERVING));
    health_expect(*state, "grpc.health.v1.Health", HEALTH_IS(SERVING));
}

static void an_unknown_service_is_not_found(void **state)
{
    health_test *self = *state;
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;

    request.service = (char *)"tests.Nothing";
    assert_error(
        grpc_health_v1_health_client_check(&self->client, NULL, &request, &response, &error), error,
        PIPC_E_NOT_FOUND, "UNKNOWN_SERVICE", "tests.Nothing");
}

static void what_the_program_says_is_answered(void **state)
{
    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_NOT_SERVING);
    set(*state, "database", PIPC_GRPC_HEALTH_UNKNOWN);
    health_expect(*state, "tests.Echo", HEALTH_IS(NOT_SERVING));
    health_expect(*state, "database", HEALTH_IS(UNKNOWN));
    health_expect(*state, "", HEALTH_IS(SERVING));
    set(*state, "", PIPC_GRPC_HEALTH_NOT_SERVING);
    health_expect(*state, "", HEALTH_IS(NOT_SERVING));
    pipc_grpc_health_clear_status(health_endpoint(*state), "tests.Echo");
    pipc_grpc_health_clear_status(health_endpoint(*state), "tests.Echo");
    health_expect(*state, "tests.Echo", HEALTH_IS(SERVING));
}

static void what_cannot_be_said_is_refused(void **state)
{
    pipc_grpc_endpoint *endpoint = health_endpoint(*state);
    pipc_grpc_endpoint other;
    pipc_error *error = NULL;

    assert_error(pipc_grpc_health_set_status(endpoint, "a", (pipc_grpc_health_status)3, &error),
                 error, PIPC_E_BAD_REQUEST, "BAD_STATUS", "the health of \"a\" is set to 3");
    pipc_grpc_endpoint_init(&other);
    assert_error(pipc_grpc_health_set_status(&other, "a", PIPC_GRPC_HEALTH_SERVING, &error), error,
                 PIPC_E_INVALID_STATE, "HEALTH_OFF", "\"a\"");
    configure_component(&other.component, "options.health=false");
    assert_error(pipc_grpc_health_set_status(&other, "a", PIPC_GRPC_HEALTH_SERVING, &error), error,
                 PIPC_E_INVALID_STATE, "HEALTH_OFF", "options.health");
    pipc_dispose(&other.component);
}

static void what_is_said_outlives_a_close(void **state)
{
    health_test *self = *state;
    pipc_component *service = &self->service.service.service.component;
    pipc_error *error = NULL;

    set(self, "tests.Echo", PIPC_GRPC_HEALTH_NOT_SERVING);
    assert_ok(pipc_close(service, NULL, &error), error);
    set(self, "", PIPC_GRPC_HEALTH_NOT_SERVING);
    assert_ok(pipc_open(service, NULL, &error), error);
    health_connect(self, echo_port(&self->service));
    health_expect(self, "tests.Echo", HEALTH_IS(NOT_SERVING));
    health_expect(self, "", HEALTH_IS(NOT_SERVING));
}

/* --- Watch ---------------------------------------------------------------------------------- */

static void a_watch_is_told_of_each_change(void **state)
{
    health_watch *watch = health_watch_open(*state, "tests.Echo", HEALTH_IS(SERVING));

    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_NOT_SERVING);
    health_watch_expect(watch, HEALTH_IS(NOT_SERVING));
    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_NOT_SERVING);
    set(*state, "", PIPC_GRPC_HEALTH_NOT_SERVING);
    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_SERVING);
    health_watch_expect(watch, HEALTH_IS(SERVING));
    grpc_health_v1_health_client_watch_reader_free(watch);
}

static void an_unknown_service_is_watched_until_it_is_known(void **state)
{
    health_watch *watch = health_watch_open(*state, "database", HEALTH_IS(SERVICE_UNKNOWN));

    set(*state, "database", PIPC_GRPC_HEALTH_SERVING);
    health_watch_expect(watch, HEALTH_IS(SERVING));
    pipc_grpc_health_clear_status(health_endpoint(*state), "database");
    health_watch_expect(watch, HEALTH_IS(SERVICE_UNKNOWN));
    grpc_health_v1_health_client_watch_reader_free(watch);
}

/* With four handlers at once, of which none waits for them. */
static void a_hundred_watches_cost_no_thread(void **state)
{
    health_watch *watches[WATCHES];

    for (int i = 0; i < WATCHES; i++)
        watches[i] = health_watch_open(*state, "tests.Echo", HEALTH_IS(SERVING));
    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_NOT_SERVING);
    for (int i = 0; i < WATCHES; i++)
        health_watch_expect(watches[i], HEALTH_IS(NOT_SERVING));
    health_expect(*state, "tests.Echo", HEALTH_IS(NOT_SERVING));
    for (int i = 0; i < WATCHES; i++)
        grpc_health_v1_health_client_watch_reader_free(watches[i]);
    health_expect(*state, "", HEALTH_IS(SERVING));
}

/* Who does not read gets the last status, not each one that was. */
static void a_watch_that_is_slow_is_told_the_last_status(void **state)
{
    health_watch *watch = health_watch_open(*state, "tests.Echo", HEALTH_IS(SERVING));
    const Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;

    for (int i = 0; i < 10001; i++)
        set(*state, "tests.Echo",
            i % 2 == 0 ? PIPC_GRPC_HEALTH_NOT_SERVING : PIPC_GRPC_HEALTH_SERVING);
    set(*state, "tests.Echo", PIPC_GRPC_HEALTH_UNKNOWN);
    do
        assert_int_equal(grpc_health_v1_health_client_watch_reader_read(watch, &response, &error),
                         1);
    while (response->status != HEALTH_IS(UNKNOWN));
    grpc_health_v1_health_client_watch_reader_free(watch);
}

static void *change_all_the_time(void *argument)
{
    for (int i = 0; i < 300; i++)
        set(argument, i % 3 == 0 ? "" : "tests.Echo",
            i % 2 == 0 ? PIPC_GRPC_HEALTH_NOT_SERVING : PIPC_GRPC_HEALTH_SERVING);
    return NULL;
}

static void watches_come_and_go_while_all_changes(void **state)
{
    health_test *self = *state;
    pthread_t threads[2];
    const Grpc__Health__V1__HealthCheckResponse *response = NULL;

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, change_all_the_time, self), 0);
    for (int i = 0; i < WATCHES; i++) {
        Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
        health_watch *watch = NULL;
        pipc_error *error = NULL;

        request.service = (char *)(i % 2 == 0 ? "" : "tests.Echo");
        assert_ok(grpc_health_v1_health_client_watch(&self->client, NULL, &request, &watch, &error),
                  error);
        assert_int_equal(grpc_health_v1_health_client_watch_reader_read(watch, &response, &error),
                         1);
        grpc_health_v1_health_client_watch_reader_free(watch);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

/* --- closing -------------------------------------------------------------------------------- */

static void *close_it(void *argument)
{
    health_test *self = argument;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->service.service.service.component, NULL, &error), error);
    return NULL;
}

/* It would wait for a minute for the watch, were that not ended. */
static void what_closes_is_not_serving_first(void **state)
{
    health_test *self = *state;
    health_watch *whole = health_watch_open(self, "", HEALTH_IS(SERVING));
    health_watch *service = health_watch_open(self, "tests.Echo", HEALTH_IS(SERVING));
    health_watch *unknown = health_watch_open(self, "nothing", HEALTH_IS(SERVICE_UNKNOWN));
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, close_it, self), 0);
    health_watch_expect(whole, HEALTH_IS(NOT_SERVING));
    health_watch_expect(service, HEALTH_IS(NOT_SERVING));
    health_watch_expect_end(whole);
    health_watch_expect_end(service);
    health_watch_expect_end(unknown);
    pthread_join(thread, NULL);
}

/* --- services of a shared endpoint ---------------------------------------------------------- */

static void a_service_is_serving_while_it_is_open(void **state)
{
    health_test *self = *state;
    pipc_grpc_endpoint endpoint;
    pipc_references *references = NULL;
    pipc_component *service = &self->service.service.service.component;
    pipc_error *error = NULL;
    health_watch *watch;

    assert_ok(pipc_close(service, NULL, &error), error);
    pipc_grpc_endpoint_init(&endpoint);
    configure_component(&endpoint.component,
                        "connection.host=127.0.0.1;connection.port=0;options.health=true");
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "pipc:endpoint:grpc:default:1.0", &endpoint.component,
                                  &error),
              error);
    assert_ok(pipc_set_references(service, references, &error), error);
    assert_ok(pipc_open(&endpoint.component, NULL, &error), error);
    health_connect(self, pipc_grpc_endpoint_port(&endpoint));

    watch = health_watch_open(self, "tests.Echo", HEALTH_IS(NOT_SERVING));
    assert_ok(pipc_open(service, NULL, &error), error);
    health_watch_expect(watch, HEALTH_IS(SERVING));
    assert_ok(pipc_close(service, NULL, &error), error);
    health_watch_expect(watch, HEALTH_IS(NOT_SERVING));
    assert_ok(pipc_open(service, NULL, &error), error);
    health_watch_expect(watch, HEALTH_IS(SERVING));
    pipc_dispose(service);
    health_watch_expect(watch, HEALTH_IS(NOT_SERVING));
    assert_ok(pipc_close(&endpoint.component, NULL, &error), error);
    health_watch_expect_end(watch);
    pipc_dispose(&endpoint.component);
    pipc_references_free(references);
}

static void an_endpoint_serves_no_health_unless_asked(void **state)
{
    health_test *self = *state;
    pipc_component *service = &self->service.service.service.component;
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_close(service, NULL, &error), error);
    configure_component(service, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_open(service, NULL, &error), error);
    health_connect(self, echo_port(&self->service));
    assert_error(
        grpc_health_v1_health_client_check(&self->client, NULL, &request, &response, &error), error,
        PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", "");
}

#define HEALTH_TEST(name) cmocka_unit_test_setup_teardown(name, health_setup, health_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEALTH_TEST(the_endpoint_and_its_services_are_serving),
        HEALTH_TEST(an_unknown_service_is_not_found),
        HEALTH_TEST(what_the_program_says_is_answered),
        HEALTH_TEST(what_cannot_be_said_is_refused),
        HEALTH_TEST(what_is_said_outlives_a_close),
        HEALTH_TEST(a_watch_is_told_of_each_change),
        HEALTH_TEST(an_unknown_service_is_watched_until_it_is_known),
        HEALTH_TEST(a_hundred_watches_cost_no_thread),
        HEALTH_TEST(a_watch_that_is_slow_is_told_the_last_status),
        HEALTH_TEST(watches_come_and_go_while_all_changes),
        HEALTH_TEST(what_closes_is_not_serving_first),
        HEALTH_TEST(a_service_is_serving_while_it_is_open),
        HEALTH_TEST(an_endpoint_serves_no_health_unless_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
