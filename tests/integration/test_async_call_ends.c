/* How asynchronous calls end, other than well. */
#include "support/cmocka.h"

#include <string.h>
#include <unistd.h>

#include "support/async_calls.h"
#include "support/process.h"
#include "support/raw_socket.h"

static async_calls self;

/* --- its end -------------------------------------------------------------------------------- */

static void a_deadline_ends_it(void **state)
{
    (void)state;
    pipc_context_set_timeout_ms(self.context, 50);
    async_calls_start(&self, WAIT, self.context, "text", &self.told);
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
    async_calls_start(&self, WAIT, self.context, "text", &self.told);
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
    echo_client_open(&self.client, reserve_port(), "");
    async_calls_start(&self, SAY, NULL, "text", &self.told);
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
    async_calls_start(&self, WAIT, NULL, "text", &self.told);
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
        code = async_calls_try(&self, WAIT, context, "text", &self.told, error);
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
    async_calls_start(&self, WAIT, NULL, "text", &self.told);
    echo_wait_for_running(&self.service, 1);
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    assert_int_equal(told_look(&self.told).dones, 1);
    told_expect_error(&self.told, PIPC_E_INVALID_STATE, "CLOSED",
                      "the client was closed while /tests.Echo/Wait was called");
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
    async_calls_start(&self, SAY, NULL, "text", &self.told);
    told_expect_ok(&self.told, "text");
    assert_ptr_equal(self.told.data, &self);
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
    echo_client_open(&self.client, raw_socket_listen(&fd), ";options.timeout=0");
    for (int i = 0; i < CALLS; i++) {
        told_init(&calls[i]);
        async_calls_start(&self, SAY, NULL, "text", &calls[i]);
    }
    assert_ok(pipc_close(&self.client.client.component, NULL, &error), error);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(told_look(&calls[i]).dones, 1);
        told_expect_error(&calls[i], PIPC_E_INVALID_STATE, "CLOSED", "/tests.Echo/Say");
        told_dispose(&calls[i]);
    }
    close(fd);
}

#define CALL_TEST(name)                                                                            \
    cmocka_unit_test_prestate_setup_teardown(name, async_calls_setup, async_calls_teardown, &self)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(a_deadline_ends_it),
        CALL_TEST(a_cancellation_ends_it_and_may_go_when_it_is_done),
        CALL_TEST(a_server_that_is_not_there_ends_it),
        CALL_TEST(a_server_that_goes_ends_it),
        CALL_TEST(a_call_in_the_course_of_another_ends_with_it),
        CALL_TEST(close_ends_calls_and_returns_when_they_are_done),
        CALL_TEST(a_callback_cannot_close_the_client),
        CALL_TEST(a_thousand_calls_are_done_when_close_returns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
