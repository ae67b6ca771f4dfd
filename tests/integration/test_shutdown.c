#include "support/cmocka.h"

#include "base/sync.h"
#include "support/echo.h"

enum { CALLS = 8 };

/* A service with calls that wait, and the threads that make them. */
typedef struct busy {
    echo service;
    tests_echo_client client;
    pthread_t threads[CALLS];
    int codes[CALLS];
} busy;

typedef struct waiting_call {
    busy *busy;
    int index;
} waiting_call;

static waiting_call waiting_calls[CALLS];

static void *call_wait(void *argument)
{
    waiting_call *self = argument;
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_wait(&self->busy->client, NULL, &request, &response, NULL);

    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
    self->busy->codes[self->index] = code;
    return NULL;
}

static void start(busy *self, const char *config)
{
    pipc_error *error = NULL;

    echo_init(&self->service);
    configure_component(&self->service.service.service.component, config);
    assert_ok(pipc_open(&self->service.service.service.component, NULL, &error), error);
    echo_client_open(&self->client, echo_port(&self->service), "");
    for (int i = 0; i < CALLS; i++) {
        waiting_calls[i] = (waiting_call){self, i};
        assert_int_equal(pthread_create(&self->threads[i], NULL, call_wait, &waiting_calls[i]), 0);
    }
    echo_wait_for_running(&self->service, CALLS);
}

static void finish(busy *self, int expected_code)
{
    for (int i = 0; i < CALLS; i++) {
        pthread_join(self->threads[i], NULL);
        assert_int_equal(self->codes[i], expected_code);
    }
    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
}

static void *let_go(void *argument)
{
    echo_let_go(argument);
    return NULL;
}

static void close_waits_for_the_calls_that_run(void **state)
{
    static busy self;
    pipc_error *error = NULL;
    pthread_t thread;

    (void)state;
    start(&self, "connection.host=127.0.0.1;connection.port=0");
    assert_int_equal(pthread_create(&thread, NULL, let_go, &self.service), 0);
    assert_ok(pipc_close(&self.service.service.service.component, NULL, &error), error);
    assert_int_equal(echo_look(&self.service).running, 0);
    assert_int_equal(echo_look(&self.service).cancelled, 0);
    pthread_join(thread, NULL);
    finish(&self, PIPC_OK);
}

static void close_cancels_what_runs_too_long(void **state)
{
    static busy self;
    pipc_error *error = NULL;
    int64_t start_ns;

    (void)state;
    start(&self, "connection.host=127.0.0.1;connection.port=0;options.shutdown_timeout=100");
    start_ns = pipc__now_ns();
    assert_ok(pipc_close(&self.service.service.service.component, NULL, &error), error);
    assert_in_range((pipc__now_ns() - start_ns) / 1000000, 100, 1100);
    assert_int_equal(echo_look(&self.service).running, 0);
    assert_int_equal(echo_look(&self.service).cancelled, CALLS);
    for (int i = 0; i < CALLS; i++)
        pthread_join(self.threads[i], NULL);
    for (int i = 0; i < CALLS; i++)
        assert_int_not_equal(self.codes[i], PIPC_OK);
    pipc_dispose(&self.client.client.component);
    echo_dispose(&self.service);
}

static void closing_a_service_on_a_shared_endpoint_cancels_its_calls(void **state)
{
    static busy self;
    pipc_grpc_endpoint endpoint;
    pipc_references *references = NULL;
    pipc_component *component = &self.service.service.service.component;
    pipc_error *error = NULL;

    (void)state;
    pipc_grpc_endpoint_init(&endpoint);
    configure_component(&endpoint.component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:endpoint:grpc:d:1.0", &endpoint.component, &error),
              error);
    echo_init(&self.service);
    configure_component(component, "options.shutdown_timeout=50");
    assert_ok(pipc_set_references(component, references, &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
    assert_ok(pipc_open(&endpoint.component, NULL, &error), error);
    echo_client_open(&self.client, pipc_grpc_endpoint_port(&endpoint), "");
    for (int i = 0; i < CALLS; i++) {
        waiting_calls[i] = (waiting_call){&self, i};
        assert_int_equal(pthread_create(&self.threads[i], NULL, call_wait, &waiting_calls[i]), 0);
    }
    echo_wait_for_running(&self.service, CALLS);
    assert_ok(pipc_close(component, NULL, &error), error);
    assert_int_equal(echo_look(&self.service).cancelled, CALLS);
    assert_true(pipc_is_open(&endpoint.component));
    for (int i = 0; i < CALLS; i++) {
        pthread_join(self.threads[i], NULL);
        assert_int_equal(self.codes[i], PIPC_E_NO_RESPONSE); /* UNAVAILABLE */
    }
    pipc_dispose(&self.client.client.component);
    echo_dispose(&self.service);
    pipc_dispose(&endpoint.component);
    pipc_references_free(references);
}

static void closing_the_client_fails_its_calls(void **state)
{
    static busy self;
    pipc_error *error = NULL;

    (void)state;
    start(&self, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    finish(&self, PIPC_E_INVALID_STATE);
}

static void *call_until_closed(void *argument)
{
    busy *self = argument;
    int code;

    do {
        code = echo_client_say(&self->client, NULL, "x", NULL);
    } while (code == PIPC_OK);
    return (void *)(intptr_t)code;
}

static void a_client_may_be_closed_at_any_moment(void **state)
{
    static busy self;
    pipc_error *error = NULL;
    void *code;

    (void)state;
    echo_init(&self.service);
    echo_open(&self.service);
    echo_client_open(&self.client, echo_port(&self.service), "");
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < CALLS; i++)
            assert_int_equal(pthread_create(&self.threads[i], NULL, call_until_closed, &self), 0);
        echo_client_say(&self.client, NULL, "in the midst", NULL);
        assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
        for (int i = 0; i < CALLS; i++) {
            pthread_join(self.threads[i], &code);
            assert_int_equal((intptr_t)code, PIPC_E_INVALID_STATE);
        }
        assert_ok(pipc_open(&self.client.client.component, NULL, &error), error);
    }
    pipc_dispose(&self.client.client.component);
    echo_dispose(&self.service);
}

/* Every call either came back whole or never ran; a service that closes loses none in between. */
static void a_service_may_be_closed_under_load(void **state)
{
    static busy self;
    pipc_component *component = &self.service.service.service.component;
    pipc_error *error = NULL;
    void *code;

    (void)state;
    echo_init(&self.service);
    echo_open(&self.service);
    for (int round = 0; round < 20; round++) {
        echo_client_open(&self.client, echo_port(&self.service), "");
        echo_client_check(&self.client, "connected");
        for (int i = 0; i < CALLS; i++)
            assert_int_equal(pthread_create(&self.threads[i], NULL, call_until_closed, &self), 0);
        assert_ok(pipc_close(component, NULL, &error), error);
        for (int i = 0; i < CALLS; i++) {
            pthread_join(self.threads[i], &code);
            assert_int_equal((intptr_t)code, PIPC_E_NO_RESPONSE); /* UNAVAILABLE */
        }
        pipc_dispose(&self.client.client.component);
        assert_ok(pipc_open(component, NULL, &error), error);
    }
    echo_dispose(&self.service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_waits_for_the_calls_that_run),
        cmocka_unit_test(close_cancels_what_runs_too_long),
        cmocka_unit_test(closing_a_service_on_a_shared_endpoint_cancels_its_calls),
        cmocka_unit_test(closing_the_client_fails_its_calls),
        cmocka_unit_test(a_client_may_be_closed_at_any_moment),
        cmocka_unit_test(a_service_may_be_closed_under_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
