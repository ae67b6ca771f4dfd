#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include <pipc/cancellation.h>
#include <pipc/context.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/process.h"
#include "support/refusing.h"

static refusing self;
static told listener;
static pipc_context *context;

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    refusing_init(&self);
    self.methods[REFUSING_SAY].idempotency = PIPC_GRPC_IDEMPOTENT;
    told_init(&listener);
    assert_ok(pipc_context_new("cid-1", &context, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    refusing_dispose(&self);
    told_dispose(&listener);
    pipc_context_free(context);
    return 0;
}

static int call(bool waits)
{
    atomic_store(&self.calls, 0);
    if (waits)
        return refusing_say(&self, context, "hello", NULL);
    told_dispose(&listener);
    told_init(&listener);
    return refusing_be_told(&self, REFUSING_SAY, context, &listener);
}

/* How long a call took that was refused so often, in milliseconds. */
static int64_t time_call(int refusals, int code, bool waits)
{
    int64_t start_ns = pipc__now_ns();

    atomic_store(&self.refusals, refusals);
    assert_int_equal(call(waits), code);
    return (pipc__now_ns() - start_ns) / 1000000;
}

static void without_the_option_a_call_is_sent_once(void **state)
{
    (void)state;
    refusing_open(&self, "");
    atomic_store(&self.refusals, 1);
    assert_int_equal(call(true), PIPC_E_NO_RESPONSE);
    assert_int_equal(atomic_load(&self.calls), 1);
}

static void it_is_sent_as_often_as_the_option_says(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=1");
    for (int waits = 0; waits < 2; waits++) {
        time_call(3, PIPC_OK, waits);
        assert_int_equal(atomic_load(&self.calls), 4);
        assert_string_equal(refusing_last_previous(&self), "3");
        time_call(4, PIPC_E_NO_RESPONSE, waits);
        assert_int_equal(atomic_load(&self.calls), 4);
        atomic_store(&self.refusals, 0);
        time_call(0, PIPC_OK, waits);
        assert_string_equal(refusing_last_previous(&self), "");
    }
}

static void the_backoff_doubles_up_to_its_bound(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retries=4;options.retry_backoff_min=20;"
                         "options.retry_backoff_max=40");
    for (int waits = 0; waits < 2; waits++)
        assert_in_range(time_call(4, PIPC_OK, waits), (20 + 40 + 40 + 40) * 4 / 5, 9000);
}

static void other_statuses_are_final(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=1");
    self.status = PIPC_GRPC_ABORTED;
    time_call(1, PIPC_E_CONFLICT, true);
    assert_int_equal(atomic_load(&self.calls), 1);
}

static void what_the_server_may_have_seen_is_not_repeated_by_itself(void **state)
{
    (void)state;
    self.methods[REFUSING_SAY].idempotency = PIPC_GRPC_IDEMPOTENCY_UNKNOWN;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=1");
    for (int waits = 0; waits < 2; waits++) {
        time_call(1, PIPC_E_NO_RESPONSE, waits);
        assert_int_equal(atomic_load(&self.calls), 1);
    }
    self.text = "failed to connect to all addresses"; /* of those behind the server */
    time_call(1, PIPC_E_NO_RESPONSE, true);
    assert_int_equal(atomic_load(&self.calls), 1);
}

/* --- without a connection ------------------------------------------------------------------- */

static int open_service_at(int port)
{
    char config[128];
    pipc_error *error = NULL;
    int code;

    streams_prepare();
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.shutdown_timeout=100", port);
    configure_component(&self.service.component, config);
    code = pipc_open(&self.service.component, NULL, &error);
    pipc_error_free(error);
    return code;
}

static void what_found_no_connection_is_repeated_whatever_it_is(void **state)
{
    char config[160];
    pipc_error *error = NULL;
    int port = reserve_port();

    (void)state;
    self.methods[REFUSING_SAY].idempotency = PIPC_GRPC_IDEMPOTENCY_UNKNOWN;
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.retries=1000;"
             "options.retry_backoff_min=10;options.retry_backoff_max=50",
             port);
    configure_component(&self.client.component, config);
    assert_ok(pipc_open(&self.client.component, NULL, &error), error);
    assert_ok(refusing_say_async(&self, NULL, &listener, &error), error);
    assert_int_equal(open_service_at(port), PIPC_OK);
    told_expect_ok(&listener, "hello");
}

/* --- what bounds it ------------------------------------------------------------------------- */

static void the_deadline_is_not_waited_for_in_vain(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=60000;"
                         "options.retry_backoff_max=60000");
    for (int waits = 0; waits < 2; waits++) {
        assert_in_range(time_call(1, PIPC_E_NO_RESPONSE, waits), 0, 9000);
        assert_int_equal(atomic_load(&self.calls), 1);
    }
}

static void a_client_that_closes_ends_the_backoff(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=60000;"
                         "options.retry_backoff_max=60000;options.timeout=0");
    atomic_store(&self.refusals, 1);
    assert_ok(refusing_say_async(&self, context, &listener, &error), error);
    while (atomic_load(&self.refusals) != 0)
        sched_yield();
    assert_ok(pipc_close(&self.client.component, NULL, &error), error);
    told_wait_for_done(&listener);
    assert_int_not_equal(told_look(&listener).code, PIPC_OK);
}

