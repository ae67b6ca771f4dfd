#include "support/cmocka.h"

#include <stdatomic.h>

#include "rpc/gate.h"

enum { THREADS = 4 };

typedef struct visit {
    pipc__list link;
    bool cancelled; /* guarded by the gate's mutex */
    bool abandoned; /* likewise */
} visit;

static pipc__gate gate;

static int setup(void **state)
{
    (void)state;
    pipc__gate_init(&gate);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc__gate_dispose(&gate);
    return 0;
}

static void cancel(pipc__list *link)
{
    PIPC_CONTAINER_OF(link, visit, link)->cancelled = true;
    pipc__condition_broadcast(&gate.empty); /* wakes leave_when_cancelled() */
}

static void nobody_enters_a_closed_gate(void **state)
{
    visit visitor = {.cancelled = false};

    (void)state;
    assert_false(pipc__gate_enter(&gate, &visitor.link));
    pipc__gate_open(&gate);
    assert_true(pipc__gate_enter(&gate, &visitor.link));
    pipc__gate_leave(&gate, &visitor.link);
    pipc__gate_close(&gate, 0, cancel);
    assert_false(pipc__gate_enter(&gate, &visitor.link));
    assert_false(visitor.cancelled);
}

static void *leave_when_closed(void *argument)
{
    visit *visitor = argument;
    bool open = true;

    while (open) {
        pipc__mutex_lock(&gate.mutex);
        open = gate.open;
        pipc__mutex_unlock(&gate.mutex);
    }
    pipc__gate_leave(&gate, &visitor->link);
    return NULL;
}

static void close_waits_for_those_inside(void **state)
{
    visit visitors[THREADS] = {{.cancelled = false}};
    pthread_t threads[THREADS];

    (void)state;
    pipc__gate_open(&gate);
    for (int i = 0; i < THREADS; i++) {
        assert_true(pipc__gate_enter(&gate, &visitors[i].link));
        assert_int_equal(pthread_create(&threads[i], NULL, leave_when_closed, &visitors[i]), 0);
    }
    pipc__gate_close(&gate, 60000, cancel);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_false(visitors[i].cancelled);
    }
}

static void *leave_when_cancelled(void *argument)
{
    visit *visitor = argument;

    pipc__mutex_lock(&gate.mutex);
    while (!visitor->cancelled)
        pipc__condition_wait(&gate.empty, &gate.mutex);
    pipc__mutex_unlock(&gate.mutex);
    pipc__gate_leave(&gate, &visitor->link);
    return NULL;
}

static void close_cancels_those_who_stay_too_long(void **state)
{
    visit visitors[THREADS] = {{.cancelled = false}};
    pthread_t threads[THREADS];

    (void)state;
    pipc__gate_open(&gate);
    for (int i = 0; i < THREADS; i++) {
        assert_true(pipc__gate_enter(&gate, &visitors[i].link));
        assert_int_equal(pthread_create(&threads[i], NULL, leave_when_cancelled, &visitors[i]), 0);
    }
    pipc__gate_close(&gate, 20, cancel);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(visitors[i].cancelled);
    }
}

static bool claim(pipc__list *link)
{
    visit *visitor = PIPC_CONTAINER_OF(link, visit, link);
    bool first = !visitor->abandoned;

    visitor->abandoned = true;
    return first;
}

static void leave_abandoned(pipc__list *link)
{
    pipc__gate_leave(&gate, link);
}

static const pipc__gate_farewell farewell = {
    .cancel = cancel, .patience_ms = 20, .claim = claim, .abandon = leave_abandoned};

static void close_abandons_those_who_stay_even_when_cancelled(void **state)
{
    visit visitors[THREADS] = {{.cancelled = false}};

    (void)state;
    pipc__gate_open(&gate);
    for (int i = 0; i < THREADS; i++)
        assert_true(pipc__gate_enter(&gate, &visitors[i].link));
    pipc__gate_close_with(&gate, 0, &farewell);
    for (int i = 0; i < THREADS; i++)
        assert_true(visitors[i].cancelled && visitors[i].abandoned);
}

static void those_who_leave_when_cancelled_are_not_abandoned(void **state)
{
    static const pipc__gate_farewell patient = {
        .cancel = cancel, .patience_ms = 60000, .claim = claim, .abandon = leave_abandoned};
    visit visitor = {.cancelled = false};
    pthread_t thread;

    (void)state;
    pipc__gate_open(&gate);
    assert_true(pipc__gate_enter(&gate, &visitor.link));
    assert_int_equal(pthread_create(&thread, NULL, leave_when_cancelled, &visitor), 0);
    pipc__gate_close_with(&gate, 0, &patient);
    pthread_join(thread, NULL);
    assert_true(visitor.cancelled);
    assert_false(visitor.abandoned);
}

static void all_may_be_abandoned_while_it_is_open(void **state)
{
    visit visitor = {.cancelled = false};

    (void)state;
    pipc__gate_open(&gate);
    assert_true(pipc__gate_enter(&gate, &visitor.link));
    pipc__gate_abandon(&gate, &farewell);
    assert_true(visitor.abandoned);
    assert_false(visitor.cancelled);
    assert_true(pipc__list_is_empty(&gate.inside));
    pipc__gate_close(&gate, 0, cancel);
}

static void *leave_unlisted_when_closed(void *argument)
{
    bool open = true;

    while (open) {
        pipc__mutex_lock(&gate.mutex);
        open = gate.open;
        pipc__mutex_unlock(&gate.mutex);
    }
    atomic_store((atomic_bool *)argument, true);
    pipc__gate_leave(&gate, NULL);
    return NULL;
}

static void close_waits_for_those_without_a_link_too(void **state)
{
    atomic_bool left = false;
    pthread_t thread;

    (void)state;
    pipc__gate_open(&gate);
    assert_true(pipc__gate_enter(&gate, NULL));
    assert_int_equal(pthread_create(&thread, NULL, leave_unlisted_when_closed, &left), 0);
    pipc__gate_close(&gate, 0, cancel);
    assert_true(atomic_load(&left));
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_enters_a_closed_gate, setup, teardown),
        cmocka_unit_test_setup_teardown(close_waits_for_those_inside, setup, teardown),
        cmocka_unit_test_setup_teardown(close_cancels_those_who_stay_too_long, setup, teardown),
        cmocka_unit_test_setup_teardown(close_abandons_those_who_stay_even_when_cancelled, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(those_who_leave_when_cancelled_are_not_abandoned, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(all_may_be_abandoned_while_it_is_open, setup, teardown),
        cmocka_unit_test_setup_teardown(close_waits_for_those_without_a_link_too, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
