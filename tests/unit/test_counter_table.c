#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "component/counter_table.h"
#include "support/failing_allocator.h"

/* The counters in the order of their names; the caller frees them. */
static pipc_counter *copy(const pipc__counter_table *table)
{
    pipc_counter *counters = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc__counter_table_copy(table, &counters, &error), error);
    return counters;
}

static void each_type_keeps_what_it_is_for(void **state)
{
    pipc__counter_table table = {.count = 0};
    pipc_counter *counters;

    (void)state;
    for (int i = 1; i <= 3; i++) {
        pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a", i * 10);
        pipc__counter_table_record(&table, PIPC_COUNTER_LAST_VALUE, "b", i);
        pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "c", -i);
        pipc__counter_table_record(&table, PIPC_COUNTER_TIMESTAMP, "d", 1706745599999 + i);
        pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, "e", i);
    }
    counters = copy(&table);
    assert_int_equal(table.count, 5);
    assert_true(counters[0].count == 3 && counters[0].min == 10 && counters[0].max == 30 &&
                counters[0].sum == 60 && counters[0].last == 30);
    assert_true(counters[1].last == 3);
    assert_true(counters[2].count == 3 && counters[2].min == -3 && counters[2].max == -1 &&
                counters[2].sum == -6);
    assert_true(counters[3].time_ms == 1706745600002);
    assert_true(counters[4].count == 6);
    pipc__free(counters);
    pipc__counter_table_dispose(&table);
}

static void an_interval_is_in_the_bucket_of_its_length(void **state)
{
    pipc__counter_table table = {.count = 0};
    pipc_counter *counters;

    (void)state;
    for (size_t i = 0; i + 1 < PIPC_COUNTER_BUCKETS; i++)
        pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a",
                                   pipc_counter_bucket_bound_ms(i));
    pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a", 1e9);
    counters = copy(&table);
    for (size_t i = 0; i < PIPC_COUNTER_BUCKETS; i++)
        assert_int_equal(counters[0].buckets[i], 1);
    assert_true(pipc_counter_bucket_bound_ms(PIPC_COUNTER_BUCKETS - 1) > 1e300);
    pipc__free(counters);
    pipc__counter_table_dispose(&table);
}

static void another_type_begins_anew(void **state)
{
    pipc__counter_table table = {.count = 0};
    pipc_counter *counters;

    (void)state;
    pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, "a", 5);
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "a", 7);
    counters = copy(&table);
    assert_int_equal(table.count, 1);
    assert_int_equal(counters[0].type, PIPC_COUNTER_STATISTICS);
    assert_int_equal(counters[0].count, 1);
    pipc__free(counters);
    pipc__counter_table_dispose(&table);
}

static void many_are_found_again_and_sorted_by_name(void **state)
{
    enum { MANY = 3000 };
    pipc__counter_table table = {.count = 0};
    pipc_counter *counters;
    char name[20];

    (void)state;
    for (int i = 0; i < 2 * MANY; i++) {
        snprintf(name, sizeof name, "c%04d", (i * 7) % MANY);
        pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, name, 1);
    }
    assert_int_equal(table.count, MANY);
    counters = copy(&table);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "c%04d", i);
        assert_string_equal(counters[i].name, name);
        assert_int_equal(counters[i].count, 2);
    }
    pipc__free(counters);
    pipc__counter_table_dispose(&table);
}

static void names_and_their_number_are_bounded(void **state)
{
    pipc__counter_table table = {.count = 0};
    char name[PIPC_COUNTER_NAME_MAX + 2];

    (void)state;
    memset(name, 'x', sizeof name);
    name[PIPC_COUNTER_NAME_MAX] = '\0';
    pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, name, 1);
    assert_int_equal(table.lost, 0);
    name[PIPC_COUNTER_NAME_MAX] = 'x';
    name[PIPC_COUNTER_NAME_MAX + 1] = '\0';
    pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, name, 1);
    assert_int_equal(table.lost, 1);
    for (int i = 0; i < PIPC_COUNTERS_MAX + 10; i++) {
        snprintf(name, sizeof name, "%d", i);
        pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, name, 1);
    }
    assert_int_equal(table.count, PIPC_COUNTERS_MAX);
    assert_int_equal(table.lost, 12);
    pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, "0", 1);
    assert_int_equal(table.lost, 12);
    pipc__counter_table_dispose(&table);
}

static int use_without_memory(void *data)
{
    pipc__counter_table table = {.count = 0};
    pipc_counter *counters = NULL;
    pipc_error *error = NULL;
    char name[20];
    int code;

    (void)data;
    for (int i = 0; i < 70; i++) {
        snprintf(name, sizeof name, "%d", i);
        pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, name, 1);
    }
    assert_int_equal(table.count + table.lost, 70);
    code = pipc__counter_table_copy(&table, &counters, &error);
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    pipc__free(counters);
    pipc__counter_table_dispose(&table);
    return code;
}

static void without_memory_what_is_new_is_lost_and_nothing_else(void **state)
{
    (void)state;
    for_each_failing_allocation(use_without_memory, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_keeps_what_it_is_for),
        cmocka_unit_test(an_interval_is_in_the_bucket_of_its_length),
        cmocka_unit_test(another_type_begins_anew),
        cmocka_unit_test(many_are_found_again_and_sorted_by_name),
        cmocka_unit_test(names_and_their_number_are_bounded),
        cmocka_unit_test(without_memory_what_is_new_is_lost_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
