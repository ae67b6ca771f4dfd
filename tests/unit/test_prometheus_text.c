#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "component/counter_table.h"
#include "observe/prometheus_text.h"
#include "support/failing_allocator.h"

static const pipc__prometheus_labels no_labels = {.source = NULL};

#define LOST(count)                                                                                \
    "# HELP pipc_counters_lost_total Values that were not counted, and counters whose names "      \
    "clash.\n"                                                                                     \
    "# TYPE pipc_counters_lost_total counter\n"                                                    \
    "pipc_counters_lost_total " count "\n"

static char *write(const pipc__counter_table *table, const pipc__prometheus_labels *labels)
{
    pipc_counter *counters = NULL;
    pipc_error *error = NULL;
    char *text = NULL;

    assert_ok(pipc__counter_table_copy(table, &counters, &error), error);
    assert_ok(pipc__prometheus_text(counters, table->count, labels, table->lost, &text, &error),
              error);
    pipc__free(counters);
    return text;
}

static void expect(pipc__counter_table *table, const pipc__prometheus_labels *labels,
                   const char *expected)
{
    char *text = write(table, labels);

    assert_string_equal(text, expected);
    pipc__free(text);
    pipc__counter_table_dispose(table);
}

static void count(pipc__counter_table *table, const char *name)
{
    pipc__counter_table_record(table, PIPC_COUNTER_INCREMENT, name, 1);
}

static void without_counters_only_what_was_lost_is_told(void **state)
{
    pipc__counter_table table = {.lost = 3};

    (void)state;
    expect(&table, &no_labels, LOST("3"));
}

static void counters_of_calls_are_labelled_with_service_and_command(void **state)
{
    pipc__counter_table table = {.count = 0};

    (void)state;
    count(&table, "Summator.sum.exec_count");
    count(&table, "acme.v1.Summator.sum.exec_count");
    count(&table, "acme.v1.Summator.sum.exec_count");
    count(&table, "acme.v1.Summator.sum.exec_errors");
    count(&table, "dummy.create.call_count");
    expect(&table, &no_labels,
           "# HELP call_count_total Calls that a client made.\n"
           "# TYPE call_count_total counter\n"
           "call_count_total{service=\"dummy\",command=\"create\"} 1\n"
           "# HELP exec_count_total Calls that a service was to answer.\n"
           "# TYPE exec_count_total counter\n"
           "exec_count_total{service=\"Summator\",command=\"sum\"} 1\n"
           "exec_count_total{service=\"acme.v1.Summator\",command=\"sum\"} 2\n"
           "# HELP exec_errors_total Calls that a service answered with an error.\n"
           "# TYPE exec_errors_total counter\n"
           "exec_errors_total{service=\"acme.v1.Summator\",command=\"sum\"} 1\n" LOST("0"));
}

static void a_time_is_a_histogram_of_seconds(void **state)
{
    pipc__counter_table table = {.count = 0};

    (void)state;
    pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a.b.exec_time", 0.2);
    pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a.b.exec_time", 3);
    pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, "a.b.exec_time", 60000);
    expect(&table, &no_labels,
           "# HELP exec_time_seconds How long a service took to answer calls.\n"
           "# TYPE exec_time_seconds histogram\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.0001\"} 0\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.00025\"} 1\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.0005\"} 1\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.001\"} 1\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.0025\"} 1\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.005\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.01\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.025\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.05\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.1\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.25\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"0.5\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"1\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"2.5\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"5\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"10\"} 2\n"
           "exec_time_seconds_bucket{service=\"a\",command=\"b\",le=\"+Inf\"} 3\n"
           "exec_time_seconds_sum{service=\"a\",command=\"b\"} 60.0032\n"
           "exec_time_seconds_count{service=\"a\",command=\"b\"} 3\n" LOST("0"));
}

static void each_type_is_the_kind_of_metric_it_is_like(void **state)
{
    pipc__counter_table table = {.count = 0};

    (void)state;
    pipc__counter_table_record(&table, PIPC_COUNTER_LAST_VALUE, "queue.length", 7.5);
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "size", 2);
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "size", 5);
    pipc__counter_table_record(&table, PIPC_COUNTER_TIMESTAMP, "started", 1706745599500);
    pipc__counter_table_record(&table, PIPC_COUNTER_INCREMENT, "things", 4);
    expect(&table, &no_labels,
           "# HELP queue_length Counter queue.length.\n"
           "# TYPE queue_length gauge\n"
           "queue_length 7.5\n"
           "# HELP size Counter size.\n"
           "# TYPE size summary\n"
           "size_sum 7\n"
           "size_count 2\n"
           "# HELP size_max The greatest value of counter size.\n"
           "# TYPE size_max gauge\n"
           "size_max 5\n"
           "# HELP size_min The least value of counter size.\n"
           "# TYPE size_min gauge\n"
           "size_min 2\n"
           "# HELP started_timestamp_seconds Counter started.\n"
           "# TYPE started_timestamp_seconds gauge\n"
           "started_timestamp_seconds 1706745599.5\n"
           "# HELP things_total Counter things.\n"
           "# TYPE things_total counter\n"
           "things_total 4\n" LOST("0"));
}

