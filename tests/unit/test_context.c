#include <pipc/context.h>

#include "component/context.h"
#include "support/cmocka.h"

static void a_context_copies_its_correlation_id(void **state)
{
    char id[] = "123";
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new(id, &context, &error), error);
    id[0] = 'x';
    assert_string_equal(pipc_context_correlation_id(context), "123");
    assert_true(pipc_context_timeout_ms(context) == PIPC_TIMEOUT_DEFAULT);
    pipc_context_free(context);
}

static void an_empty_correlation_id_is_none(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new("", &context, &error), error);
    assert_null(pipc_context_correlation_id(context));
    pipc_context_free(context);
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    assert_null(pipc_context_correlation_id(context));
    pipc_context_free(context);
}

static void a_negative_timeout_is_the_default_one(void **state)
{
    static const struct {
        int64_t set;
        int64_t got;
    } rows[] = {{0, 0}, {1500, 1500}, {INT64_MAX, INT64_MAX}, {-1, -1}, {-1500, -1}};
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_context_set_timeout_ms(context, rows[i].set);
        assert_true(pipc_context_timeout_ms(context) == rows[i].got);
    }
    pipc_context_free(context);
}

static void a_call_does_not_wait_for_a_connection_unless_told(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    assert_false(pipc__context_wait_for_ready(context));
    pipc_context_set_wait_for_ready(context, true);
    assert_true(pipc__context_wait_for_ready(context));
    assert_false(pipc__context_wait_for_ready(NULL));
    pipc_context_free(context);
}

static void a_context_keeps_the_compression_it_was_given(void **state)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    assert_int_equal(pipc__context_compression(context), PIPC_GRPC_COMPRESSION_DEFAULT);
    pipc_context_set_compression(context, PIPC_GRPC_COMPRESSION_GZIP);
    assert_int_equal(pipc__context_compression(context), PIPC_GRPC_COMPRESSION_GZIP);
    pipc_context_free(context);
}

static void no_context_means_all_defaults(void **state)
{
    (void)state;
    assert_null(pipc_context_correlation_id(NULL));
    assert_true(pipc_context_timeout_ms(NULL) == PIPC_TIMEOUT_DEFAULT);
    assert_int_equal(pipc__context_compression(NULL), PIPC_GRPC_COMPRESSION_DEFAULT);
    pipc_context_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_context_copies_its_correlation_id),
        cmocka_unit_test(an_empty_correlation_id_is_none),
        cmocka_unit_test(a_negative_timeout_is_the_default_one),
        cmocka_unit_test(a_call_does_not_wait_for_a_connection_unless_told),
        cmocka_unit_test(a_context_keeps_the_compression_it_was_given),
        cmocka_unit_test(no_context_means_all_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
