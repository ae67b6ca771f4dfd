#include "support/cmocka.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <pipc/config_params.h>

#include "grpc/bounds.h"

static int read(const char *text, bool listens, pipc__bounds *out, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(text, &config, error);

    assert_ok(code, *error);
    code = pipc__bounds_read(config, listens, out, error);
    pipc_config_params_free(config);
    return code;
}

/* What the core is told by `text`; -1: nothing. */
static long told(const char *text, bool listens, const char *argument)
{
    pipc__arguments arguments = {.count = 0};
    pipc__bounds bounds;
    pipc_error *error = NULL;

    assert_ok(read(text, listens, &bounds, &error), error);
    pipc__bounds_add(&bounds, &arguments);
    for (size_t i = 0; i < arguments.count; i++)
        if (strcmp(arguments.list[i].key, argument) == 0)
            return arguments.list[i].value.integer;
    return -1;
}

static void each_key_is_an_argument_of_the_core(void **state)
{
    static const struct {
        const char *text;
        const char *argument;
        long value;
        bool connects; /* as well */
    } cases[] = {
        {"options.keepalive_time=11", "grpc.keepalive_time_ms", 11, true},
        {"options.keepalive_time=11", "grpc.http2.max_pings_without_data", 0, true},
        {"options.keepalive_timeout=12", "grpc.keepalive_timeout_ms", 12, true},
        {"options.keepalive_permit_without_calls=true", "grpc.keepalive_permit_without_calls", 1,
         true},
        {"options.metadata_max_size=13", "grpc.max_metadata_size", 13, true},
        {"options.keepalive_min_interval=14", "grpc.http2.min_ping_interval_without_data_ms", 14,
         false},
        {"options.max_connection_idle=15", "grpc.max_connection_idle_ms", 15, false},
        {"options.max_connection_age=16", "grpc.max_connection_age_ms", 16, false},
        {"options.max_connection_age_grace=17", "grpc.max_connection_age_grace_ms", 17, false},
        {"options.max_concurrent_streams=18", "grpc.max_concurrent_streams", 18, false},
        {"options.handshake_timeout=19", "grpc.server_handshake_timeout_ms", 19, false},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        assert_int_equal(told(cases[i].text, true, cases[i].argument), cases[i].value);
        assert_int_equal(told(cases[i].text, false, cases[i].argument) == cases[i].value,
                         cases[i].connects);
    }
}

static void what_is_not_said_is_left_to_the_core_or_safe(void **state)
{
    (void)state;
    assert_int_equal(told("", true, "grpc.keepalive_time_ms"), -1);
    assert_int_equal(told("", true, "grpc.http2.max_pings_without_data"), -1);
    assert_int_equal(told("", true, "grpc.max_connection_age_ms"), -1);
    assert_int_equal(told("", true, "grpc.max_concurrent_streams"), 1024);
    assert_int_equal(told("", true, "grpc.server_handshake_timeout_ms"), 20000);
    assert_int_equal(told("", true, "grpc.max_metadata_size"), 8192);
    assert_int_equal(told("", false, "grpc.max_metadata_size"), 8192);
}

static void no_limit_is_the_cores_highest_number(void **state)
{
    (void)state;
    assert_int_equal(told("options.keepalive_time=0", true, "grpc.keepalive_time_ms"), INT_MAX);
    assert_int_equal(told("options.max_connection_idle=0", true, "grpc.max_connection_idle_ms"),
                     INT_MAX);
}

static void a_memory_quota_is_an_argument_that_the_core_keeps(void **state)
{
    pipc__arguments arguments = {.count = 0};
    pipc__bounds bounds;
    pipc_error *error = NULL;
    grpc_resource_quota *quota;

    (void)state;
    grpc_init();
    assert_ok(read("options.memory_quota=5368709120", true, &bounds, &error), error);
    assert_int_equal(bounds.memory_quota_bytes, 5368709120);
    quota = pipc__bounds_add_quota(&bounds, &arguments);
    assert_non_null(quota);
    assert_int_equal(arguments.count, 1);
    assert_string_equal(arguments.list[0].key, "grpc.resource_quota");
    assert_ptr_equal(arguments.list[0].value.pointer.p, quota);
    pipc__bounds_release_quota(quota);
    assert_ok(read("", true, &bounds, &error), error);
    assert_null(pipc__bounds_add_quota(&bounds, &arguments));
    pipc__bounds_release_quota(NULL);
    assert_int_equal(arguments.count, 1);
    grpc_shutdown();
}

