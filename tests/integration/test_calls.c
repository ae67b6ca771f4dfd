#include "support/cmocka.h"

#include <string.h>

#include "support/echo.h"

/* One open service and one open client. */
typedef struct pair {
    echo service;
    tests_echo_client client;
} pair;

static int setup(void **state)
{
    static pair self;

    echo_init(&self.service);
    echo_open(&self.service);
    echo_client_open(&self.client, echo_port(&self.service), "");
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    pair *self = *state;

    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
    return 0;
}

static void what_is_said_comes_back(void **state)
{
    pair *self = *state;

    echo_client_check(&self->client, "");
    echo_client_check(&self->client, "a");
    echo_client_check(&self->client, "gr\xc3\xbc\xc3\x9f dich");
}

static void messages_of_many_slices_come_back(void **state)
{
    pair *self = *state;
    static char large[1 << 20];

    memset(large, 'x', sizeof large - 1);
    echo_client_check(&self->client, large);
}

static void nested_messages_come_back(void **state)
{
    pair *self = *state;
    Tests__Tree leaf = TESTS__TREE__INIT;
    Tests__Tree root = TESTS__TREE__INIT;
    Tests__Tree *leaves[] = {&leaf, &leaf};
    Tests__Tree *response = NULL;
    pipc_error *error = NULL;

    leaf.name = (char *)"leaf";
    root.name = (char *)"root";
    root.branches = leaves;
    root.n_branches = 2;
    assert_ok(tests_echo_client_grow(&self->client, NULL, &root, &response, &error), error);
    assert_string_equal(response->name, "root");
    assert_int_equal(response->n_branches, 2);
    assert_string_equal(response->branches[1]->name, "leaf");
    tests__tree__free_unpacked(response, NULL);
}

static void submessages_are_shared_with_the_request(void **state)
{
    pair *self = *state;
    Tests__Text text = TESTS__TEXT__INIT;
    Tests__Forest request = TESTS__FOREST__INIT;
    Tests__Forest *response = NULL;
    pipc_error *error = NULL;

    text.text = (char *)"first";
    request.first = &text;
    assert_ok(tests_echo_client_plant(&self->client, NULL, &request, &response, &error), error);
    assert_string_equal(response->first->text, "first");
    tests__forest__free_unpacked(response, NULL);
}

static void the_correlation_id_reaches_the_handler(void **state)
{
    pair *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new("cid-123", &context, &error), error);
    assert_ok(echo_client_say(&self->client, context, "x", &error), error);
    assert_string_equal(echo_look(&self->service).correlation_id, "cid-123");
    pipc_context_free(context);
    assert_ok(echo_client_say(&self->client, NULL, "x", &error), error);
    assert_string_equal(echo_look(&self->service).correlation_id, "");
}

static void a_correlation_id_that_cannot_be_sent_is_refused(void **state)
{
    pair *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_context_new("line\nbreak", &context, &error), error);
    assert_error(echo_client_say(&self->client, context, "x", &error), error, PIPC_E_BAD_REQUEST,
                 "BAD_CORRELATION_ID", "its byte 5 is 0x0a");
    pipc_context_free(context);
}

static void the_peer_is_known(void **state)
{
    pair *self = *state;

    echo_client_check(&self->client, "x");
    assert_memory_equal(echo_look(&self->service).peer,
                        "ipv4:127.0.0.1:", strlen("ipv4:127.0.0.1:"));
}

static void the_handler_sees_the_time_that_is_left(void **state)
{
    pair *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    echo_client_check(&self->client, "the default is 10 seconds");
    assert_in_range(echo_look(&self->service).time_left_ms, 1, 10500); /* rounded up on the wire */
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, 100000);
    assert_ok(echo_client_say(&self->client, context, "x", &error), error);
    assert_in_range(echo_look(&self->service).time_left_ms, 10501, 101000);
    pipc_context_set_timeout_ms(context, 0);
    assert_ok(echo_client_say(&self->client, context, "x", &error), error);
    assert_true(echo_look(&self->service).time_left_ms == INT64_MAX);
    pipc_context_free(context);
}

