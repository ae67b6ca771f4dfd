#include <time.h>
#include <unistd.h>

#include <pipc/config_params.h>
#include <pipc/context_info.h>
#include <pipc/log.h>

#include "support/cmocka.h"

static void configure(pipc_context_info *self, const char *line)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &config, &error), error);
    assert_ok(pipc_configure(&self->component, config, &error), error);
    pipc_config_params_free(config);
}

static void it_knows_host_and_time_without_configuration(void **state)
{
    pipc_context_info info;
    char host[256] = "";

    (void)state;
    pipc_context_info_init(&info);
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    assert_string_equal(pipc_context_info_name(&info), "unknown");
    assert_null(pipc_context_info_description(&info));
    assert_string_equal(pipc_context_info_context_id(&info), host);
    assert_in_range(pipc_context_info_start_ms(&info), (int64_t)(time(NULL) - 3600) * 1000,
                    (int64_t)(time(NULL) + 1) * 1000);
    assert_in_range(pipc_context_info_uptime_ms(&info), 0, 3600 * 1000);
    assert_null(pipc_context_info_properties(&info));
    pipc_dispose(&info.component);
}

static void a_configuration_goes_over_the_name_that_was_set(void **state)
{
    pipc_context_info info;
    pipc_error *error = NULL;

    (void)state;
    pipc_context_info_init(&info);
    assert_ok(pipc_context_info_set_name(&info, "first", &error), error);
    assert_ok(pipc_context_info_set_name(&info, "second", &error), error);
    assert_string_equal(pipc_context_info_name(&info), "second");
    configure(&info, "name=third;description=adds;context_id=7;properties.zone=a;properties.b.c=d");
    assert_string_equal(pipc_context_info_name(&info), "third");
    assert_string_equal(pipc_context_info_description(&info), "adds");
    assert_string_equal(pipc_context_info_context_id(&info), "7");
    assert_int_equal(pipc_config_params_count(pipc_context_info_properties(&info)), 2);
    assert_string_equal(pipc_config_params_get(pipc_context_info_properties(&info), "b.c"), "d");
    configure(&info, "x=y");
    assert_string_equal(pipc_context_info_name(&info), "second");
    pipc_dispose(&info.component);
    pipc_dispose(&info.component);
}

static void it_is_told_from_other_components(void **state)
{
    pipc_context_info info;
    pipc_logger logger;

    (void)state;
    pipc_context_info_init(&info);
    pipc_null_logger_init(&logger);
    assert_ptr_equal(pipc_context_info_from_component(&info.component), &info);
    assert_null(pipc_context_info_from_component(&logger.component));
    assert_null(pipc_context_info_from_component(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_knows_host_and_time_without_configuration),
        cmocka_unit_test(a_configuration_goes_over_the_name_that_was_set),
        cmocka_unit_test(it_is_told_from_other_components),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
