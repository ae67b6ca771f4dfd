#include <string.h>

#include "base/error.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

typedef struct category_row {
    int category;
    const char *name;
    int status;
} category_row;

static const category_row rows[] = {
    {PIPC_E_UNKNOWN, "Unknown", 500},
    {PIPC_E_INTERNAL, "Internal", 500},
    {PIPC_E_MISCONFIGURATION, "Misconfiguration", 500},
    {PIPC_E_INVALID_STATE, "InvalidState", 500},
    {PIPC_E_NO_RESPONSE, "NoResponse", 500},
    {PIPC_E_FAILED_INVOCATION, "FailedInvocation", 500},
    {PIPC_E_FILE_ERROR, "FileError", 500},
    {PIPC_E_BAD_REQUEST, "BadRequest", 400},
    {PIPC_E_UNAUTHORIZED, "Unauthorized", 401},
    {PIPC_E_NOT_FOUND, "NotFound", 404},
    {PIPC_E_CONFLICT, "Conflict", 409},
    {PIPC_E_UNSUPPORTED, "Unsupported", 500},
    {PIPC_E_TOO_MANY_REQUESTS, "TooManyRequests", 429},
    {PIPC_E_NO_MEMORY, "NoMemory", 500},
};

static void categories_have_the_names_and_statuses_of_pip_services(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_error *error = NULL;

        assert_string_equal(pipc_category_name(rows[i].category), rows[i].name);
        assert_int_equal(pipc_category_from_name(rows[i].name), rows[i].category);
        assert_int_equal(pipc_category_status(rows[i].category), rows[i].status);
        assert_int_equal(pipc_fail(&error, rows[i].category, "X", "x"), rows[i].category);
        assert_int_equal(pipc_error_category(error), rows[i].category);
        assert_int_equal(pipc_error_status(error), rows[i].status);
        pipc_error_free(error);
    }
}

static void what_is_no_category_is_unknown(void **state)
{
    static const int strangers[] = {0, 1, -15, INT32_MAX, INT32_MIN};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(strangers); i++) {
        pipc_error *error = NULL;

        assert_string_equal(pipc_category_name(strangers[i]), "Unknown");
        assert_int_equal(pipc_category_status(strangers[i]), 500);
        assert_int_equal(pipc_fail(NULL, strangers[i], "X", "x"), PIPC_E_UNKNOWN);
        assert_error(pipc_fail(&error, strangers[i], "X", "x"), error, PIPC_E_UNKNOWN, "X", "x");
    }
    assert_int_equal(pipc_category_from_name(NULL), PIPC_E_UNKNOWN);
    assert_int_equal(pipc_category_from_name(""), PIPC_E_UNKNOWN);
    assert_int_equal(pipc_category_from_name("BadRequests"), PIPC_E_UNKNOWN);
    assert_int_equal(pipc_category_from_name("bADrEQUEST"), PIPC_E_BAD_REQUEST);
}

static void fail_formats_the_message_and_copies_the_code(void **state)
{
    char code[] = "BAD_PORT";
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(
        pipc_fail(&error, PIPC_E_MISCONFIGURATION, code, "%s is %d", "connection.port", 70000),
        PIPC_E_MISCONFIGURATION);
    memset(code, 'x', sizeof(code));
    assert_string_equal(pipc_error_code(error), "BAD_PORT");
    assert_string_equal(pipc_error_message(error), "connection.port is 70000");
    assert_null(pipc_error_cause(error));
    assert_null(pipc_error_correlation_id(error));
    assert_int_equal(pipc_error_detail_count(error), 0);
    pipc_error_free(error);
}

static void a_caller_who_does_not_want_the_error_gets_its_category(void **state)
{
    pipc_error *cause = NULL;

    (void)state;
    assert_int_equal(pipc_fail(NULL, PIPC_E_CONFLICT, "X", "x"), PIPC_E_CONFLICT);
    assert_int_equal(pipc_fail_no_memory(NULL), PIPC_E_NO_MEMORY);
    assert_int_equal(pipc_fail(&cause, PIPC_E_CONFLICT, "X", "x"), PIPC_E_CONFLICT);
    assert_int_equal(pipc_fail_cause(NULL, PIPC_E_NOT_FOUND, "Y", cause, "y"), PIPC_E_NOT_FOUND);
}