static int wait_for_answer(pair *self, const pipc_context *context, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_wait(&self->client, context, &request, &response, error);

    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
    return code;
}

static void wait_in_vain(pair *self, int64_t timeout_ms)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    int code;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    pipc_context_set_timeout_ms(context, timeout_ms);
    code = wait_for_answer(self, context, &error);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED",
                 "no answer to /tests.Echo/Wait from http://127.0.0.1:");
    pipc_context_free(context);
}

/* Where the deadline comes before the handler, there is only one side: then with a longer one. */
static void a_deadline_ends_the_call_on_both_sides(void **state)
{
    enum { LONGEST_MS = 20000 };
    pair *self = *state;

    for (int64_t timeout_ms = 50; echo_look(&self->service).started == 0; timeout_ms *= 2) {
        assert_in_range(timeout_ms, 50, LONGEST_MS);
        wait_in_vain(self, timeout_ms);
    }
    echo_wait_for_cancelled(&self->service, 1);
}

static void options_timeout_is_the_default(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;
    int port = echo_port(&self->service);

    pipc_dispose(&self->client.client.component);
    echo_client_open(&self->client, port, ";options.timeout=50");
    assert_error(wait_for_answer(self, NULL, &error), error, PIPC_E_NO_RESPONSE,
                 "DEADLINE_EXCEEDED", "within 50 ms");
}

static void a_client_without_a_server_says_where_it_tried(void **state)
{
    pair *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->service.service.service.component, NULL, &error), error);
    assert_error(echo_client_say(&self->client, NULL, "x", &error), error, PIPC_E_NO_RESPONSE,
                 "UNAVAILABLE", "127.0.0.1");
}

static void *wait_in_thread(void *argument)
{
    pipc_error *error = NULL;

    wait_for_answer(argument, NULL, &error);
    pipc_error_free(error);
    return NULL;
}

/* More handlers wait than the endpoint has threads that poll. */
static void handlers_that_wait_delay_nobody_else(void **state)
{
    enum { WAITING = 12 };
    pair *self = *state;
    pthread_t threads[WAITING];

    for (int i = 0; i < WAITING; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_in_thread, self), 0);
    echo_wait_for_running(&self->service, WAITING);
    echo_client_check(&self->client, "meanwhile");
    echo_let_go(&self->service);
    for (int i = 0; i < WAITING; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(echo_look(&self->service).cancelled, 0);
}

/* Opens the service anew, for at most two handlers at once. */
static void past_the_bound_of_handlers_calls_are_refused(void **state)
{
    pair *self = *state;
    pipc_component *component = &self->service.service.service.component;
    pthread_t threads[2];
    pipc_error *error = NULL;

    assert_ok(pipc_close(component, NULL, &error), error);
    configure_component(component,
                        "connection.host=127.0.0.1;connection.port=0;options.max_handlers=2");
    assert_ok(pipc_open(component, NULL, &error), error);
    pipc_dispose(&self->client.client.component);
    echo_client_open(&self->client, echo_port(&self->service), "");
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_in_thread, self), 0);
    echo_wait_for_running(&self->service, 2);
    assert_error(echo_client_say(&self->client, NULL, "x", &error), error, PIPC_E_TOO_MANY_REQUESTS,
                 "RESOURCE_EXHAUSTED", "options.max_handlers");
    echo_let_go(&self->service);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    echo_client_check(&self->client, "room again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_said_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(messages_of_many_slices_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(nested_messages_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(submessages_are_shared_with_the_request, setup, teardown),
        cmocka_unit_test_setup_teardown(the_correlation_id_reaches_the_handler, setup, teardown),
        cmocka_unit_test_setup_teardown(a_correlation_id_that_cannot_be_sent_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_peer_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(the_handler_sees_the_time_that_is_left, setup, teardown),
        cmocka_unit_test_setup_teardown(a_deadline_ends_the_call_on_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(options_timeout_is_the_default, setup, teardown),
        cmocka_unit_test_setup_teardown(a_client_without_a_server_says_where_it_tried, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(handlers_that_wait_delay_nobody_else, setup, teardown),
        cmocka_unit_test_setup_teardown(past_the_bound_of_handlers_calls_are_refused, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
