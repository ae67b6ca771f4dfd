#include "support/cmocka.h"

#include <string.h>

#include "component/metadata.h"
#include "support/failing_allocator.h"

static pipc_metadata *metadata;

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    metadata = NULL;
    assert_ok(pipc_metadata_new(&metadata, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_metadata_free(metadata);
    return 0;
}

static void pairs_keep_their_order_and_may_repeat(void **state)
{
    static const char *const values[] = {"1", "2", "3", "4", "5", "6"};
    pipc_error *error = NULL;
    const char *value;
    size_t length;

    (void)state;
    for (size_t i = 0; i < 6; i++)
        assert_ok(pipc_metadata_add(metadata, i % 2 == 0 ? "even" : "odd", values[i], &error),
                  error);
    assert_int_equal(pipc_metadata_count(metadata), 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(pipc_metadata_at(metadata, i, &value, &length),
                            i % 2 == 0 ? "even" : "odd");
        assert_string_equal(value, values[i]);
        assert_int_equal(length, 1);
    }
    assert_null(pipc_metadata_at(metadata, 6, &value, &length));
    assert_string_equal(pipc_metadata_get(metadata, "odd", NULL), "2");
    assert_null(pipc_metadata_get(metadata, "neither", NULL));
}

static void binary_values_may_hold_anything(void **state)
{
    pipc_error *error = NULL;
    const char *value;
    size_t length = 0;

    (void)state;
    assert_ok(pipc_metadata_add_bytes(metadata, "x-bin", "\xff\x00\x01", 3, &error), error);
    assert_ok(pipc_metadata_add_bytes(metadata, "empty-bin", NULL, 0, &error), error);
    value = pipc_metadata_get(metadata, "x-bin", &length);
    assert_int_equal(length, 3);
    assert_memory_equal(value, "\xff\x00\x01\x00", 4);
    assert_string_equal(pipc_metadata_get(metadata, "empty-bin", &length), "");
    assert_int_equal(length, 0);
}

typedef struct refusal {
    const char *key;
    const char *value;
    const char *text;
} refusal;

static void what_cannot_be_sent_is_refused_by_name(void **state)
{
    static const refusal refusals[] = {
        {"", "x", "metadata key \"\""},
        {"Upper", "x", "metadata key \"Upper\""},
        {"a b", "x", "metadata key \"a b\""},
        {":path", "x", "metadata key \":path\""},
        {"grpc-status", "0", "gRPC's own"},
        {"grpc-internal-encoding-request", "gzip", "gRPC's own"},
        {"key", "line\nbreak", "\"key\" cannot be sent: its byte 5 is 0x0a"},
        {"key", "\x7f", "its byte 1 is 0x7f"},
        {"key", "\xc3\xbc", "its byte 1 is 0xc3"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(refusals); i++) {
        pipc_error *error = NULL;
        int code = pipc_metadata_add(metadata, refusals[i].key, refusals[i].value, &error);

        assert_error(code, error, PIPC_E_BAD_REQUEST, "BAD_METADATA", refusals[i].text);
    }
    assert_int_equal(pipc_metadata_count(metadata), 0);
}

static void null_holds_nothing(void **state)
{
    (void)state;
    assert_int_equal(pipc_metadata_count(NULL), 0);
    assert_null(pipc_metadata_at(NULL, 0, NULL, NULL));
    assert_null(pipc_metadata_get(NULL, "x", NULL));
    pipc_metadata_free(NULL);
}

static int add_many(void *data)
{
    pipc_metadata *made = NULL;
    int code = pipc_metadata_new(&made, NULL);

    (void)data;
    for (int i = 0; i < 10 && code == PIPC_OK; i++)
        code = pipc_metadata_add(made, "key", "value", NULL);
    pipc_metadata_free(made);
    return code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    for_each_failing_allocation(add_many, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pairs_keep_their_order_and_may_repeat, setup, teardown),
        cmocka_unit_test_setup_teardown(binary_values_may_hold_anything, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_sent_is_refused_by_name, setup, teardown),
        cmocka_unit_test(null_holds_nothing),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
