#include "support/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "grpc/status.h"

typedef struct pair {
    int status;
    int category;
    const char *name;
    int http_status;
} pair;

static const pair pairs[] = {
    {PIPC_GRPC_CANCELLED, PIPC_E_FAILED_INVOCATION, "CANCELLED", 500},
    {PIPC_GRPC_UNKNOWN, PIPC_E_UNKNOWN, "UNKNOWN", 500},
    {PIPC_GRPC_INVALID_ARGUMENT, PIPC_E_BAD_REQUEST, "INVALID_ARGUMENT", 400},
    {PIPC_GRPC_DEADLINE_EXCEEDED, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", 500},
    {PIPC_GRPC_NOT_FOUND, PIPC_E_NOT_FOUND, "NOT_FOUND", 404},
    {PIPC_GRPC_ALREADY_EXISTS, PIPC_E_CONFLICT, "ALREADY_EXISTS", 409},
    {PIPC_GRPC_PERMISSION_DENIED, PIPC_E_UNAUTHORIZED, "PERMISSION_DENIED", 403},
    {PIPC_GRPC_RESOURCE_EXHAUSTED, PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", 429},
    {PIPC_GRPC_FAILED_PRECONDITION, PIPC_E_INVALID_STATE, "FAILED_PRECONDITION", 500},
    {PIPC_GRPC_ABORTED, PIPC_E_CONFLICT, "ABORTED", 409},
    {PIPC_GRPC_OUT_OF_RANGE, PIPC_E_BAD_REQUEST, "OUT_OF_RANGE", 400},
    {PIPC_GRPC_UNIMPLEMENTED, PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", 500},
    {PIPC_GRPC_INTERNAL, PIPC_E_INTERNAL, "INTERNAL", 500},
    {PIPC_GRPC_UNAVAILABLE, PIPC_E_NO_RESPONSE, "UNAVAILABLE", 500},
    {PIPC_GRPC_DATA_LOSS, PIPC_E_INTERNAL, "DATA_LOSS", 500},
    {PIPC_GRPC_UNAUTHENTICATED, PIPC_E_UNAUTHORIZED, "UNAUTHENTICATED", 401},
};

static void every_status_becomes_an_error_and_that_the_same_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(pairs); i++) {
        pipc_error *error = NULL;
        int code = pipc_fail_grpc(&error, (pipc_grpc_status)pairs[i].status, "text %d", 1);

        assert_int_equal(pipc_error_status(error), pairs[i].http_status);
        assert_int_equal(pipc_error_grpc_status(error), pairs[i].status);
        assert_string_equal(pipc_grpc_status_name(pairs[i].status), pairs[i].name);
        assert_int_equal(pipc_grpc_status_category(pairs[i].status), pairs[i].category);
        assert_error(code, error, pairs[i].category, pairs[i].name, "text 1");
    }
}

static void every_category_has_a_status(void **state)
{
    static const pair categories[] = {
        {PIPC_GRPC_UNKNOWN, PIPC_E_UNKNOWN, NULL, 0},
        {PIPC_GRPC_INTERNAL, PIPC_E_INTERNAL, NULL, 0},
        {PIPC_GRPC_INTERNAL, PIPC_E_MISCONFIGURATION, NULL, 0},
        {PIPC_GRPC_FAILED_PRECONDITION, PIPC_E_INVALID_STATE, NULL, 0},
        {PIPC_GRPC_UNAVAILABLE, PIPC_E_NO_RESPONSE, NULL, 0},
        {PIPC_GRPC_UNKNOWN, PIPC_E_FAILED_INVOCATION, NULL, 0},
        {PIPC_GRPC_INTERNAL, PIPC_E_FILE_ERROR, NULL, 0},
        {PIPC_GRPC_INVALID_ARGUMENT, PIPC_E_BAD_REQUEST, NULL, 0},
        {PIPC_GRPC_UNAUTHENTICATED, PIPC_E_UNAUTHORIZED, NULL, 0},
        {PIPC_GRPC_NOT_FOUND, PIPC_E_NOT_FOUND, NULL, 0},
        {PIPC_GRPC_ALREADY_EXISTS, PIPC_E_CONFLICT, NULL, 0},
        {PIPC_GRPC_UNIMPLEMENTED, PIPC_E_UNSUPPORTED, NULL, 0},
        {PIPC_GRPC_RESOURCE_EXHAUSTED, PIPC_E_TOO_MANY_REQUESTS, NULL, 0},
        {PIPC_GRPC_RESOURCE_EXHAUSTED, PIPC_E_NO_MEMORY, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(categories); i++) {
        pipc_error *error = NULL;

        pipc_fail(&error, categories[i].category, "MY_CODE", "text");
        assert_int_equal(pipc_error_grpc_status(error), categories[i].status);
        pipc_error_free(error);
    }
    assert_int_equal(pipc_error_grpc_status(NULL), PIPC_GRPC_OK);
}

static void an_http_status_of_403_is_permission_denied(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_UNAUTHORIZED, "NOT_YOURS", "text");
    pipc_error_set_status(error, 403);
    assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_PERMISSION_DENIED);
    pipc_error_free(error);
}

static void a_code_counts_only_within_its_category(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_BAD_REQUEST, "NOT_FOUND", "text");
    assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_INVALID_ARGUMENT);
    pipc_error_free(error);
}

static void what_is_no_failure_or_no_status_is_unknown(void **state)
{
    static const int statuses[] = {0, 17, -1, 1000000};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(statuses); i++) {
        pipc_error *error = NULL;
        int code =
            pipc__fail_with_status(&error, statuses[i], grpc_slice_from_static_string("the text"));

        assert_error(code, error, PIPC_E_UNKNOWN, "UNKNOWN", "the text");
    }
}

static size_t message_length(const char *text)
{
    pipc_error *error = NULL;
    grpc_slice slice;
    size_t length;

    pipc_fail(&error, PIPC_E_UNKNOWN, NULL, "%s", text);
    slice = pipc__status_message(error);
    length = GRPC_SLICE_LENGTH(slice);
    assert_memory_equal(GRPC_SLICE_START_PTR(slice), text, length);
    grpc_slice_unref(slice);
    pipc_error_free(error);
    return length;
}

static void messages_are_cut_where_they_would_fill_the_metadata(void **state)
{
    char *text = calloc(1, 10000);

    (void)state;
    assert_int_equal(message_length(""), 0);
    assert_int_equal(message_length("short"), 5);
    memset(text, 'x', 2048);
    assert_int_equal(message_length(text), 2048);
    memset(text, 'x', 9999);
    assert_int_equal(message_length(text), 2048);
    memset(text, '%', 9999); /* three bytes each on the wire */
    assert_int_equal(message_length(text), 682);
    for (int i = 0; i < 9998; i += 2)
        memcpy(text + i, "\xc3\xbc", 2);
    assert_int_equal(message_length(text), 682); /* 341 characters of two bytes */
    free(text);
}

static int setup(void **state)
{
    (void)state;
    grpc_init();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    grpc_shutdown();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_becomes_an_error_and_that_the_same_status),
        cmocka_unit_test(every_category_has_a_status),
        cmocka_unit_test(an_http_status_of_403_is_permission_denied),
        cmocka_unit_test(a_code_counts_only_within_its_category),
        cmocka_unit_test(what_is_no_failure_or_no_status_is_unknown),
        cmocka_unit_test(messages_are_cut_where_they_would_fill_the_metadata),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