static void the_cause_is_the_chain_of_messages_below(void **state)
{
    pipc_error *lowest = NULL;
    pipc_error *middle = NULL;
    pipc_error *error = NULL;

    (void)state;
    pipc_fail(&lowest, PIPC_E_FILE_ERROR, "A", "no such file");
    pipc_fail_cause(&middle, PIPC_E_INTERNAL, "B", lowest, "cannot read");
    assert_string_equal(pipc_error_cause(middle), "no such file");
    pipc_fail_cause(&error, PIPC_E_NO_RESPONSE, "C", middle, "above \"%s\"",
                    pipc_error_message(middle));
    assert_int_equal(pipc_error_category(error), PIPC_E_NO_RESPONSE);
    assert_string_equal(pipc_error_code(error), "C");
    assert_string_equal(pipc_error_message(error), "above \"cannot read\"");
    assert_string_equal(pipc_error_cause(error), "cannot read: no such file");
    pipc_error_free(error);
}

static void no_cause_is_a_cause_too(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(pipc_fail_cause(&error, PIPC_E_INTERNAL, "X", NULL, "x"), PIPC_E_INTERNAL);
    assert_null(pipc_error_cause(error));
    pipc_error_free(error);
}

static void the_parts_of_no_error_are_none(void **state)
{
    (void)state;
    assert_int_equal(pipc_error_category(NULL), PIPC_OK);
    assert_int_equal(pipc_error_status(NULL), 0);
    assert_null(pipc_error_code(NULL));
    assert_null(pipc_error_message(NULL));
    assert_null(pipc_error_cause(NULL));
    assert_null(pipc_error_correlation_id(NULL));
    assert_null(pipc_error_detail(NULL, "key"));
    assert_null(pipc_error_detail_at(NULL, 0, NULL));
    assert_int_equal(pipc_error_detail_count(NULL), 0);
    pipc_error_set_status(NULL, 1);
    pipc_error_set_cause(NULL, "x");
    pipc_error_set_correlation_id(NULL, "x");
    pipc_error_set_detail(NULL, "x", "x");
    pipc_error_free(NULL);
}

static void parts_can_be_set_replaced_and_taken_away(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "x");
    pipc_error_set_status(error, 418);
    pipc_error_set_cause(error, "first");
    pipc_error_set_cause(error, "second");
    pipc_error_set_correlation_id(error, "123");
    assert_int_equal(pipc_error_status(error), 418);
    assert_int_equal(pipc_error_category(error), PIPC_E_NOT_FOUND);
    assert_string_equal(pipc_error_cause(error), "second");
    assert_string_equal(pipc_error_correlation_id(error), "123");
    pipc_error_set_cause(error, NULL);
    pipc_error_set_correlation_id(error, NULL);
    assert_null(pipc_error_cause(error));
    assert_null(pipc_error_correlation_id(error));
    pipc_error_free(error);
}

static void details_keep_their_order(void **state)
{
    pipc_error *error = NULL;
    const char *value = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "x");
    pipc_error_set_detail(error, "b", "1");
    pipc_error_set_detail(error, "a", NULL);
    pipc_error_set_detail(error, "b", "2");
    assert_int_equal(pipc_error_detail_count(error), 2);
    assert_string_equal(pipc_error_detail_at(error, 0, &value), "b");
    assert_string_equal(value, "2");
    assert_string_equal(pipc_error_detail_at(error, 1, &value), "a");
    assert_null(value);
    assert_null(pipc_error_detail_at(error, 2, &value));
    assert_string_equal(pipc_error_detail(error, "b"), "2");
    assert_null(pipc_error_detail(error, "c"));
    pipc_error_free(error);
}

static void what_came_over_a_wire_can_be_set(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_CONFLICT, "ABORTED", "text");
    assert_int_equal(pipc__error_wire_status(error), 0);
    pipc__error_set_code(error, "STOCKOUT");
    pipc__error_set_wire_status(error, 10);
    assert_string_equal(pipc_error_code(error), "STOCKOUT");
    assert_int_equal(pipc__error_wire_status(error), 10);
    assert_int_equal(pipc_error_status(error), 409);
    pipc_error_free(error);
    pipc__error_set_code(NULL, "X");
    pipc__error_set_wire_status(NULL, 1);
    assert_int_equal(pipc__error_wire_status(NULL), 0);
}

static void the_out_of_memory_error_cannot_be_changed_and_may_be_freed_twice(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(pipc_fail_no_memory(&error), PIPC_E_NO_MEMORY);
    pipc_error_set_status(error, 1);
    pipc_error_set_cause(error, "x");
    pipc_error_set_correlation_id(error, "x");
    pipc_error_set_detail(error, "x", "x");
    pipc__error_set_code(error, "x");
    pipc__error_set_wire_status(error, 1);
    assert_int_equal(pipc__error_wire_status(error), 0);
    assert_int_equal(pipc_error_category(error), PIPC_E_NO_MEMORY);
    assert_string_equal(pipc_error_code(error), "NO_MEMORY");
    assert_string_equal(pipc_error_message(error), "out of memory");
    assert_int_equal(pipc_error_status(error), 500);
    assert_null(pipc_error_cause(error));
    assert_null(pipc_error_correlation_id(error));
    assert_int_equal(pipc_error_detail_count(error), 0);
    pipc_error_free(error);
    pipc_error_free(error);
}

