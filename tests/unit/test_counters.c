#include "support/cmocka.h"

#include <math.h>

#include <pipc/log.h>
#include <pipc/references.h>

#include "component/counters.h"
#include "support/kept_counters.h"

typedef struct fixture {
    kept_counters one;
    kept_counters two;
    pipc_counters null;
    pipc_composite_counters composite;
    pipc_composite_counters other;
    pipc_references *references; /* hold all of them */
} fixture;

static void put(fixture *self, const char *descriptor, pipc_counters *counters)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, &counters->component, &error),
              error);
}

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    kept_counters_init(&self.one);
    kept_counters_init(&self.two);
    pipc_null_counters_init(&self.null);
    pipc_composite_counters_init(&self.composite);
    pipc_composite_counters_init(&self.other);
    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "pip-services:counters:memory:one:1.0", &self.one.cached_counters.counters);
    put(&self, "pip-services:counters:memory:two:2.0", &self.two.cached_counters.counters);
    put(&self, "pip-services:counters:null:default:1.0", &self.null);
    put(&self, "pip-services:counters:composite:default:1.0", &self.composite.counters);
    put(&self, "pip-services:counters:composite:other:1.0", &self.other.counters);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->other.counters.component);
    pipc_dispose(&self->composite.counters.component);
    pipc_dispose(&self->null.component);
    pipc_dispose(&self->two.cached_counters.counters.component);
    pipc_dispose(&self->one.cached_counters.counters.component);
    pipc_references_free(self->references);
    return 0;
}

static void each_function_counts_by_its_type(void **state)
{
    fixture *self = *state;
    pipc_counters *counters = &self->one.cached_counters.counters;

    pipc_counters_increment_one(counters, "increment");
    pipc_counters_increment(counters, "increment", 41);
    pipc_counters_interval(counters, "interval", 1.5);
    pipc_counters_stats(counters, "stats", -2);
    pipc_counters_last(counters, "last", 3);
    pipc_counters_timestamp(counters, "timestamp", 1706745599999);
    assert_int_equal(kept_counters_get(&self->one, "increment").type, PIPC_COUNTER_INCREMENT);
    assert_int_equal(kept_counters_count(&self->one, "increment"), 42);
    assert_int_equal(kept_counters_get(&self->one, "interval").type, PIPC_COUNTER_INTERVAL);
    assert_true(kept_counters_get(&self->one, "interval").sum == 1.5);
    assert_int_equal(kept_counters_get(&self->one, "stats").type, PIPC_COUNTER_STATISTICS);
    assert_true(kept_counters_get(&self->one, "stats").min == -2);
    assert_int_equal(kept_counters_get(&self->one, "last").type, PIPC_COUNTER_LAST_VALUE);
    assert_true(kept_counters_get(&self->one, "last").last == 3);
    assert_int_equal(kept_counters_get(&self->one, "timestamp").type, PIPC_COUNTER_TIMESTAMP);
    assert_true(kept_counters_get(&self->one, "timestamp").time_ms == 1706745599999);
    pipc_counters_timestamp_now(counters, "timestamp");
    assert_true(kept_counters_get(&self->one, "timestamp").time_ms > 1706745599999);
}

static void a_span_of_time_is_counted_once(void **state)
{
    fixture *self = *state;
    pipc_counter_timing timing =
        pipc_counters_begin_timing(&self->one.cached_counters.counters, "a");

    pipc_counter_timing_end(&timing);
    pipc_counter_timing_end(&timing);
    assert_int_equal(kept_counters_count(&self->one, "a"), 1);
    assert_true(kept_counters_get(&self->one, "a").min >= 0);
}

static void nobody_counts_nothing(void **state)
{
    pipc_counter_timing timing = pipc_counters_begin_timing(NULL, "a");

    (void)state;
    pipc_counter_timing_end(&timing);
    pipc_counters_increment_one(NULL, "a");
    pipc_counters_stats(NULL, "a", 1);
}

static void what_is_no_number_is_not_counted(void **state)
{
    fixture *self = *state;

    pipc_counters_stats(&self->one.cached_counters.counters, "a", (double)NAN);
    pipc_counters_last(&self->one.cached_counters.counters, "a", (double)INFINITY);
    assert_int_equal(kept_counters_size(&self->one), 0);
}

static void composite_counters_count_in_all_once(void **state)
{
    fixture *self = *state;
    pipc_error *error = NULL;
    pipc_component *component = &self->composite.counters.component;

    pipc_counters_increment_one(&self->composite.counters, "a");
    assert_ok(pipc_set_references(component, self->references, &error), error);
    assert_ok(pipc_set_references(&self->other.counters.component, self->references, &error),
              error);
    pipc_counters_increment_one(&self->composite.counters, "a");
    pipc_counters_stats(&self->composite.counters, "b", 2);
    assert_int_equal(kept_counters_count(&self->one, "a"), 1);
    assert_int_equal(kept_counters_count(&self->two, "a"), 1);
    assert_int_equal(kept_counters_get(&self->two, "b").type, PIPC_COUNTER_STATISTICS);
    pipc_unset_references(component);
    pipc_counters_increment_one(&self->composite.counters, "a");
    assert_int_equal(kept_counters_count(&self->one, "a"), 1);
}

static void components_leave_composite_ones_out(void **state)
{
    fixture *self = *state;
    pipc__listeners found = {.count = 0};
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(&self->composite.counters.component, self->references, &error),
              error);
    assert_ok(pipc__counters_set_references(&found, self->references, &error), error);
    assert_int_equal(found.count, 3);
    pipc__counters_record(&found, PIPC_COUNTER_INCREMENT, "a", 1);
    assert_int_equal(kept_counters_count(&self->one, "a"), 1);
    pipc__listeners_dispose(&found);
}

static void counters_are_known_by_their_type(void **state)
{
    fixture *self = *state;
    pipc_logger logger;

    pipc_null_logger_init(&logger);
    assert_ptr_equal(pipc_counters_from_component(&self->null.component), &self->null);
    assert_null(pipc_counters_from_component(&logger.component));
    assert_null(pipc_counters_from_component(NULL));
    pipc_dispose(&logger.component);
}

#define COUNTERS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COUNTERS_TEST(each_function_counts_by_its_type),
        COUNTERS_TEST(a_span_of_time_is_counted_once),
        cmocka_unit_test(nobody_counts_nothing),
        COUNTERS_TEST(what_is_no_number_is_not_counted),
        COUNTERS_TEST(composite_counters_count_in_all_once),
        COUNTERS_TEST(components_leave_composite_ones_out),
        COUNTERS_TEST(counters_are_known_by_their_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
