#include "support/cmocka.h"

#include <pipc/config_params.h>

#include "grpc/message_compression.h"

static int read_text(const char *text, pipc_grpc_compression *out, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code;

    assert_ok(pipc_config_params_from_tuples(&config, error, "options.compression", text, NULL),
              *error);
    code = pipc__compression_read(config, out, error);
    pipc_config_params_free(config);
    return code;
}

static void it_is_read_in_any_case_and_none_by_default(void **state)
{
    static const struct {
        const char *text;
        pipc_grpc_compression expected;
    } rows[] = {
        {NULL, PIPC_GRPC_COMPRESSION_NONE},         {"", PIPC_GRPC_COMPRESSION_NONE},
        {"none", PIPC_GRPC_COMPRESSION_NONE},       {"None", PIPC_GRPC_COMPRESSION_NONE},
        {"gzip", PIPC_GRPC_COMPRESSION_GZIP},       {"GZIP", PIPC_GRPC_COMPRESSION_GZIP},
        {"deflate", PIPC_GRPC_COMPRESSION_DEFLATE},
    };
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_grpc_compression compression = PIPC_GRPC_COMPRESSION_DEFAULT;

        assert_ok(read_text(rows[i].text, &compression, &error), error);
        assert_int_equal(compression, rows[i].expected);
    }
}

static void anything_else_is_refused(void **state)
{
    static const char *const cases[] = {"identity", "brotli", "gzip,deflate", "1", "default"};
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        pipc_grpc_compression compression = PIPC_GRPC_COMPRESSION_DEFAULT;

        assert_error(read_text(cases[i], &compression, &error), error, PIPC_E_MISCONFIGURATION,
                     "BAD_VALUE", cases[i]);
        assert_int_equal(compression, PIPC_GRPC_COMPRESSION_DEFAULT);
    }
}

static void each_has_the_name_that_metadata_have(void **state)
{
    (void)state;
    assert_string_equal(pipc__compression_name(PIPC_GRPC_COMPRESSION_NONE), "identity");
    assert_string_equal(pipc__compression_name(PIPC_GRPC_COMPRESSION_GZIP), "gzip");
    assert_string_equal(pipc__compression_name(PIPC_GRPC_COMPRESSION_DEFLATE), "deflate");
}

static void what_compresses_nothing_is_off(void **state)
{
    (void)state;
    assert_false(pipc__compression_is_on(PIPC_GRPC_COMPRESSION_DEFAULT));
    assert_false(pipc__compression_is_on(PIPC_GRPC_COMPRESSION_NONE));
    assert_true(pipc__compression_is_on(PIPC_GRPC_COMPRESSION_GZIP));
    assert_true(pipc__compression_is_on(PIPC_GRPC_COMPRESSION_DEFLATE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_in_any_case_and_none_by_default),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(each_has_the_name_that_metadata_have),
        cmocka_unit_test(what_compresses_nothing_is_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
