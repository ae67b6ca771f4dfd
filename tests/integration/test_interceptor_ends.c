/* What interceptors are told of calls that do not end where their handler returns. */
#include "support/cmocka.h"

#include <string.h>

#include "base/sync.h"
#include "support/pending.h"
#include "support/raw_client.h"
#include "support/streams.h"

enum { CALLS_MAX = 8, PATIENCE_MS = 20000 };

/* Keeps the codes that calls ended with, in their order. */
typedef struct recorder {
    pipc_grpc_server_interceptor interceptor;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    int begins;
    int ends;
    int codes[CALLS_MAX];
} recorder;

static pending self;
static recorder seen;

static int begin(pipc_grpc_server_interceptor *interceptor, pipc_call *call, pipc_error **error)
{
    (void)interceptor;
    (void)call;
    (void)error;
    pthread_mutex_lock(&seen.mutex);
    seen.begins++;
    pthread_mutex_unlock(&seen.mutex);
    return PIPC_OK;
}

static int refuse_plainly(pipc_grpc_server_interceptor *interceptor, pipc_call *call,
                          pipc_error **error)
{
    (void)interceptor;
    (void)call;
    (void)error;
    return PIPC_E_CONFLICT;
}

static void end(pipc_grpc_server_interceptor *interceptor, pipc_call *call, int code,
                const pipc_error *error)
{
    (void)interceptor;
    assert_non_null(pipc_call_path(call));
    assert_int_equal(pipc_error_category(error), code);
    pthread_mutex_lock(&seen.mutex);
    seen.codes[seen.ends++ % CALLS_MAX] = code;
    pthread_cond_broadcast(&seen.changed);
    pthread_mutex_unlock(&seen.mutex);
}

static void expect_end(int number, int code)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&seen.mutex);
    while (seen.ends < number && in_time)
        in_time = pipc__condition_wait_until(&seen.changed, &seen.mutex, deadline_ns);
    assert_true(in_time);
    assert_int_equal(seen.ends, number);
    assert_int_equal(seen.codes[number - 1], code);
    pthread_mutex_unlock(&seen.mutex);
}

typedef int beginner(pipc_grpc_server_interceptor *, pipc_call *, pipc_error **);

/* The service is opened once to know its port, and again with the interceptor. */
static int set_up(beginner *begins)
{
    pipc_component *service = &self.service.component;
    pipc_error *error = NULL;

    seen = (recorder){.interceptor = {.begin = begins, .end = end}};
    pthread_mutex_init(&seen.mutex, NULL);
    pipc__condition_init(&seen.changed);
    pending_prepare(&self);
    pending_open(&self, ";options.shutdown_timeout=100", "");
    pipc_dispose(&self.client.component);
    assert_ok(pipc_close(service, NULL, &error), error);
    assert_ok(pipc_grpc_service_register_interceptor(&self.service, &seen.interceptor, &error),
              error);
    assert_ok(pipc_open(service, NULL, &error), error);
    return 0;
}

static int setup(void **state)
{
    (void)state;
    return set_up(begin);
}

static int refusing_setup(void **state)
{
    (void)state;
    return set_up(refuse_plainly);
}

static int port(void)
{
    return pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.service));
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&self.service.component);
    pthread_cond_destroy(&seen.changed);
    pthread_mutex_destroy(&seen.mutex);
    return 0;
}

static void *call_raw(void *answer)
{
    *(raw_answer *)answer = raw_call(port(), pending_methods[PEND].path, "", 0);
    return NULL;
}

static void a_call_ends_when_it_is_finished(void **state)
{
    raw_answer answer;
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, call_raw, &answer), 0);
    pending_await(calls, 1);
    assert_int_equal(seen.ends, 0);
    pending_finish_badly(pending_get(0));
    pthread_join(thread, NULL);
    expect_end(1, PIPC_E_FAILED_INVOCATION);
}

static void finish_when_told(pending_call *call)
{
    pipc_call_finish(call->call, PIPC_OK, NULL);
}

static void a_call_that_a_bad_message_ends_ends_once(void **state)
{
    raw_answer answer;

    (void)state;
    self.plan.listens_to_stream = true;
    self.plan.cancelled = finish_when_told;
    pending_look(); /* the handler sees what is planned */
    answer = raw_call(port(), pending_methods[PEND_BIDI].path, "\x0a\x05text", 6);
    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    pending_await(cancels, 1);
    assert_int_equal(raw_call(port(), pending_methods[PEND_BIDI].path, "\x0a\x05text", 6).status,
                     PIPC_GRPC_INTERNAL);
    expect_end(2, PIPC_E_INTERNAL);
}

static void a_message_is_decoded_after_they_began(void **state)
{
    (void)state;
    assert_int_equal(raw_call(port(), pending_methods[PEND].path, "\x0a\x05text", 6).status,
                     PIPC_GRPC_INTERNAL);
    assert_int_equal(seen.begins, 1);
    expect_end(1, PIPC_E_INTERNAL);
    assert_int_equal(pending_look().calls, 0);
}

static void one_may_refuse_without_an_error(void **state)
{
    raw_answer answer;

    (void)state;
    answer = raw_call(port(), pending_methods[PEND].path, "", 0);
    assert_int_equal(answer.status, PIPC_GRPC_ALREADY_EXISTS);
    assert_string_equal(answer.message, "method /tests.Pending/Pend failed");
    assert_int_equal(seen.ends, 0);
    assert_int_equal(pending_look().calls, 0);
}

#define ENDS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ENDS_TEST(a_call_ends_when_it_is_finished),
        ENDS_TEST(a_call_that_a_bad_message_ends_ends_once),
        ENDS_TEST(a_message_is_decoded_after_they_began),
        cmocka_unit_test_setup_teardown(one_may_refuse_without_an_error, refusing_setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
