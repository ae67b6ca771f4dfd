#include "support/cmocka.h"

#include "rpc/call_pool.h"
#include "support/echo.h"
#include "support/failing_allocator.h"

enum { CALLS = 1000 };

static size_t allocations_per_call(tests_echo_client *client)
{
    size_t before = failing_allocator_allocations();

    for (int i = 0; i < CALLS; i++)
        echo_client_check(client, "a small message");
    return (failing_allocator_allocations() - before) / CALLS;
}

/*
 * Two blocks for the response that the client hands out, which is protobuf-c's; none besides, but
 * for a thread that joins the loop now and then.
 */
static void a_call_allocates_a_constant_number_of_times(void **state)
{
    echo service;
    tests_echo_client client;

    (void)state;
    failing_allocator_install();
    echo_init(&service);
    echo_open(&service);
    echo_client_open(&client, echo_port(&service), "");
    for (int i = 0; i <= PIPC__CALL_POOL_REST; i++)
        echo_client_check(&client, "the first calls of all make what later ones use again");
    assert_in_range(allocations_per_call(&client), 1, 2);
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_allocates_a_constant_number_of_times)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
