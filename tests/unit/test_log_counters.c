#include "support/cmocka.h"

#include <pipc/counters.h>
#include <pipc/references.h>

#include "support/capturing_logger.h"
#include "support/failing_allocator.h"

typedef struct fixture {
    capturing_logger logger;
    pipc_log_counters counters;
    pipc_references *references;
} fixture;

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    capturing_logger_init(&self.logger);
    pipc_log_counters_init(&self.counters);
    assert_ok(pipc_references_new(&self.references, &error), error);
    assert_ok(pipc_references_put(self.references, "pip-services:logger:memory:default:1.0",
                                  &self.logger.logger.component, &error),
              error);
    assert_ok(pipc_set_references(&self.counters.cached_counters.counters.component,
                                  self.references, &error),
              error);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->counters.cached_counters.counters.component);
    pipc_dispose(&self->logger.logger.component);
    pipc_references_free(self->references);
    return 0;
}

static void count_all_types(pipc_counters *counters)
{
    pipc_counters_increment(counters, "e", 3);
    pipc_counters_timestamp(counters, "d", 1706745599999);
    pipc_counters_stats(counters, "c", -1.5);
    pipc_counters_stats(counters, "c", 4);
    pipc_counters_last(counters, "b", 0.25);
    pipc_counters_interval(counters, "a.exec_time", 10);
    pipc_counters_interval(counters, "a.exec_time", 20);
}

static void lines_are_those_of_pip_services_sorted_by_name(void **state)
{
    static const char *const lines[] = {
        "--- INFO Counter a.exec_time { \"type\": 0, \"last\": 20, \"count\": 2, \"min\": 10, "
        "\"max\": 20, \"avg\": 15 }",
        "--- INFO Counter b { \"type\": 1, \"last\": 0.25 }",
        "--- INFO Counter c { \"type\": 2, \"last\": 4, \"count\": 2, \"min\": -1.5, \"max\": 4, "
        "\"avg\": 1.25 }",
        "--- INFO Counter d { \"type\": 3, \"time\": \"2024-01-31T23:59:59.999Z\" }",
        "--- INFO Counter e { \"type\": 4, \"count\": 3 }",
    };
    fixture *self = *state;
    pipc_error *error = NULL;

    count_all_types(&self->counters.cached_counters.counters);
    assert_ok(pipc_cached_counters_dump(&self->counters.cached_counters, &error), error);
    assert_int_equal(capturing_logger_count(&self->logger), 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(capturing_logger_line(&self->logger, i), lines[i]);
}

static void they_are_written_when_they_close(void **state)
{
    fixture *self = *state;
    pipc_component *component = &self->counters.cached_counters.counters.component;
    pipc_error *error = NULL;

    assert_ok(pipc_open(component, NULL, &error), error);
    pipc_counters_increment_one(&self->counters.cached_counters.counters, "a");
    assert_int_equal(capturing_logger_count(&self->logger), 0);
    assert_ok(pipc_close(component, NULL, &error), error);
    assert_int_equal(capturing_logger_count(&self->logger), 1);
}

static void without_loggers_nothing_is_written(void **state)
{
    fixture *self = *state;
    pipc_error *error = NULL;

    pipc_unset_references(&self->counters.cached_counters.counters.component);
    count_all_types(&self->counters.cached_counters.counters);
    assert_ok(pipc_cached_counters_dump(&self->counters.cached_counters, &error), error);
    assert_int_equal(capturing_logger_count(&self->logger), 0);
}

static int use_without_memory(void *data)
{
    fixture *self = data;
    pipc_log_counters counters;
    pipc_component *component = &counters.cached_counters.counters.component;
    pipc_error *error = NULL;
    int code;

    pipc_log_counters_init(&counters);
    code = pipc_set_references(component, self->references, &error);
    if (code == PIPC_OK) {
        count_all_types(&counters.cached_counters.counters);
        code = pipc_cached_counters_dump(&counters.cached_counters, &error);
    }
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    pipc_dispose(component);
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    for_each_failing_allocation(use_without_memory, *state);
}

#define LOG_COUNTERS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOG_COUNTERS_TEST(lines_are_those_of_pip_services_sorted_by_name),
        LOG_COUNTERS_TEST(they_are_written_when_they_close),
        LOG_COUNTERS_TEST(without_loggers_nothing_is_written),
        LOG_COUNTERS_TEST(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
