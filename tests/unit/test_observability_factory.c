#include "support/cmocka.h"

#include <pipc/counters.h>
#include <pipc/log.h>
#include <pipc/observability_factory.h>
#include <pipc/tracer.h>

#include "support/failing_allocator.h"

static const struct {
    const char *descriptor;
    const char *type;
} rows[] = {
    {"pip-services:logger:null:default:1.0", "logger"},
    {"pip-services:logger:console:default:1.0", "logger"},
    {"pip-services:logger:composite:default:1.0", "logger"},
    {"pip-services:counters:null:default:1.0", "counters"},
    {"pip-services:counters:log:default:1.0", "counters"},
    {"pip-services:counters:composite:default:1.0", "counters"},
    {"pip-services:counters:prometheus:default:1.0", "counters"},
    {"pip-services:tracer:null:default:1.0", "tracer"},
    {"pip-services:tracer:log:default:1.0", "tracer"},
    {"pip-services:tracer:composite:default:1.0", "tracer"},
};

static int make_all(void *data)
{
    pipc_factory factory;
    pipc_error *error = NULL;
    int code = PIPC_OK;

    (void)data;
    pipc_observability_factory_init(&factory);
    for (size_t i = 0; code == PIPC_OK && i < PIPC_ARRAY_SIZE(rows); i++) {
        const pipc_factory_type *type = NULL;
        pipc_component *made = NULL;

        code = pipc_factory_create(&factory, rows[i].descriptor, &made, &type, &error);
        if (code != PIPC_OK)
            break;
        assert_string_equal(made->component_class->type, rows[i].type);
        assert_int_equal(pipc_logger_from_component(made) != NULL, rows[i].type[0] == 'l');
        pipc_counters_increment_one(pipc_counters_from_component(made), "a");
        pipc_log(pipc_logger_from_component(made), PIPC_LOG_TRACE, NULL, NULL, "a message");
        pipc_factory_destroy(&factory, type, made);
    }
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    pipc_dispose(&factory.component);
    return code;
}

static void it_makes_all_kinds(void **state)
{
    (void)state;
    assert_int_equal(make_all(NULL), PIPC_OK);
}

static void without_memory_it_makes_nothing_and_says_so(void **state)
{
    (void)state;
    for_each_failing_allocation(make_all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_makes_all_kinds),
        cmocka_unit_test(without_memory_it_makes_nothing_and_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
