#include "support/cmocka.h"

#include <arpa/inet.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/process.h"
#include "support/told.h"

enum { SAY = 0, FAIL = 3, WAIT = 4, WATCH = 6 }; /* in the order of echo.proto */

typedef struct fixture {
    echo service;
    tests_echo_client client;
    told told;
    pipc_context *context;
} fixture;

static fixture self;

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    echo_init(&self.service);
    echo_open(&self.service);
    echo_client_open(&self.client, echo_port(&self.service), "");
    told_init(&self.told);
    assert_ok(pipc_context_new("cid-1", &self.context, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&self.client.client.component);
    pipc_context_free(self.context);
    told_dispose(&self.told);
    echo_dispose(&self.service);
    return 0;
}

static int call_method(int method, const pipc_context *context, const char *text, told *listener,
                       pipc_error **error)
{
    pipc_grpc_client *client = &self.client.client;
    Tests__Text request = TESTS__TEXT__INIT;

    request.text = (char *)text;
    return pipc_grpc_client_call_async(client, &client->desc->methods[method], context,
                                       &request.base, &listener->listener, error);
}

static void start(int method, const pipc_context *context, const char *text, told *listener)
{
    pipc_error *error = NULL;

    assert_ok(call_method(method, context, text, listener, &error), error);
}

/* --- its answer ----------------------------------------------------------------------------- */

static void a_call_is_answered(void **state)
{
    (void)state;
    start(SAY, self.context, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_string_equal(echo_look(&self.service).correlation_id, "cid-1");
}

static void an_error_of_the_handler_comes_as_it_is(void **state)
{
    pipc_grpc_client *client = &self.client.client;
    Tests__Failure request = TESTS__FAILURE__INIT;
    pipc_error *error = NULL;

    (void)state;
    request.category = (char *)"Conflict";
    request.code = (char *)"CODE";
    request.message = (char *)"message";
    assert_ok(pipc_grpc_client_call_async(client, &client->desc->methods[FAIL], NULL, &request.base,
                                          &self.told.listener, &error),
              error);
    told_expect_error(&self.told, PIPC_E_CONFLICT, "CODE", "message");
}

static int add_metadata(pipc_call *call, pipc_error **error)
{
    int code = pipc_metadata_add(pipc_call_initial_metadata(call), "first", "1", error);

    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_call_trailing_metadata(call), "last", "2", error);
    return code;
}

static void the_metadata_are_there_when_it_is_done(void **state)
{
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    echo_set_say(&self.service, add_metadata);
    pipc_context_receive_metadata(self.context, initial, trailing);
    start(SAY, self.context, "text", &self.told);
    told_expect_ok(&self.told, "");
    assert_string_equal(pipc_metadata_get(initial, "first", NULL), "1");
    assert_string_equal(pipc_metadata_get(trailing, "last", NULL), "2");
    pipc_metadata_free(initial);
    pipc_metadata_free(trailing);
}

static size_t allocations_per_call(int count)
{
    size_t before = failing_allocator_allocations();

    for (int i = 0; i < count; i++) {
        told one;

        told_init(&one);
        start(SAY, NULL, "a small message", &one);
        told_expect_ok(&one, "a small message");
        told_dispose(&one);
    }
    return (failing_allocator_allocations() - before) / (size_t)count;
}

