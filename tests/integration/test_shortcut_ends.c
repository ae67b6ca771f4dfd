/* A call that is over on one thread while another is still starting what it waited for. */
#include "support/cmocka.h"

#include <grpc/grpc.h>
#include <stdatomic.h>

#include "base/sync.h"
#include "grpc/loop.h"
#include "support/echo.h"

enum { QUIET_MS = 100, PATIENCE_MS = 60000 };

static atomic_bool ends_next;
static atomic_bool answered; /* what the client waits for */
static atomic_int handed_on;

static void count(pipc__tag *tag, bool ok)
{
    (void)tag;
    assert_true(ok);
    atomic_fetch_add(&handed_on, 1);
}

static pipc__tag another = {.fire = count};

static bool poll_once(grpc_completion_queue *queue)
{
    grpc_event event = grpc_completion_queue_next(
        queue,
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(QUIET_MS, GPR_TIMESPAN)),
        NULL);
    pipc__tag *tag = event.tag;

    if (event.type != GRPC_OP_COMPLETE)
        return false;
    PIPC__TAKEN_OVER(tag);
    tag->fire(tag, event.success != 0);
    return true;
}

/* Does what another thread of the loop would do: until the client has its answer, and the core has
 * told all there is to tell of the call. */
static void do_as_another_thread(grpc_completion_queue *queue, pipc__tag *own, bool ok)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    own->fire(own, ok);
    while (poll_once(queue) || !atomic_load(&answered))
        assert_true(pipc__now_ns() < deadline_ns);
}

int __real_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok);
int __wrap_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok);

int __wrap_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok)
{
    int found = __real_grpc_completion_queue_thread_local_cache_flush(queue, tag, ok);

    if (found == 0 || !atomic_exchange(&ends_next, false))
        return found;
    PIPC__TAKEN_OVER(*tag);
    do_as_another_thread(queue, *tag, *ok != 0);
    PIPC__HANDED_OVER(&another);
    *tag = &another;
    *ok = 1;
    return 1;
}

static void a_call_may_end_while_it_is_started(void **state)
{
    static echo service;
    tests_echo_client client;

    (void)state;
    echo_init(&service);
    echo_open(&service);
    echo_client_open(&client, echo_port(&service), "");
    atomic_store(&ends_next, true);
    echo_client_check(&client, "first");
    atomic_store(&answered, true);
    echo_client_check(&client, "second");
    assert_false(atomic_load(&ends_next));
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
    assert_int_equal(atomic_load(&handed_on), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_may_end_while_it_is_started),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
