#include "support/cmocka.h"

#include <pipc/config_params.h>
#include <pipc/references.h>

#include "component/tracer.h"
#include "support/capturing_logger.h"
#include "support/failing_allocator.h"
#include "support/kept_tracer.h"

typedef struct fixture {
    capturing_logger logger;
    kept_tracer kept;
    pipc_tracer null;
    pipc_log_tracer log;
    pipc_composite_tracer composite;
    pipc_references *references; /* hold all of them */
} fixture;

static void put(fixture *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    capturing_logger_init(&self.logger);
    kept_tracer_init(&self.kept);
    pipc_null_tracer_init(&self.null);
    pipc_log_tracer_init(&self.log);
    pipc_composite_tracer_init(&self.composite);
    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "pip-services:logger:memory:default:1.0", &self.logger.logger.component);
    put(&self, "pip-services:tracer:memory:default:1.0", &self.kept.tracer.component);
    put(&self, "pip-services:tracer:null:default:1.0", &self.null.component);
    put(&self, "pip-services:tracer:log:default:1.0", &self.log.tracer.component);
    put(&self, "pip-services:tracer:composite:default:1.0", &self.composite.tracer.component);
    assert_ok(pipc_set_references(&self.log.tracer.component, self.references, &error), error);
    assert_ok(pipc_set_references(&self.composite.tracer.component, self.references, &error),
              error);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->composite.tracer.component);
    pipc_dispose(&self->log.tracer.component);
    pipc_dispose(&self->null.component);
    pipc_dispose(&self->kept.tracer.component);
    pipc_dispose(&self->logger.logger.component);
    pipc_references_free(self->references);
    return 0;
}

static void the_log_tracer_writes_what_that_of_pip_services_does(void **state)
{
    fixture *self = *state;
    pipc_trace trace = {.correlation_id = "123",
                        .component = "acme.Summator",
                        .operation = "sum",
                        .duration_ms = 12.0625};
    pipc_error *error = NULL;

    pipc_tracer_trace(&self->log.tracer, &trace);
    trace.operation = NULL;
    trace.correlation_id = NULL;
    trace.code = pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "no such thing");
    trace.error = error;
    pipc_tracer_trace(&self->log.tracer, &trace);
    pipc_error_free(error);
    assert_string_equal(capturing_logger_line(&self->logger, 0),
                        "123 DEBUG Executed acme.Summator.sum in 12.062 msec");
    assert_string_equal(capturing_logger_line(&self->logger, 1),
                        "--- DEBUG Failed to execute acme.Summator in 12.062 msec | no such thing");
}

static void the_level_of_the_log_tracer_is_configured(void **state)
{
    fixture *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    pipc_component *component = &self->log.tracer.component;

    assert_ok(pipc_config_params_from_string("options.log_level=info", &config, &error), error);
    assert_ok(pipc_configure(component, config, &error), error);
    pipc_tracer_trace(&self->log.tracer, &(pipc_trace){.component = "a", .operation = ""});
    assert_string_equal(capturing_logger_line(&self->logger, 0),
                        "--- INFO Executed a in 0.000 msec");
    assert_ok(pipc_config_params_set(config, "options.log_level", "loud", &error), error);
    assert_error(pipc_configure(component, config, &error), error, PIPC_E_MISCONFIGURATION,
                 "BAD_VALUE", "options.log_level is \"loud\"");
    pipc_config_params_free(config);
}

static void an_operation_is_told_once_when_it_ends(void **state)
{
    fixture *self = *state;
    pipc_trace_timing timing = pipc_tracer_begin_trace(&self->kept.tracer, "1", "a", "b");

    pipc_trace_timing_end(&timing, PIPC_E_CONFLICT, NULL);
    pipc_trace_timing_end(&timing, PIPC_OK, NULL);
    assert_int_equal(self->kept.count, 1);
    assert_string_equal(kept_tracer_wait_for(&self->kept, 1).text, "1 internal a.b -11");
    timing = pipc_tracer_begin_trace(NULL, NULL, "a", NULL);
    pipc_trace_timing_end(&timing, PIPC_OK, NULL);
}

static void a_composite_tracer_tells_all_once(void **state)
{
    fixture *self = *state;

    pipc_tracer_trace(&self->composite.tracer,
                      &(pipc_trace){.component = "a", .begun_ms = 1800000000000});
    assert_int_equal(self->kept.count, 1);
    assert_int_equal(capturing_logger_count(&self->logger), 1);
    pipc_unset_references(&self->composite.tracer.component);
    pipc_tracer_trace(&self->composite.tracer, &(pipc_trace){.component = "a"});
    assert_int_equal(self->kept.count, 1);
}

static void tracers_are_known_by_their_type(void **state)
{
    fixture *self = *state;

    assert_ptr_equal(pipc_tracer_from_component(&self->null.component), &self->null);
    assert_null(pipc_tracer_from_component(&self->logger.logger.component));
    assert_null(pipc_tracer_from_component(NULL));
}

static int use_without_memory(void *data)
{
    fixture *self = data;
    pipc_composite_tracer composite;
    pipc__listeners found = {.count = 0};
    pipc_error *error = NULL;
    int code;

    pipc_composite_tracer_init(&composite);
    code = pipc_set_references(&composite.tracer.component, self->references, &error);
    if (code == PIPC_OK)
        code = pipc__tracers_set_references(&found, self->references, &error);
    if (code == PIPC_OK)
        assert_int_equal(found.count, 3);
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    pipc__listeners_dispose(&found);
    pipc_dispose(&composite.tracer.component);
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    for_each_failing_allocation(use_without_memory, *state);
}

#define TRACER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRACER_TEST(the_log_tracer_writes_what_that_of_pip_services_does),
        TRACER_TEST(the_level_of_the_log_tracer_is_configured),
        TRACER_TEST(an_operation_is_told_once_when_it_ends),
        TRACER_TEST(a_composite_tracer_tells_all_once),
        TRACER_TEST(tracers_are_known_by_their_type),
        TRACER_TEST(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