static void a_call_allocates_itself_and_its_response(void **state)
{
    failing_allocator_install();
    setup(state);
    allocations_per_call(1);                         /* the first makes what later ones use again */
    assert_int_equal(allocations_per_call(1000), 3); /* protobuf-c's response is two */
    teardown(state);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

/* --- what never begins ---------------------------------------------------------------------- */

static void what_is_known_at_once_is_told_at_once(void **state)
{
    pipc_context *context = NULL;
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(call_method(WATCH, NULL, "text", &self.told, &error), error, PIPC_E_INVALID_STATE,
                 "NOT_UNARY", "/tests.Echo/Watch");
    assert_ok(pipc_context_new("not\nprintable", &context, &error), error);
    assert_error(call_method(SAY, context, "text", &self.told, &error), error, PIPC_E_BAD_REQUEST,
                 "BAD_CORRELATION_ID", "byte 4");
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_cancellation_cancel(cancellation);
    pipc_context_set_cancellation(self.context, cancellation);
    assert_error(call_method(SAY, self.context, "text", &self.told, &error), error,
                 PIPC_E_FAILED_INVOCATION, "CANCELLED", "/tests.Echo/Say was cancelled");
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    assert_error(call_method(SAY, NULL, "text", &self.told, &error), error, PIPC_E_INVALID_STATE,
                 "NOT_OPEN", "/tests.Echo/Say");
    assert_int_equal(told_look(&self.told).dones, 0);
    pipc_cancellation_free(cancellation);
    pipc_context_free(context);
}

static void options_threads_is_validated(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    tests_echo_client client;

    (void)state;
    tests_echo_client_init(&client);
    assert_ok(pipc_config_params_from_string("options.threads=1025", &config, &error), error);
    assert_error(pipc_configure(&client.client.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE", "options.threads");
    pipc_config_params_free(config);
    pipc_dispose(&client.client.component);
}

/* --- its end -------------------------------------------------------------------------------- */

static void a_deadline_ends_it(void **state)
{
    (void)state;
    pipc_context_set_timeout_ms(self.context, 50);
    start(WAIT, self.context, "text", &self.told);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED",
                      "no answer to /tests.Echo/Wait");
}

static void a_cancellation_ends_it_and_may_go_when_it_is_done(void **state)
{
    pipc_cancellation *cancellation = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    pipc_context_set_cancellation(self.context, cancellation);
    start(WAIT, self.context, "text", &self.told);
    echo_wait_for_running(&self.service, 1);
    pipc_cancellation_cancel(cancellation);
    told_expect_error(&self.told, PIPC_E_FAILED_INVOCATION, "CANCELLED",
                      "/tests.Echo/Wait was cancelled");
    pipc_cancellation_free(cancellation);
}

static void a_server_that_is_not_there_ends_it(void **state)
{
    (void)state;
    pipc_dispose(&self.client.client.component);
    echo_client_open(&self.client, find_free_port(), "");
    start(SAY, NULL, "text", &self.told);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "");
}

static void a_server_that_goes_ends_it(void **state)
{
    pipc_component *service = &self.service.service.service.component;
    pipc_error *error = NULL;

    pipc_dispose(service);
    tests_echo_service_init(&self.service.service, self.service.service.handlers);
    configure_component(service, "connection.host=127.0.0.1;connection.port=0;"
                                 "options.shutdown_timeout=0");
    assert_ok(pipc_open(service, NULL, &error), error);
    pipc_dispose(&self.client.client.component);
    echo_client_open(&self.client, echo_port(&self.service), "");
    (void)state;
    start(WAIT, NULL, "text", &self.told);
    echo_wait_for_running(&self.service, 1);
    assert_ok(pipc_close(service, NULL, &error), error);
    told_wait_for_done(&self.told);
    assert_int_equal(told_look(&self.told).dones, 1);
    assert_true(told_look(&self.told).code < 0);
}

/* The call that it starts is the test's to wait for. */
static int wait_downstream(pipc_call *call, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_call_new_context(call, &context, error);

    if (code == PIPC_OK)
        code = call_method(WAIT, context, "text", &self.told, error);
    pipc_context_free(context);
    pipc_call_wait_cancelled(call, -1);
    return code;
}

static void a_call_in_the_course_of_another_ends_with_it(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    echo_set_say(&self.service, wait_downstream);
    pipc_context_set_timeout_ms(self.context, 300);
    /* The core of the service counts from when it believes to have got the call: it may be first to
     * say so, in words of its own. */
    assert_error(echo_client_say(&self.client, self.context, "text", &error), error,
                 PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "");
    told_wait_for_done(&self.told);
    assert_true(told_look(&self.told).code < 0);
}

/* --- close ---------------------------------------------------------------------------------- */

static void close_ends_calls_and_returns_when_they_are_done(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    start(WAIT, NULL, "text", &self.told);
    echo_wait_for_running(&self.service, 1);
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    assert_int_equal(told_look(&self.told).dones, 1);
    told_expect_error(&self.told, PIPC_E_INVALID_STATE, "CLOSED",
                      "the client was closed while /tests.Echo/Wait was called");
}

static void a_client_that_is_opened_again_calls_again(void **state)
{
    pipc_error *error = NULL;

    for (int i = 0; i < 20; i++) {
        a_call_is_answered(state);
        assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
        assert_ok(pipc_open(&self.client.client.component, NULL, &error), error);
        told_dispose(&self.told);
        told_init(&self.told);
    }
}

static void close_client(told *one)
{
    pipc_error *error = NULL;

    (void)one;
    if (pipc_close(&self.client.client.component, NULL, &error) == PIPC_E_INVALID_STATE &&
        strcmp(pipc_error_code(error), "IN_HANDLER") == 0)
        self.told.data = &self;
    pipc_error_free(error);
}

static void a_callback_cannot_close_the_client(void **state)
{
    (void)state;
    self.told.on_done = close_client;
    start(SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_ptr_equal(self.told.data, &self);
}

/* A port of 127.0.0.1 where connections are made, and nothing is ever said. */
static int listen_in_silence(int *fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(*fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(*fd, 1), 0);
    assert_int_equal(getsockname(*fd, (struct sockaddr *)&address, &length), 0);
    return ntohs(address.sin_port);
}

/* Nobody answers: not even the connection comes about. */
static void a_thousand_calls_are_done_when_close_returns(void **state)
{
    enum { CALLS = 1000 };
    static told calls[CALLS];
    pipc_error *error = NULL;
    int fd;

    (void)state;
    pipc_dispose(&self.client.client.component);
    echo_client_open(&self.client, listen_in_silence(&fd), ";options.timeout=0");
    for (int i = 0; i < CALLS; i++) {
        told_init(&calls[i]);
        start(SAY, NULL, "text", &calls[i]);
    }
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(told_look(&calls[i]).dones, 1);
        told_expect_error(&calls[i], PIPC_E_INVALID_STATE, "CLOSED", "/tests.Echo/Say");
        told_dispose(&calls[i]);
    }
    close(fd);
}

/* --- callbacks and threads ------------------------------------------------------------------ */

/* A thread of the core bears our name until it has given itself another. */
static void wait_until_threads_are(size_t count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 30000);

    while (count_own_threads() > count && pipc__now_ns() < deadline_ns)
        sched_yield();
    assert_in_range(count_own_threads(), 1, count);
}

