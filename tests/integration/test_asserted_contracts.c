/* What handlers and those who finish for them must not do, where assertions are on. */
#include "support/cmocka.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/pending.h"
#include "support/streams.h"

/* Runs `break_contract` in a process of its own, which is to be aborted. */
static void assert_aborts(void (*break_contract)(pending *self))
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        void *state = NULL;

        setrlimit(RLIMIT_CORE, &no_core);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(2);
        pending_setup(&state);
        break_contract(state);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void finish_twice(pending *self)
{
    pending_caller caller;

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pending_finish_text(pending_get(0), "text");
    pending_join(&caller);
    pipc_call_finish(pending_get(0)->call, PIPC_OK, NULL);
}

static void finishing_twice_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(finish_twice);
}

static int answer(pending_call *self, pipc_error **error)
{
    (void)self;
    (void)error;
    return PIPC_E_UNKNOWN;
}

static void finish_answered(pending *self)
{
    pending_caller caller;

    self->plan.handle = answer;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
    pipc_call_finish(pending_get(0)->call, PIPC_OK, NULL);
}

static void finishing_what_the_handler_has_answered_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(finish_answered);
}

static int finish_and_answer(pending_call *self, pipc_error **error)
{
    (void)error;
    pending_finish_text(self, "text");
    return PIPC_OK;
}

static void finish_before_answering(pending *self)
{
    pending_caller caller;

    self->plan.handle = finish_and_answer;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
    pipc_dispose(&self->service.component); /* not before the handler has returned */
}

static void answering_what_was_finished_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(finish_before_answering);
}

static void never_finish(pending *self)
{
    pending_caller caller;

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pipc_dispose(&self->service.component);
}

static void never_finishing_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(never_finish);
}

static void finish_with_pending(pending *self)
{
    pending_caller caller;

    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pipc_call_finish(pending_get(0)->call, PIPC_PENDING, NULL);
    pending_join(&caller);
}

static void finishing_with_what_is_no_category_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(finish_with_pending);
}

static int return_one(pending_call *self, pipc_error **error)
{
    (void)self;
    (void)error;
    return 1;
}

static void answer_with_1(pending *self)
{
    pending_caller caller;

    self->plan.handle = return_one;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
}

static void a_handler_that_returns_1_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(answer_with_1);
}

static int fail_to_listen(pending_call *self, const char *text)
{
    (void)self;
    (void)text;
    return PIPC_E_CONFLICT;
}

static void fail_in_a_callback(pending *self)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    self->plan.listens_to_stream = true;
    self->plan.message = fail_to_listen;
    self->plan.half_closed = pending_finish_well;
    stream = pending_stream(self, PEND_BIDI, NULL, NULL);
    assert_ok(streams_send(stream, "text", &error), error);
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
}

static void a_message_callback_that_fails_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(fail_in_a_callback);
}

static void dispose_endpoint_first(pending *self)
{
    pipc_references *references = NULL;
    pipc_grpc_endpoint endpoint;
    pipc_error *error = NULL;

    pipc_dispose(&self->service.component);
    pipc_grpc_service_init(&self->service, &pending_desc);
    pipc_grpc_endpoint_init(&endpoint);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:endpoint:grpc:d:1.0", &endpoint.component, &error),
              error);
    assert_ok(pipc_set_references(&self->service.component, references, &error), error);
    pipc_dispose(&endpoint.component);
}

static void an_endpoint_that_is_disposed_before_its_service_is_asserted_on(void **state)
{
    (void)state;
    assert_aborts(dispose_endpoint_first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finishing_twice_is_asserted_on),
        cmocka_unit_test(finishing_what_the_handler_has_answered_is_asserted_on),
        cmocka_unit_test(answering_what_was_finished_is_asserted_on),
        cmocka_unit_test(never_finishing_is_asserted_on),
        cmocka_unit_test(finishing_with_what_is_no_category_is_asserted_on),
        cmocka_unit_test(a_handler_that_returns_1_is_asserted_on),
        cmocka_unit_test(a_message_callback_that_fails_is_asserted_on),
        cmocka_unit_test(an_endpoint_that_is_disposed_before_its_service_is_asserted_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
