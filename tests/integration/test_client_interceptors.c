#include "support/cmocka.h"

#include <poll.h>

#include <pipc/context.h>
#include <pipc/references.h>

#include "support/traced.h"

static void check_order(traced *self, int method, bool waits)
{
    assert_int_equal(traced_call(self, method, waits), PIPC_OK);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:0 -1.1:0 -0.1:0");
    assert_string_equal(refusing_last_seen(&self->refusing), "0,1,2");
}

static void the_first_is_the_outermost(void **state)
{
    traced_for_each_form(*state, check_order);
}

static void check_refusal(traced *self, int method, bool waits)
{
    self->tracers[1].refusals = 1;
    assert_int_equal(traced_call(self, method, waits), PIPC_E_CONFLICT);
    traced_expect(self, "+0.1 +1.1 -0.1:-11");
    assert_int_equal(atomic_load(&self->refusing.calls), 0);
}

static void who_refuses_is_not_told_the_end_and_nothing_is_sent(void **state)
{
    traced_for_each_form(*state, check_refusal);
}

static void check_error(traced *self, int method, bool waits)
{
    atomic_store(&self->refusing.refusals, 1);
    assert_int_equal(traced_call(self, method, waits), PIPC_E_NO_RESPONSE);
    traced_expect(self, "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5");
}

static void an_end_is_told_of_errors(void **state)
{
    traced_for_each_form(*state, check_error);
}

/* --- metadata, registering, and the program's own loop -------------------------------------- */

static void see_metadata(pipc_grpc_client_interceptor *interceptor, pipc_client_call *seen,
                         int code, const pipc_error *error)
{
    (void)interceptor;
    (void)error;
    assert_string_equal(pipc_client_call_correlation_id(seen), "cid-1");
    assert_string_equal(pipc_client_call_path(seen), "/tests.Refusing/Say");
    assert_in_range(pipc_client_call_time_left_ms(seen), 1, 10000);
    assert_string_equal(
        pipc_metadata_get(pipc_client_call_initial_metadata(seen), "x-answer", NULL), "head");
    assert_string_equal(
        pipc_metadata_get(pipc_client_call_trailing_metadata(seen), "x-answer", NULL), "tail");
    if (code != PIPC_OK)
        assert_true(pipc_client_call_retry(seen, 0));
}

static void metadata_are_those_of_the_last_attempt(void **state)
{
    traced *self = *state;
    static pipc_grpc_client_interceptor reader = {.end = see_metadata};
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_register_interceptor(&self->refusing.client, &reader, &error),
              error);
    refusing_open(&self->refusing, "");
    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(self->context), "x-seen", "mine", &error),
              error);
    pipc_context_receive_metadata(self->context, initial, trailing);
    atomic_store(&self->refusing.refusals, 1);
    assert_ok(refusing_say(&self->refusing, self->context, "hello", &error), error);
    assert_string_equal(refusing_last_seen(&self->refusing), "mine,0,1,2");
    assert_int_equal(pipc_metadata_count(initial), 1);
    assert_int_equal(pipc_metadata_count(trailing), 1);
    pipc_metadata_free(trailing);
    pipc_metadata_free(initial);
}

static void an_open_client_takes_none(void **state)
{
    traced *self = *state;
    pipc_error *error = NULL;

    assert_error(pipc_grpc_client_register_interceptor(&self->refusing.client,
                                                       &self->tracers[0].interceptor, &error),
                 error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                 "client tests.Refusing is open, expected it closed to register an interceptor");
}

static pthread_t ended_on;

static void note_thread(void)
{
    ended_on = pthread_self();
}

static void in_the_loop_of_the_program_all_slots_are_called_there(void **state)
{
    traced *self = *state;
    pipc_event_loop loop;
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    pipc_event_loop_init(&loop);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "tests:event-loop:default:default:1.0",
                                  &loop.component, &error),
              error);
    self->refusing.references = references;
    refusing_open(&self->refusing, "");
    atomic_store(&self->refusing.refusals, 1);
    self->tracers[0].retries = 1;
    self->tracers[0].delay_ms = 1;
    self->tracers[0].on_end = note_thread;
    assert_ok(refusing_say_async(&self->refusing, NULL, &self->listener, &error), error);
    while (told_look(&self->listener).dones == 0) {
        struct pollfd wait = {.fd = pipc_event_loop_fd(&loop), .events = POLLIN};

        assert_int_equal(poll(&wait, 1, 30000), 1);
        pipc_event_loop_process(&loop);
    }
    told_expect_ok(&self->listener, "hello");
    assert_true(pthread_equal(ended_on, pthread_self()));
    traced_expect(self,
                  "+0.1 +1.1 +2.1 -2.1:-5 -1.1:-5 -0.1:-5 +0.2 +1.2 +2.2 -2.2:0 -1.2:0 -0.2:0");
    pipc_dispose(&self->refusing.client.component);
    pipc_references_free(references);
    pipc_dispose(&loop.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_is_the_outermost, traced_open_setup,
                                        traced_teardown),
        cmocka_unit_test_setup_teardown(who_refuses_is_not_told_the_end_and_nothing_is_sent,
                                        traced_open_setup, traced_teardown),
        cmocka_unit_test_setup_teardown(an_end_is_told_of_errors, traced_open_setup,
                                        traced_teardown),
        cmocka_unit_test_setup_teardown(metadata_are_those_of_the_last_attempt, traced_setup,
                                        traced_teardown),
        cmocka_unit_test_setup_teardown(an_open_client_takes_none, traced_open_setup,
                                        traced_teardown),
        cmocka_unit_test_setup_teardown(in_the_loop_of_the_program_all_slots_are_called_there,
                                        traced_setup, traced_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