static void connections_are_bounded_unless_0_is_asked_for(void **state)
{
    static const struct {
        const char *text;
        long connection_max;
    } cases[] = {
        {"", 16384},
        {"options.max_connections=0", 0},
        {"options.max_connections=1", 1},
        {"options.max_connections=1000000", 1000000},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        pipc__bounds bounds;
        pipc_error *error = NULL;

        assert_ok(read(cases[i].text, true, &bounds, &error), error);
        assert_int_equal(bounds.connection_max, cases[i].connection_max);
    }
}

/* As the core has it. */
static void whoever_is_pinged_has_as_long_to_acknowledge_data(void **state)
{
    static const struct {
        const char *text;
        int user_timeout_ms;
    } cases[] = {
        {"", 0},
        {"options.keepalive_timeout=12", 0},
        {"options.keepalive_time=0;options.keepalive_timeout=12", 0},
        {"options.keepalive_time=11", 20000},
        {"options.keepalive_time=11;options.keepalive_timeout=12", 12},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        pipc__bounds bounds;
        pipc_error *error = NULL;

        assert_ok(read(cases[i].text, true, &bounds, &error), error);
        assert_int_equal(pipc__bounds_user_timeout_ms(&bounds), cases[i].user_timeout_ms);
    }
}

static void a_value_that_cannot_be_is_named(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"options.keepalive_time=soon",
         "options.keepalive_time is \"soon\", expected a whole number from 0 to 2147483647"},
        {"options.keepalive_timeout=0",
         "options.keepalive_timeout is \"0\", expected a whole number from 1 to 2147483647"},
        {"options.keepalive_permit_without_calls=maybe",
         "options.keepalive_permit_without_calls is \"maybe\", expected true or false"},
        {"options.keepalive_min_interval=-1",
         "options.keepalive_min_interval is \"-1\", expected a whole number from 1 to 2147483647"},
        {"options.max_connection_idle=2147483648",
         "options.max_connection_idle is \"2147483648\", expected a whole number from 0 to "
         "2147483647"},
        {"options.max_connection_age=1s",
         "options.max_connection_age is \"1s\", expected a whole number from 0 to 2147483647"},
        {"options.max_connection_age_grace=-5",
         "options.max_connection_age_grace is \"-5\", expected a whole number from 0 to "
         "2147483647"},
        {"options.max_concurrent_streams=0",
         "options.max_concurrent_streams is \"0\", expected a whole number from 1 to 2147483647"},
        {"options.handshake_timeout=0",
         "options.handshake_timeout is \"0\", expected a whole number from 1 to 2147483647"},
        {"options.metadata_max_size=0",
         "options.metadata_max_size is \"0\", expected a whole number from 1 to 2147483647"},
        {"options.memory_quota=1000",
         "options.memory_quota is \"1000\", expected a whole number from 1048576 to "
         "9223372036854775807"},
        {"options.max_connections=-1",
         "options.max_connections is \"-1\", expected a whole number from 0 to 1000000"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        pipc__bounds bounds = {.memory_quota_bytes = 1};
        pipc_error *error = NULL;

        assert_int_equal(read(cases[i].text, true, &bounds, &error), PIPC_E_MISCONFIGURATION);
        assert_string_equal(pipc_error_message(error), cases[i].message);
        assert_int_equal(bounds.memory_quota_bytes, 1);
        pipc_error_free(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_is_an_argument_of_the_core),
        cmocka_unit_test(what_is_not_said_is_left_to_the_core_or_safe),
        cmocka_unit_test(no_limit_is_the_cores_highest_number),
        cmocka_unit_test(a_memory_quota_is_an_argument_that_the_core_keeps),
        cmocka_unit_test(connections_are_bounded_unless_0_is_asked_for),
        cmocka_unit_test(whoever_is_pinged_has_as_long_to_acknowledge_data),
        cmocka_unit_test(a_value_that_cannot_be_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