static void names_are_made_valid_and_labels_escaped(void **state)
{
    const pipc__prometheus_labels labels = {.source = "my \"app\"\\", .instance = "a\nb"};
    pipc__counter_table table = {.count = 0};

    (void)state;
    count(&table, "Caf\xc3\xa9/Open+9 \xff\n");
    count(&table, "9lives.total");
    pipc__counter_table_record(&table, PIPC_COUNTER_LAST_VALUE, "a.count", 1);
    expect(&table, &labels,
           "# HELP _9lives_total Counter 9lives.total.\n"
           "# TYPE _9lives_total counter\n"
           "_9lives_total{source=\"my \\\"app\\\"\\\\\",instance=\"a\\nb\"} 1\n"
           "# HELP a_count_value Counter a.count.\n"
           "# TYPE a_count_value gauge\n"
           "a_count_value{source=\"my \\\"app\\\"\\\\\",instance=\"a\\nb\"} 1\n"
           "# HELP caf___open_9____total Counter Caf\xc3\xa9/Open+9 ?\\n.\n"
           "# TYPE caf___open_9____total counter\n"
           "caf___open_9____total{source=\"my \\\"app\\\"\\\\\",instance=\"a\\nb\"} 1\n"
           "# HELP pipc_counters_lost_total Values that were not counted, and counters whose names "
           "clash.\n"
           "# TYPE pipc_counters_lost_total counter\n"
           "pipc_counters_lost_total{source=\"my \\\"app\\\"\\\\\",instance=\"a\\nb\"} 0\n");
}

static void counters_that_are_the_same_by_now_are_added_up(void **state)
{
    pipc__counter_table table = {.count = 0};

    (void)state;
    count(&table, "a.b");
    count(&table, "a_b");
    count(&table, "A-B");
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "c.d", 4);
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "c_d", 2);
    expect(&table, &no_labels,
           "# HELP a_b_total Counter A-B.\n"
           "# TYPE a_b_total counter\n"
           "a_b_total 3\n"
           "# HELP c_d Counter c.d.\n"
           "# TYPE c_d summary\n"
           "c_d_sum 6\n"
           "c_d_count 2\n"
           "# HELP c_d_max The greatest value of counter c.d.\n"
           "# TYPE c_d_max gauge\n"
           "c_d_max 4\n"
           "# HELP c_d_min The least value of counter c.d.\n"
           "# TYPE c_d_min gauge\n"
           "c_d_min 2\n" LOST("0"));
}

static void names_that_clash_are_told_once(void **state)
{
    pipc__counter_table table = {.count = 0};

    (void)state;
    pipc__counter_table_record(&table, PIPC_COUNTER_LAST_VALUE, "a.b", 1);
    pipc__counter_table_record(&table, PIPC_COUNTER_STATISTICS, "a_b", 2);
    count(&table, "pipc.counters.lost");
    expect(&table, &no_labels,
           "# HELP a_b Counter a.b.\n"
           "# TYPE a_b gauge\n"
           "a_b 1\n"
           "# HELP a_b_max The greatest value of counter a_b.\n"
           "# TYPE a_b_max gauge\n"
           "a_b_max 2\n"
           "# HELP a_b_min The least value of counter a_b.\n"
           "# TYPE a_b_min gauge\n"
           "a_b_min 2\n" LOST("2"));
}

static void what_only_looks_like_a_counter_of_calls_is_a_plain_one(void **state)
{
    static const char *const names[] = {"exec_count",    ".exec_count",   "a.exec_count",
                                        ".a.exec_count", "a..exec_count", "a.b.exec_counts"};
    pipc__counter_table table = {.count = 0};
    char *text;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++)
        count(&table, names[i]);
    text = write(&table, &no_labels);
    assert_null(strstr(text, "service="));
    pipc__free(text);
    pipc__counter_table_dispose(&table);
}

static void many_methods_are_told_whole(void **state)
{
    pipc__counter_table table = {.count = 0};
    char name[64];
    char *text;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "tests.Service%d.Method.exec_time", i);
        pipc__counter_table_record(&table, PIPC_COUNTER_INTERVAL, name, i);
    }
    text = write(&table, &no_labels);
    assert_non_null(strstr(text, "exec_time_seconds_count{service=\"tests.Service999\""));
    pipc__free(text);
    pipc__counter_table_dispose(&table);
}

static int write_without_memory(void *data)
{
    const pipc_counter counters[] = {
        {.name = "a.b.exec_time", .type = PIPC_COUNTER_INTERVAL, .count = 1},
        {.name = "c", .type = PIPC_COUNTER_STATISTICS, .count = 1},
    };
    const pipc__prometheus_labels labels = {.source = "me"};
    pipc_error *error = NULL;
    char *text = NULL;
    int code = pipc__prometheus_text(counters, 2, &labels, 0, &text, &error);

    (void)data;
    assert_int_equal(code, pipc_error_category(error));
    assert_int_equal(text == NULL, code != PIPC_OK);
    pipc_error_free(error);
    pipc__free(text);
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    (void)state;
    for_each_failing_allocation(write_without_memory, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_counters_only_what_was_lost_is_told),
        cmocka_unit_test(counters_of_calls_are_labelled_with_service_and_command),
        cmocka_unit_test(a_time_is_a_histogram_of_seconds),
        cmocka_unit_test(each_type_is_the_kind_of_metric_it_is_like),
        cmocka_unit_test(names_are_made_valid_and_labels_escaped),
        cmocka_unit_test(counters_that_are_the_same_by_now_are_added_up),
        cmocka_unit_test(names_that_clash_are_told_once),
        cmocka_unit_test(what_only_looks_like_a_counter_of_calls_is_a_plain_one),
        cmocka_unit_test(many_methods_are_told_whole),
        cmocka_unit_test(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
