#include "support/cmocka.h"

#include <stdio.h>

#include "rpc/call_pool.h"
#include "support/echo.h"
#include "support/failing_allocator.h"

enum { THREADS = 8, CALLS_EACH = 1250 };

static void *make_calls(void *argument)
{
    intptr_t failures = 0;

    for (int i = 0; i < CALLS_EACH; i++) {
        char text[32];

        snprintf(text, sizeof text, "%d", i);
        failures += echo_client_say(argument, NULL, text, NULL) != PIPC_OK;
    }
    return (void *)failures;
}

static void ten_thousand_calls_leave_nothing_behind(void **state)
{
    echo service;
    tests_echo_client client;
    pthread_t threads[THREADS];
    size_t blocks;

    (void)state;
    failing_allocator_install();
    echo_init(&service);
    echo_open(&service);
    echo_client_open(&client, echo_port(&service), "");
    for (int i = 0; i <= PIPC__CALL_POOL_REST; i++)
        echo_client_check(&client, "first");
    blocks = failing_allocator_live_blocks();
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_calls, &client), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures;

        pthread_join(threads[i], &failures);
        assert_int_equal((intptr_t)failures, 0);
    }
    /* The memory of calls at once, a queue for each thread that waits, and a thread of the loop
     * here and there. */
    assert_in_range(failing_allocator_live_blocks(), blocks, blocks + 3 * THREADS);
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ten_thousand_calls_leave_nothing_behind)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
