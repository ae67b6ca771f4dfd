#include "support/cmocka.h"

#include <pthread.h>

#include "component/cancellation.h"

typedef struct thing {
    pipc__cancellable cancellable;
    int cancelled;
} thing;

static void cancel(pipc__cancellable *cancellable)
{
    PIPC_CONTAINER_OF(cancellable, thing, cancellable)->cancelled++;
}

static pipc_cancellation *cancellation;

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    cancellation = NULL;
    assert_ok(pipc_cancellation_new(&cancellation, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_cancellation_free(cancellation);
    return 0;
}

static void all_that_were_added_are_cancelled_once(void **state)
{
    thing things[3] = {{.cancelled = 0}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        things[i].cancellable.cancel = cancel;
        assert_true(pipc__cancellation_add(cancellation, &things[i].cancellable));
    }
    pipc__cancellation_remove(cancellation, &things[1].cancellable);
    assert_false(pipc_cancellation_is_cancelled(cancellation));
    pipc_cancellation_cancel(cancellation);
    pipc_cancellation_cancel(cancellation);
    assert_true(pipc_cancellation_is_cancelled(cancellation));
    assert_int_equal(things[0].cancelled, 1);
    assert_int_equal(things[1].cancelled, 0);
    assert_int_equal(things[2].cancelled, 1);
    pipc__cancellation_remove(cancellation, &things[0].cancellable);
}

static void what_comes_too_late_is_told_so(void **state)
{
    thing late = {.cancellable.cancel = cancel};

    (void)state;
    pipc_cancellation_cancel(cancellation);
    assert_false(pipc__cancellation_add(cancellation, &late.cancellable));
    assert_int_equal(late.cancelled, 0);
    pipc__cancellation_remove(cancellation, &late.cancellable);
}

static void no_cancellation_never_cancels(void **state)
{
    thing safe = {.cancellable.cancel = cancel};

    (void)state;
    assert_true(pipc__cancellation_add(NULL, &safe.cancellable));
    pipc__cancellation_remove(NULL, &safe.cancellable);
    assert_false(pipc_cancellation_is_cancelled(NULL));
    pipc_cancellation_free(NULL);
}

static void *add_and_remove(void *argument)
{
    (void)argument;
    for (int i = 0; i < 1000; i++) {
        thing one = {.cancellable.cancel = cancel};

        pipc__cancellation_add(cancellation, &one.cancellable);
        pipc__cancellation_remove(cancellation, &one.cancellable);
    }
    return NULL;
}

static void any_thread_may_cancel_at_any_moment(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_and_remove, NULL), 0);
    pipc_cancellation_cancel(cancellation);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_that_were_added_are_cancelled_once, setup, teardown),
        cmocka_unit_test_setup_teardown(what_comes_too_late_is_told_so, setup, teardown),
        cmocka_unit_test(no_cancellation_never_cancels),
        cmocka_unit_test_setup_teardown(any_thread_may_cancel_at_any_moment, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
