#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/grpc_status.h>

#include "grpc/status_details.h"
#include "support/failing_allocator.h"

static pipc_error *full_error(void)
{
    pipc_error *error = NULL;

    pipc_fail(&error, PIPC_E_NOT_FOUND, "NO_DUMMY", "no dummy %d", 5);
    pipc_error_set_status(error, 418);
    pipc_error_set_cause(error, "the cause");
    pipc_error_set_correlation_id(error, "cid");
    pipc_error_set_detail(error, "b", "2");
    pipc_error_set_detail(error, "a", "h\xc3\xa9llo");
    return error;
}

/* What becomes of a call that ends with `status`, the message "the message" and `bytes`. */
static int receive(int status, grpc_slice bytes, pipc_error **error)
{
    return pipc__fail_with_details(error, status, grpc_slice_from_static_string("the message"),
                                   bytes);
}

static void an_error_comes_back_with_all_its_parts(void **state)
{
    pipc_error *error = full_error();
    grpc_slice bytes = pipc__status_details_pack(error);
    pipc_error *copy = NULL;
    const char *value;
    int code;

    (void)state;
    pipc_error_free(error);
    code = receive(PIPC_GRPC_NOT_FOUND, bytes, &copy);
    grpc_slice_unref(bytes);
    assert_int_equal(pipc_error_status(copy), 418);
    assert_string_equal(pipc_error_cause(copy), "the cause");
    assert_string_equal(pipc_error_correlation_id(copy), "cid");
    assert_string_equal(pipc_error_detail_at(copy, 0, &value), "b");
    assert_string_equal(value, "2");
    assert_string_equal(pipc_error_detail_at(copy, 1, &value), "a");
    assert_string_equal(value, "h\xc3\xa9llo");
    assert_int_equal(pipc_error_detail_count(copy), 2);
    assert_error(code, copy, PIPC_E_NOT_FOUND, "NO_DUMMY", "no dummy 5");
}

static void an_error_without_parts_gets_none(void **state)
{
    pipc_error *error = NULL;
    grpc_slice bytes;
    pipc_error *copy = NULL;

    (void)state;
    pipc_fail(&error, PIPC_E_CONFLICT, NULL, "text");
    bytes = pipc__status_details_pack(error);
    pipc_error_free(error);
    assert_int_equal(receive(PIPC_GRPC_ALREADY_EXISTS, bytes, &copy), PIPC_E_CONFLICT);
    grpc_slice_unref(bytes);
    assert_null(pipc_error_code(copy));
    assert_null(pipc_error_cause(copy));
    assert_null(pipc_error_correlation_id(copy));
    assert_int_equal(pipc_error_status(copy), 409);
    pipc_error_free(copy);
}

/* google.rpc.Status {code: 5, message: "m"} as every other gRPC reads it. */
static void the_bytes_begin_as_a_google_rpc_status(void **state)
{
    pipc_error *error = NULL;
    grpc_slice bytes;

    (void)state;
    pipc_fail(&error, PIPC_E_NOT_FOUND, "C", "m");
    bytes = pipc__status_details_pack(error);
    assert_memory_equal(GRPC_SLICE_START_PTR(bytes), "\x08\x05\x12\x01m\x1a", 6);
    grpc_slice_unref(bytes);
    pipc_error_free(error);
}

static void what_is_too_long_is_left_out_details_first(void **state)
{
    static char text[1001];
    pipc_error *error = NULL;
    pipc_error *copy = NULL;
    grpc_slice bytes;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    pipc_fail(&error, PIPC_E_UNKNOWN, "CODE", "%s", text);
    pipc_error_set_cause(error, text);
    for (int i = 0; i < 10; i++) {
        char key[8];

        snprintf(key, sizeof key, "%d", i);
        pipc_error_set_detail(error, key, text);
    }
    bytes = pipc__status_details_pack(error);
    assert_in_range(GRPC_SLICE_LENGTH(bytes), 3000, 4096);
    assert_int_equal(receive(PIPC_GRPC_UNKNOWN, bytes, &copy), PIPC_E_UNKNOWN);
    assert_string_equal(pipc_error_message(copy), text);
    assert_string_equal(pipc_error_cause(copy), text);
    assert_true(pipc_error_detail_count(copy) < 10);
    pipc_error_free(copy);
    pipc_error_free(error);
    grpc_slice_unref(bytes);
}