/* --- what the server wishes ----------------------------------------------------------------- */

static void pushback_is_obeyed(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retries=1;options.retry_backoff_min=60000;"
                         "options.retry_backoff_max=60000");
    self.pushback = "30";
    for (int waits = 0; waits < 2; waits++)
        assert_in_range(time_call(1, PIPC_OK, waits), 30, 9000);
}

static void pushback_may_forbid_it(void **state)
{
    static const char *const never[] = {"-1", "soon", "", "99999999999999999999"};

    (void)state;
    refusing_open(&self, ";options.retries=3;options.retry_backoff_min=1");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(never); i++) {
        self.pushback = never[i];
        time_call(1, PIPC_E_NO_RESPONSE, true);
        assert_int_equal(atomic_load(&self.calls), 1);
    }
}

/* --- interceptors stand outside ------------------------------------------------------------- */

static int begins;
static int ends;

static int begin(pipc_grpc_client_interceptor *interceptor, pipc_client_call *seen,
                 pipc_error **error)
{
    (void)interceptor;
    begins++;
    return pipc_metadata_add(pipc_client_call_metadata(seen), "x-seen", "0", error);
}

static void end_and_retry(pipc_grpc_client_interceptor *interceptor, pipc_client_call *seen,
                          int code, const pipc_error *error)
{
    (void)interceptor;
    (void)error;
    if (++ends == 1) {
        assert_int_equal(code, PIPC_E_NO_RESPONSE);
        assert_true(pipc_client_call_retry(seen, 0));
    }
}

static void interceptors_see_one_call(void **state)
{
    static pipc_grpc_client_interceptor interceptor = {.begin = begin, .end = end_and_retry};
    pipc_error *error = NULL;

    (void)state;
    begins = ends = 0;
    assert_ok(pipc_grpc_client_register_interceptor(&self.client, &interceptor, &error), error);
    refusing_open(&self, ";options.retries=2;options.retry_backoff_min=1");
    time_call(5, PIPC_OK, true); /* thrice, and thrice again */
    assert_int_equal(atomic_load(&self.calls), 6);
    assert_int_equal(begins, 2);
    assert_int_equal(ends, 2);
    assert_string_equal(refusing_last_seen(&self), "0");
    assert_string_equal(refusing_last_previous(&self), "2");
}

/* --- one method ----------------------------------------------------------------------------- */

static void a_method_may_have_its_own(void **state)
{
    (void)state;
    refusing_open(&self, ";options.retry_backoff_min=1;methods.Say.retries=2");
    time_call(2, PIPC_OK, true);
    assert_int_equal(atomic_load(&self.calls), 3);
}

static void a_method_may_have_its_own_timeout(void **state)
{
    (void)state;
    refusing_open(&self, ";methods.Say.timeout=1;methods.Say.retries=1000;"
                         "options.retry_backoff_min=1000");
    assert_in_range(time_call(1, PIPC_E_NO_RESPONSE, true), 0, 900);
}

static void assert_misconfigured(const char *config, const char *code, const char *text)
{
    pipc_config_params *params = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(config, &params, &error), error);
    assert_error(pipc_configure(&self.client.component, params, &error), error,
                 PIPC_E_MISCONFIGURATION, code, text);
    pipc_config_params_free(params);
}

static void what_names_nothing_is_refused(void **state)
{
    (void)state;
    assert_misconfigured("methods.Shout.retries=1", "METHOD_NOT_FOUND",
                         "configuration key methods.Shout.retries names no method of "
                         "tests.Refusing");
    assert_misconfigured("methods.Say.tries=1", "BAD_KEY",
                         "configuration key methods.Say.tries says nothing of a method");
    assert_misconfigured("methods.Say.retries=-1", "BAD_VALUE", "Say.retries");
    assert_misconfigured("options.retry_backoff_min=10;options.retry_backoff_max=9", "BAD_VALUE",
                         "options.retry_backoff_max");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_the_option_a_call_is_sent_once, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_sent_as_often_as_the_option_says, setup, teardown),
        cmocka_unit_test_setup_teardown(the_backoff_doubles_up_to_its_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(other_statuses_are_final, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_server_may_have_seen_is_not_repeated_by_itself,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_found_no_connection_is_repeated_whatever_it_is, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_deadline_is_not_waited_for_in_vain, setup, teardown),
        cmocka_unit_test_setup_teardown(a_client_that_closes_ends_the_backoff, setup, teardown),
        cmocka_unit_test_setup_teardown(pushback_is_obeyed, setup, teardown),
        cmocka_unit_test_setup_teardown(pushback_may_forbid_it, setup, teardown),
        cmocka_unit_test_setup_teardown(interceptors_see_one_call, setup, teardown),
        cmocka_unit_test_setup_teardown(a_method_may_have_its_own, setup, teardown),
        cmocka_unit_test_setup_teardown(a_method_may_have_its_own_timeout, setup, teardown),
        cmocka_unit_test_setup_teardown(what_names_nothing_is_refused, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
