#include "support/cmocka.h"

#include <pipc/alloc.h>
#include <pipc/config_params.h>

#include "base/sync.h"
#include "support/failing_allocator.h"
#include "support/kept_counters.h"

enum { THREADS = 4, COUNTS = 5000 };

static int set_up(void **state)
{
    static kept_counters self;

    kept_counters_init(&self);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    kept_counters *self = *state;

    pipc_dispose(&self->cached_counters.counters.component);
    return 0;
}

static pipc_component *component_of(kept_counters *self)
{
    return &self->cached_counters.counters.component;
}

static int configure(kept_counters *self, const char *line, pipc_error **error)
{
    pipc_config_params *config = NULL;
    pipc_error *ignored = NULL;
    int code;

    assert_ok(pipc_config_params_from_string(line, &config, &ignored), ignored);
    code = pipc_configure(component_of(self), config, error);
    pipc_config_params_free(config);
    return code;
}

static void open_counters(kept_counters *self, const char *line)
{
    pipc_error *error = NULL;

    assert_ok(configure(self, line, &error), error);
    assert_ok(pipc_open(component_of(self), NULL, &error), error);
}

static void count_one(kept_counters *self)
{
    pipc_counters_increment_one(&self->cached_counters.counters, "a");
}

static void they_count_closed_and_open_and_save_when_they_close(void **state)
{
    kept_counters *self = *state;
    pipc_error *error = NULL;

    count_one(self);
    open_counters(self, "");
    count_one(self);
    assert_int_equal(self->saves, 0);
    assert_ok(pipc_close(component_of(self), NULL, &error), error);
    assert_int_equal(self->saves, 1);
    assert_int_equal(kept_counters_count(self, "a"), 2);
}

static void only_what_has_changed_is_saved(void **state)
{
    kept_counters *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_cached_counters_dump(&self->cached_counters, &error), error);
    assert_int_equal(self->saves, 0);
    count_one(self);
    for (int i = 0; i < 2; i++)
        assert_ok(pipc_cached_counters_dump(&self->cached_counters, &error), error);
    assert_int_equal(self->saves, 1);
}

static void what_could_not_be_saved_is_saved_again(void **state)
{
    kept_counters *self = *state;
    pipc_error *error = NULL;

    count_one(self);
    self->fails = true;
    assert_error(pipc_cached_counters_dump(&self->cached_counters, &error), error,
                 PIPC_E_NO_RESPONSE, "AWAY", "nobody takes");
    self->fails = false;
    assert_ok(pipc_cached_counters_dump(&self->cached_counters, &error), error);
    assert_int_equal(self->saves, 2);
}

/* Counting goes on until it has been so. */
static void wait_until(kept_counters *self, bool (*has_come)(kept_counters *self))
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 60000);

    while (!has_come(self)) {
        count_one(self);
        assert_true(pipc__now_ns() < deadline_ns);
    }
}

static bool was_saved_twice(kept_counters *self)
{
    return __atomic_load_n(&self->saves, __ATOMIC_SEQ_CST) >= 2;
}

static bool was_reset(kept_counters *self)
{
    static uint64_t most;
    uint64_t count = kept_counters_count(self, "a");
    bool less = count < most;

    most = count;
    return less;
}

static void open_they_are_saved_in_time(void **state)
{
    kept_counters *self = *state;

    open_counters(self, "options.interval=1");
    wait_until(self, was_saved_twice);
}

static void open_they_begin_anew_after_the_reset_timeout(void **state)
{
    kept_counters *self = *state;

    open_counters(self, "reset_timeout=1");
    wait_until(self, was_reset);
}

static void keys_are_read_in_both_forms(void **state)
{
    kept_counters *self = *state;
    pipc_error *error = NULL;

    assert_ok(configure(self, "interval=5;reset_timeout=0", &error), error);
    assert_error(configure(self, "interval=0", &error), error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "interval is \"0\"");
    assert_error(configure(self, "options.reset_timeout=-1", &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE", "options.reset_timeout is \"-1\"");
}

static void cleared_they_begin_anew(void **state)
{
    kept_counters *self = *state;

    count_one(self);
    pipc_cached_counters_clear(&self->cached_counters);
    assert_int_equal(kept_counters_size(self), 0);
    count_one(self);
    assert_int_equal(kept_counters_count(self, "a"), 1);
}

static void *count_many(void *argument)
{
    for (int i = 0; i < COUNTS; i++) {
        count_one(argument);
        pipc_counters_interval(&((kept_counters *)argument)->cached_counters.counters, "b", i);
    }
    return NULL;
}

static void several_threads_count_and_none_is_lost(void **state)
{
    kept_counters *self = *state;
    pthread_t threads[THREADS];
    pipc_error *error = NULL;

    for (int i = 0; i < THREADS; i++)
        assert_true(pipc__thread_start(&threads[i], count_many, self));
    open_counters(self, "options.interval=1");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_ok(pipc_close(component_of(self), NULL, &error), error);
    assert_int_equal(kept_counters_count(self, "a"), THREADS * COUNTS);
    assert_int_equal(kept_counters_count(self, "b"), THREADS * COUNTS);
}

static int use_without_memory(void *data)
{
    kept_counters self;
    pipc_error *error = NULL;
    int code;

    (void)data;
    kept_counters_init(&self);
    count_one(&self);
    code = pipc_open(component_of(&self), NULL, &error);
    pipc_error_free(error);
    error = NULL;
    if (code == PIPC_OK)
        code = pipc_close(component_of(&self), NULL, &error);
    pipc_error_free(error);
    pipc_dispose(component_of(&self));
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    (void)state;
    for_each_failing_allocation(use_without_memory, NULL);
}

#define CACHED_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHED_TEST(they_count_closed_and_open_and_save_when_they_close),
        CACHED_TEST(only_what_has_changed_is_saved),
        CACHED_TEST(what_could_not_be_saved_is_saved_again),
        CACHED_TEST(open_they_are_saved_in_time),
        CACHED_TEST(open_they_begin_anew_after_the_reset_timeout),
        CACHED_TEST(keys_are_read_in_both_forms),
        CACHED_TEST(cleared_they_begin_anew),
        CACHED_TEST(several_threads_count_and_none_is_lost),
        cmocka_unit_test(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
