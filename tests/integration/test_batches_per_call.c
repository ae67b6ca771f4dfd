/* What the core is asked to do for a call, batch by batch. */
#include "support/cmocka.h"

#include <grpc/grpc.h>
#include <stdatomic.h>

#include "support/echo.h"

enum { CALLS = 20 };

static atomic_int batches;
static atomic_bool wants_close_alone; /* as newer cores might */

grpc_call_error __real_grpc_call_start_batch(grpc_call *call, const grpc_op *ops, size_t count,
                                             void *tag, void *reserved);
grpc_call_error __wrap_grpc_call_start_batch(grpc_call *call, const grpc_op *ops, size_t count,
                                             void *tag, void *reserved);

grpc_call_error __wrap_grpc_call_start_batch(grpc_call *call, const grpc_op *ops, size_t count,
                                             void *tag, void *reserved)
{
    for (size_t i = 0; i < count && count > 1 && atomic_load(&wants_close_alone); i++)
        if (ops[i].op == GRPC_OP_RECV_CLOSE_ON_SERVER)
            return GRPC_CALL_ERROR;
    atomic_fetch_add(&batches, 1);
    return __real_grpc_call_start_batch(call, ops, count, tag, reserved);
}

typedef struct fixture {
    echo service;
    tests_echo_client client;
} fixture;

static int set_up_with(void **state, const char *more)
{
    static fixture self;

    atomic_store(&wants_close_alone, false);
    echo_init(&self.service);
    echo_open_with(&self.service, more);
    echo_client_open(&self.client, echo_port(&self.service), "");
    *state = &self;
    return 0;
}

static int setup(void **state)
{
    return set_up_with(state, ";options.check_cardinality=false");
}

static int setup_by_default(void **state)
{
    return set_up_with(state, "");
}

static int teardown(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
    return 0;
}

static int make_calls(fixture *self)
{
    int before = atomic_load(&batches);
    pipc_error *error = NULL;

    for (int i = 0; i < CALLS; i++)
        assert_ok(echo_client_say(&self->client, NULL, "", &error), error);
    return atomic_load(&batches) - before;
}

static int answer(pipc_call *call, pipc_error **error)
{
    (void)call;
    (void)error;
    return PIPC_OK;
}

static int ask_and_answer(pipc_call *call, pipc_error **error)
{
    assert_false(pipc_call_is_cancelled(call));
    return answer(call, error);
}

static void a_call_is_one_batch_on_either_side(void **state)
{
    (void)state;
    assert_int_equal(make_calls(*state), 2 * CALLS);
}

static void whether_there_are_more_messages_is_one_more(void **state)
{
    assert_int_equal(make_calls(*state), 3 * CALLS);
}

static void whether_a_call_is_cancelled_is_one_more(void **state)
{
    fixture *self = *state;

    echo_set_say(&self->service, ask_and_answer);
    assert_int_equal(make_calls(self), 3 * CALLS);
    echo_set_say(&self->service, answer);
    assert_int_equal(make_calls(self), 3 * CALLS); /* it has been of interest */
}

static void a_core_that_wants_one_batch_more_gets_it(void **state)
{
    atomic_store(&wants_close_alone, true);
    assert_int_equal(make_calls(*state), 3 * CALLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_call_is_one_batch_on_either_side, setup, teardown),
        cmocka_unit_test_setup_teardown(whether_there_are_more_messages_is_one_more,
                                        setup_by_default, teardown),
        cmocka_unit_test_setup_teardown(whether_a_call_is_cancelled_is_one_more, setup, teardown),
        cmocka_unit_test_setup_teardown(a_core_that_wants_one_batch_more_gets_it, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