static void without_memory_the_error_is_the_out_of_memory_error(void **state)
{
    pipc_error *error = NULL;
    pipc_error *cause = NULL;

    (void)state;
    pipc_fail(&cause, PIPC_E_INTERNAL, "X", "x");
    failing_allocator_install();
    failing_allocator_fail_at(1, true);
    assert_error(pipc_fail(&error, PIPC_E_INTERNAL, "X", "x"), error, PIPC_E_NO_MEMORY, "NO_MEMORY",
                 "out of memory");
    assert_int_equal(pipc_fail(NULL, PIPC_E_INTERNAL, "X", "x"), PIPC_E_INTERNAL);
    failing_allocator_remove();
    pipc_error_free(cause);
}

static void a_copy_tells_the_same(void **state)
{
    pipc_error *error = NULL;
    pipc_error *copy = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_CONFLICT, "CODE", "text");
    pipc_error_set_status(error, 423);
    pipc_error_set_cause(error, "cause");
    pipc_error_set_correlation_id(error, "cid");
    pipc_error_set_detail(error, "key", "value");
    pipc__error_set_wire_status(error, 7);
    assert_int_equal(pipc__error_copy(error, &copy), PIPC_E_CONFLICT);
    assert_int_equal(pipc__error_copy(error, NULL), PIPC_E_CONFLICT);
    pipc_error_free(error);
    assert_string_equal(pipc_error_code(copy), "CODE");
    assert_string_equal(pipc_error_message(copy), "text");
    assert_string_equal(pipc_error_cause(copy), "cause");
    assert_string_equal(pipc_error_correlation_id(copy), "cid");
    assert_string_equal(pipc_error_detail(copy, "key"), "value");
    assert_int_equal(pipc_error_status(copy), 423);
    assert_int_equal(pipc__error_wire_status(copy), 7);
    pipc_error_free(copy);
}

static void without_memory_an_error_keeps_the_parts_it_has(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    failing_allocator_install();
    pipc_fail(&error, PIPC_E_INTERNAL, "X", "x");
    pipc_error_set_cause(error, "cause");
    pipc_error_set_detail(error, "key", "value");
    failing_allocator_fail_at(1, true);
    pipc_error_set_cause(error, "other");
    pipc_error_set_detail(error, "key", "other");
    assert_string_equal(pipc_error_cause(error), "cause");
    assert_string_equal(pipc_error_detail(error, "key"), "value");
    pipc_error_free(error);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

static void a_prefix_goes_before_the_message(void **state)
{
    pipc_error *error = NULL;
    int code = pipc_fail(&error, PIPC_E_CONFLICT, "TWICE", "is there already");

    (void)state;
    pipc__error_prefix(error, "%s %d: ", "line", 3);
    pipc__error_prefix(NULL, "nothing");
    assert_error(code, error, PIPC_E_CONFLICT, "TWICE", "line 3: is there already");
    code = pipc_fail_no_memory(&error);
    pipc__error_prefix(error, "line 3: ");
    assert_string_equal(pipc_error_message(error), "out of memory");
    assert_error(code, error, PIPC_E_NO_MEMORY, "NO_MEMORY", "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prefix_goes_before_the_message),
        cmocka_unit_test(categories_have_the_names_and_statuses_of_pip_services),
        cmocka_unit_test(what_is_no_category_is_unknown),
        cmocka_unit_test(fail_formats_the_message_and_copies_the_code),
        cmocka_unit_test(a_caller_who_does_not_want_the_error_gets_its_category),
        cmocka_unit_test(the_cause_is_the_chain_of_messages_below),
        cmocka_unit_test(no_cause_is_a_cause_too),
        cmocka_unit_test(the_parts_of_no_error_are_none),
        cmocka_unit_test(parts_can_be_set_replaced_and_taken_away),
        cmocka_unit_test(details_keep_their_order),
        cmocka_unit_test(what_came_over_a_wire_can_be_set),
        cmocka_unit_test(the_out_of_memory_error_cannot_be_changed_and_may_be_freed_twice),
        cmocka_unit_test(without_memory_the_error_is_the_out_of_memory_error),
        cmocka_unit_test(a_copy_tells_the_same),
        cmocka_unit_test(without_memory_an_error_keeps_the_parts_it_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