static void bytes_that_are_no_utf8_are_replaced(void **state)
{
    pipc_error *error = NULL;
    pipc_error *copy = NULL;
    grpc_slice bytes;

    (void)state;
    pipc_fail(&error, PIPC_E_UNKNOWN, NULL, "a\xffz");
    bytes = pipc__status_details_pack(error);
    pipc_error_free(error);
    assert_int_equal(receive(PIPC_GRPC_UNKNOWN, bytes, &copy), PIPC_E_UNKNOWN);
    assert_string_equal(pipc_error_message(copy), "a?z");
    pipc_error_free(copy);
    grpc_slice_unref(bytes);
}

static bool has(grpc_slice bytes, const char *text)
{
    return memmem(GRPC_SLICE_START_PTR(bytes), GRPC_SLICE_LENGTH(bytes), text, strlen(text)) !=
           NULL;
}

/* As every other gRPC reads it: {reason: "NO_DUMMY", domain: "pipc", metadata: {"b": "2", …}}. */
static void strangers_are_told_by_an_error_info(void **state)
{
    pipc_error *error = full_error();
    grpc_slice bytes = pipc__status_details_pack(error);

    (void)state;
    assert_true(has(bytes, "\x0a(type.googleapis.com/google.rpc.ErrorInfo"));
    assert_true(has(bytes, "\x0a\x08NO_DUMMY\x12\x04pipc\x1a\x06\x0a\x01"
                           "b\x12\x01"
                           "2\x1a\x0b\x0a\x01"
                           "a\x12\x06h\xc3\xa9llo"));
    grpc_slice_unref(bytes);
    pipc_error_free(error);
}

static void strangers_are_told_no_code_that_there_is_not(void **state)
{
    pipc_error *error = NULL;
    grpc_slice bytes;

    (void)state;
    pipc_fail(&error, PIPC_E_CONFLICT, NULL, "text");
    bytes = pipc__status_details_pack(error);
    assert_false(has(bytes, "google.rpc.ErrorInfo"));
    grpc_slice_unref(bytes);
    pipc_error_free(error);
}

/* It is as long as what we tell our own, so that past half of the room there is none for it. */
static void strangers_come_last_where_room_is_short(void **state)
{
    static char text[901];
    pipc_error *error = NULL;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    pipc_fail(&error, PIPC_E_UNKNOWN, "CODE", "text");
    for (size_t i = 0; i < 4; i++) {
        grpc_slice bytes;

        pipc_error_set_detail(error, &"dcba"[i], text);
        bytes = pipc__status_details_pack(error);
        assert_int_equal(has(bytes, "google.rpc.ErrorInfo"), i < 2);
        assert_true(has(bytes, &"dcba"[i]));
        grpc_slice_unref(bytes);
    }
    pipc_error_free(error);
}

/* A call that ended with ABORTED and such bytes; whether they describe an error of ours. */
static bool describe_an_error(const void *bytes, size_t length)
{
    grpc_slice slice = grpc_slice_from_copied_buffer(bytes, length);
    pipc_error *error = NULL;
    int code = receive(PIPC_GRPC_ABORTED, slice, &error);
    bool described = strcmp(pipc_error_message(error), "the message") != 0;

    assert_int_equal(code, pipc_error_category(error));
    assert_int_equal(receive(PIPC_GRPC_ABORTED, slice, NULL), code);
    assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_ABORTED);
    if (!described)
        assert_error(code, error, PIPC_E_CONFLICT, "ABORTED", "the message");
    else
        pipc_error_free(error);
    grpc_slice_unref(slice);
    return described;
}

