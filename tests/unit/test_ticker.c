#include "support/cmocka.h"

#include <stdatomic.h>

#include "base/ticker.h"

enum { NEVER_MS = 1000000000 };

typedef struct counting {
    pipc__mutex mutex;
    pipc__condition changed;
    int ticks;
} counting;

static void count(void *argument)
{
    counting *self = argument;

    pipc__mutex_lock(&self->mutex);
    self->ticks++;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
}

static int set_up(void **state)
{
    static counting self;

    pipc__mutex_init(&self.mutex);
    pipc__condition_init(&self.changed);
    self.ticks = 0;
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    counting *self = *state;

    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
    return 0;
}

static void wait_for(counting *self, int ticks)
{
    pipc__mutex_lock(&self->mutex);
    while (self->ticks < ticks)
        pipc__condition_wait(&self->changed, &self->mutex);
    pipc__mutex_unlock(&self->mutex);
}

static void it_ticks_again_and_again(void **state)
{
    counting *self = *state;
    pipc__ticker ticker;

    assert_true(pipc__ticker_start(&ticker, 1, count, self));
    wait_for(self, 3);
    pipc__ticker_stop(&ticker);
}

static void it_does_not_tick_before_its_time(void **state)
{
    counting *self = *state;
    pipc__ticker ticker;

    assert_true(pipc__ticker_start(&ticker, NEVER_MS, count, self));
    pipc__ticker_stop(&ticker);
    assert_int_equal(self->ticks, 0);
}

static void it_ticks_at_once_when_hurried(void **state)
{
    counting *self = *state;
    pipc__ticker ticker;

    assert_true(pipc__ticker_start(&ticker, NEVER_MS, count, self));
    pipc__ticker_hurry(&ticker);
    wait_for(self, 1);
    pipc__ticker_hurry(&ticker);
    wait_for(self, 2);
    pipc__ticker_stop(&ticker);
    assert_int_equal(self->ticks, 2);
}

#define TICKER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TICKER_TEST(it_ticks_again_and_again),
        TICKER_TEST(it_does_not_tick_before_its_time),
        TICKER_TEST(it_ticks_at_once_when_hurried),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