/* No service answers: its threads come and go with the load. */
static void only_asynchronous_calls_cost_a_client_threads(void **state)
{
    pipc_component *component = &self.client.client.component;
    size_t before;
    pipc_error *error = NULL;
    int fd;

    (void)state;
    pipc_dispose(component);
    assert_ok(pipc_close(&self.service.service.service.component, NULL, &error), error);
    before = count_own_threads() + 1; /* the one that all open clients share */
    echo_client_open(&self.client, listen_in_silence(&fd), ";options.timeout=50");
    assert_int_equal(echo_client_say(&self.client, NULL, "text", NULL), PIPC_E_NO_RESPONSE);
    wait_until_threads_are(before);
    start(SAY, NULL, "text", &self.told);
    assert_true(count_own_threads() > before);
    told_expect_error(&self.told, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", "");
    assert_ok(pipc_close(component, NULL, &error), error);
    wait_until_threads_are(before);
    close(fd);
}

typedef struct call_chain {
    told links[2]; /* by turns */
    int left;
    int failed;
    pthread_t thread; /* of the first callback; where its stack was: */
    uintptr_t deepest;
    uintptr_t highest;
    pipc__mutex mutex; /* guards the next */
    pipc__condition changed;
    bool ended;
} call_chain;

static void note_stack(call_chain *chain, uintptr_t here)
{
    if (chain->deepest == 0) {
        chain->thread = pthread_self();
        chain->deepest = chain->highest = here;
    }
    if (!pthread_equal(chain->thread, pthread_self()))
        return;
    if (here < chain->deepest)
        chain->deepest = here;
    if (here > chain->highest)
        chain->highest = here;
}

static void start_next(told *one)
{
    call_chain *chain = one->data;
    bool ends = one->seen.code != PIPC_OK || --chain->left == 0;

    note_stack(chain, (uintptr_t)__builtin_frame_address(0));
    if (!ends)
        ends = call_method(SAY, NULL, "text", &chain->links[chain->left % 2], NULL) != PIPC_OK;
    if (!ends)
        return;
    pipc__mutex_lock(&chain->mutex);
    chain->ended = true;
    pipc__condition_broadcast(&chain->changed);
    pipc__mutex_unlock(&chain->mutex);
}

static void a_callback_may_start_the_next_call(void **state)
{
    enum { CALLS = 10000 };
    call_chain chain = {.left = CALLS};
    size_t threads;

    (void)state;
    pipc__mutex_init(&chain.mutex);
    pipc__condition_init(&chain.changed);
    for (int i = 0; i < 2; i++) {
        told_init(&chain.links[i]);
        chain.links[i].on_done = start_next;
        chain.links[i].data = &chain;
    }
    start(SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    threads = count_own_threads();
    start(SAY, NULL, "text", &chain.links[0]);
    pipc__mutex_lock(&chain.mutex);
    while (!chain.ended)
        pipc__condition_wait(&chain.changed, &chain.mutex);
    pipc__mutex_unlock(&chain.mutex);
    assert_int_equal(chain.left, 0);
    assert_in_range(chain.highest - chain.deepest, 0, 16 * 1024);
    assert_in_range(count_own_threads(), 1, threads + 4); /* of both loops, when it was slow */
    pipc_dispose(&self.client.client.component);
    for (int i = 0; i < 2; i++)
        told_dispose(&chain.links[i]);
    pipc__condition_dispose(&chain.changed);
    pipc__mutex_dispose(&chain.mutex);
}

static void say_and_wait(told *one)
{
    if (echo_client_say(&self.client, NULL, "blocking", NULL) == PIPC_OK)
        one->data = one;
}

static void a_callback_may_make_a_blocking_call(void **state)
{
    (void)state;
    self.told.on_done = say_and_wait;
    start(SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_ptr_equal(self.told.data, &self.told);
}

/* `data` is the one it waits for. */
static void wait_for_another(told *one)
{
    told_wait_for_done(one->data);
}

/* There is one poller, which another thread must relieve. */
static void a_callback_that_blocks_delays_no_other(void **state)
{
    enum { WAITING = 8 };
    told waiting[WAITING];

    (void)state;
    for (int i = 0; i < WAITING; i++) {
        told_init(&waiting[i]);
        waiting[i].on_done = wait_for_another;
        waiting[i].data = &self.told;
        start(SAY, NULL, "text", &waiting[i]);
    }
    start(SAY, NULL, "last", &self.told);
    told_expect_ok(&self.told, "last");
    for (int i = 0; i < WAITING; i++) {
        told_expect_ok(&waiting[i], "text");
        told_dispose(&waiting[i]);
    }
}

static void *call_many_times(void *client)
{
    intptr_t failures = 0;

    (void)client;
    for (int i = 0; i < 200; i++) {
        told one;

        told_init(&one);
        if (call_method(SAY, NULL, "text", &one, NULL) == PIPC_OK)
            told_wait_for_done(&one);
        failures += told_look(&one).dones != 1 || told_look(&one).code != PIPC_OK;
        told_dispose(&one);
    }
    return (void *)failures;
}

static void many_threads_may_call_at_once(void **state)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_many_times, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures;

        pthread_join(threads[i], &failures);
        assert_int_equal((intptr_t)failures, 0);
    }
}

#define CALL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(a_call_is_answered),
        CALL_TEST(an_error_of_the_handler_comes_as_it_is),
        CALL_TEST(the_metadata_are_there_when_it_is_done),
        cmocka_unit_test(a_call_allocates_itself_and_its_response),
        CALL_TEST(what_is_known_at_once_is_told_at_once),
        CALL_TEST(options_threads_is_validated),
        CALL_TEST(a_deadline_ends_it),
        CALL_TEST(a_cancellation_ends_it_and_may_go_when_it_is_done),
        CALL_TEST(a_server_that_is_not_there_ends_it),
        CALL_TEST(a_server_that_goes_ends_it),
        CALL_TEST(a_call_in_the_course_of_another_ends_with_it),
        CALL_TEST(close_ends_calls_and_returns_when_they_are_done),
        CALL_TEST(a_client_that_is_opened_again_calls_again),
        CALL_TEST(a_callback_cannot_close_the_client),
        CALL_TEST(a_thousand_calls_are_done_when_close_returns),
        CALL_TEST(only_asynchronous_calls_cost_a_client_threads),
        CALL_TEST(a_callback_may_start_the_next_call),
        CALL_TEST(a_callback_may_make_a_blocking_call),
        CALL_TEST(a_callback_that_blocks_delays_no_other),
        CALL_TEST(many_threads_may_call_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