static void the_details_of_others_are_passed_over(void **state)
{
    static const char error_info[] = "\x08\x05\x12\x01m\x1a\x0f\x0a\x08"
                                     "some.url\x12\x03\xff\xff\xff";

    (void)state;
    assert_false(describe_an_error("", 0));
    assert_false(describe_an_error("\x08\x05", 2));
    assert_false(describe_an_error("not a message at all", 20));
    assert_false(describe_an_error(error_info, sizeof error_info - 1));
}

static void a_description_that_is_none_is_passed_over(void **state)
{
    pipc_error *error = full_error();
    grpc_slice bytes = pipc__status_details_pack(error);
    uint8_t *copy = malloc(GRPC_SLICE_LENGTH(bytes));
    unsigned described = 0;

    (void)state;
    for (size_t i = 0; i < GRPC_SLICE_LENGTH(bytes); i++) {
        described += describe_an_error(GRPC_SLICE_START_PTR(bytes), i); /* cut off */
        for (int bit = 0; bit < 8; bit++) {
            grpc_slice changed;

            memcpy(copy, GRPC_SLICE_START_PTR(bytes), GRPC_SLICE_LENGTH(bytes));
            copy[i] = (uint8_t)(copy[i] ^ 1 << bit);
            changed = grpc_slice_from_static_buffer(copy, GRPC_SLICE_LENGTH(bytes));
            assert_true(receive(PIPC_GRPC_ABORTED, changed, NULL) < 0);
        }
    }
    assert_int_equal(described, 1); /* where the cut is right before the ErrorInfo */
    free(copy);
    grpc_slice_unref(bytes);
    pipc_error_free(error);
}

/* NotFound of an ABORTED: somebody between the two changed the one and not the other. */
static void an_error_keeps_the_status_with_which_it_came(void **state)
{
    pipc_error *error = full_error();
    grpc_slice bytes = pipc__status_details_pack(error);

    (void)state;
    pipc_error_free(error);
    for (int status = PIPC_GRPC_CANCELLED; status <= PIPC_GRPC_UNAUTHENTICATED; status++) {
        pipc_error *copy = NULL;
        int code = receive(status, bytes, &copy);

        assert_int_equal(pipc_error_grpc_status(copy), status);
        assert_error(code, copy, PIPC_E_NOT_FOUND, "NO_DUMMY", "no dummy 5");
    }
    grpc_slice_unref(bytes);
}

static int pack_and_unpack(void *data)
{
    grpc_slice bytes = pipc__status_details_pack(data);
    pipc_error *copy = NULL;
    int code = receive(PIPC_GRPC_ABORTED, bytes, &copy);

    pipc_error_free(copy);
    grpc_slice_unref(bytes);
    if (code == PIPC_E_NOT_FOUND)
        return PIPC_OK;
    /* Without memory for the details it is the error of its status, if there is memory for that. */
    return code == PIPC_E_CONFLICT ? PIPC_E_NO_MEMORY : code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    pipc_error *error;

    (void)state;
    error = full_error();
    for_each_failing_allocation(pack_and_unpack, error);
    pipc_error_free(error);
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
        cmocka_unit_test(an_error_comes_back_with_all_its_parts),
        cmocka_unit_test(an_error_without_parts_gets_none),
        cmocka_unit_test(the_bytes_begin_as_a_google_rpc_status),
        cmocka_unit_test(what_is_too_long_is_left_out_details_first),
        cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
        cmocka_unit_test(strangers_are_told_by_an_error_info),
        cmocka_unit_test(strangers_are_told_no_code_that_there_is_not),
        cmocka_unit_test(strangers_come_last_where_room_is_short),
        cmocka_unit_test(the_details_of_others_are_passed_over),
        cmocka_unit_test(a_description_that_is_none_is_passed_over),
        cmocka_unit_test(an_error_keeps_the_status_with_which_it_came),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
