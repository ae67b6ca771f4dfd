#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include <pipc/grpc_status.h>

#include "grpc/any.h"
#include "grpc/foreign_details.h"
#include "grpc/status_details.h"
#include "pipc/error_details.pb-c.h"
#include "support/failing_allocator.h"

enum { MOST_ANYS = 4 };

/* The details of a peer that is not pipc, as they are put together. */
typedef struct details {
    pipc__arena arena;
    Pipc__Any anys[MOST_ANYS];
    Pipc__Any *pointers[MOST_ANYS];
    Pipc__Status status;
} details;

static details start(void)
{
    details self = {.status = PIPC__STATUS__INIT};

    pipc__arena_init(&self.arena, NULL, 0);
    self.status.message = (char *)"the message of the details";
    return self;
}

static void add(details *self, const char *type_url, const ProtobufCMessage *message)
{
    size_t at = self->status.n_details++;

    assert_true(pipc__any_pack(&self->anys[at], type_url, message, &self->arena));
}

static void add_info(details *self, const char *reason, const char *domain, const char *key,
                     const char *value)
{
    Pipc__ErrorInfo info = PIPC__ERROR_INFO__INIT;
    Pipc__ErrorDescription__Detail entry = PIPC__ERROR_DESCRIPTION__DETAIL__INIT;
    Pipc__ErrorDescription__Detail *entries = &entry;

    entry.key = (char *)key;
    entry.value = (char *)value;
    info.reason = (char *)reason;
    info.domain = (char *)domain;
    info.metadata = &entries;
    info.n_metadata = key == NULL ? 0 : 1;
    add(self, "type.googleapis.com/google.rpc.ErrorInfo", &info.base);
}

/* `count` violations: field 0, 1, …, `fields` - 1, 0, 1, … each with its number for a description.
 */
static void add_bad_request(details *self, size_t count, size_t fields)
{
    Pipc__BadRequest request = PIPC__BAD_REQUEST__INIT;
    Pipc__BadRequest__FieldViolation *all = pipc__arena_alloc(&self->arena, count * sizeof *all);

    request.field_violations = pipc__arena_alloc(&self->arena, count * sizeof all);
    request.n_field_violations = count;
    for (size_t i = 0; i < count; i++) {
        char text[40];

        pipc__bad_request__field_violation__init(&all[i]);
        snprintf(text, sizeof text, "field %zu", i % fields);
        all[i].field = pipc__arena_strndup(&self->arena, text, strlen(text));
        snprintf(text, sizeof text, "%zu", i);
        all[i].description = pipc__arena_strndup(&self->arena, text, strlen(text));
        request.field_violations[i] = &all[i];
    }
    add(self, "type.googleapis.com/google.rpc.BadRequest", &request.base);
}

static void add_retry(details *self, int64_t seconds, int32_t nanos)
{
    Pipc__RetryInfo info = PIPC__RETRY_INFO__INIT;
    Pipc__RetryInfo__Duration delay = PIPC__RETRY_INFO__DURATION__INIT;

    delay.seconds = seconds;
    delay.nanos = nanos;
    info.retry_delay = &delay;
    add(self, "type.googleapis.com/google.rpc.RetryInfo", &info.base);
}

static grpc_slice pack(details *self)
{
    grpc_slice bytes;

    for (size_t i = 0; i < MOST_ANYS; i++)
        self->pointers[i] = &self->anys[i];
    self->status.details = self->pointers;
    bytes = grpc_slice_malloc(pipc__status__get_packed_size(&self->status));
    pipc__status__pack(&self->status, GRPC_SLICE_START_PTR(bytes));
    pipc__arena_dispose(&self->arena);
    return bytes;
}

/* The error of a call that ended with `status` and these details. */
static pipc_error *receive(int status, const char *message, details *self)
{
    grpc_slice bytes = pack(self);
    pipc_error *error = NULL;
    int code =
        pipc__fail_with_details(&error, status, grpc_slice_from_static_string(message), bytes);

    assert_int_equal(code, pipc_grpc_status_category(status));
    assert_int_equal(pipc_error_grpc_status(error), status);
    grpc_slice_unref(bytes);
    return error;
}

static void the_reason_is_the_code_whatever_the_status(void **state)
{
    (void)state;
    for (int status = PIPC_GRPC_CANCELLED; status <= PIPC_GRPC_UNAUTHENTICATED; status++) {
        details all = start();
        pipc_error *error;

        add_info(&all, "STOCKOUT", "shop.example.com", "item", "42");
        error = receive(status, "none left", &all);
        assert_string_equal(pipc_error_detail(error, "domain"), "shop.example.com");
        assert_string_equal(pipc_error_detail(error, "item"), "42");
        assert_int_equal(pipc_error_detail_count(error), 2);
        assert_error(pipc_grpc_status_category(status), error, pipc_grpc_status_category(status),
                     "STOCKOUT", "none left");
    }
}

/* The reason is the name of another status of that category. */
static void a_reason_does_not_change_the_status(void **state)
{
    details all = start();
    pipc_error *error;

    (void)state;
    add_info(&all, "ABORTED", "", NULL, NULL);
    error = receive(PIPC_GRPC_ALREADY_EXISTS, "no", &all);
    assert_string_equal(pipc_error_code(error), "ABORTED");
    assert_int_equal(pipc_error_detail_count(error), 0);
    pipc_error_free(error);
}

static void what_a_client_passes_on_keeps_its_status(void **state)
{
    details all = start();
    pipc_error *error;
    pipc_error *copy = NULL;
    grpc_slice bytes;

    (void)state;
    add_info(&all, "STOCKOUT", "", NULL, NULL);
    error = receive(PIPC_GRPC_ABORTED, "no", &all);
    bytes = pipc__status_details_pack(error);
    pipc__fail_with_details(&copy, (int)pipc_error_grpc_status(error), grpc_empty_slice(), bytes);
    assert_int_equal(pipc_error_grpc_status(copy), PIPC_GRPC_ABORTED);
    assert_string_equal(pipc_error_code(copy), "STOCKOUT");
    grpc_slice_unref(bytes);
    pipc_error_free(copy);
    pipc_error_free(error);
}

static void violations_are_details_of_their_fields(void **state)
{
    details all = start();
    pipc_error *error;
    const char *value;

    (void)state;
    add_bad_request(&all, 5, 2);
    error = receive(PIPC_GRPC_INVALID_ARGUMENT, "no", &all);
    assert_string_equal(pipc_error_detail_at(error, 0, &value), "field 0");
    assert_string_equal(value, "0, 2, 4");
    assert_string_equal(pipc_error_detail_at(error, 1, &value), "field 1");
    assert_string_equal(value, "1, 3");
    assert_int_equal(pipc_error_detail_count(error), 2);
    assert_string_equal(pipc_error_code(error), "INVALID_ARGUMENT");
    pipc_error_free(error);
}

static void expect_delay(int64_t seconds, int32_t nanos, const char *expected)
{
    details all = start();
    pipc_error *error;

    add_retry(&all, seconds, nanos);
    error = receive(PIPC_GRPC_UNAVAILABLE, "no", &all);
    if (expected == NULL)
        assert_null(pipc_error_detail(error, "retry_delay_ms"));
    else
        assert_string_equal(pipc_error_detail(error, "retry_delay_ms"), expected);
    pipc_error_free(error);
}

static void a_delay_is_a_detail_in_milliseconds(void **state)
{
    (void)state;
    expect_delay(0, 0, "0");
    expect_delay(2, 500000000, "2500");
    expect_delay(0, 1, "1"); /* rounded up */
    expect_delay(1, 999999999, "2000");
    expect_delay(INT64_C(315576000000), 0, "315576000000000");
}

static void a_delay_that_is_none_is_passed_over(void **state)
{
    (void)state;
    expect_delay(-1, 0, NULL);
    expect_delay(0, -1, NULL);
    expect_delay(0, 1000000000, NULL);
    expect_delay(INT64_C(315576000001), 0, NULL);
    expect_delay(INT64_MAX, INT32_MAX, NULL);
    expect_delay(INT64_MIN, INT32_MIN, NULL);
}

static void a_retry_info_without_a_delay_is_passed_over(void **state)
{
    details all = start();
    Pipc__RetryInfo info = PIPC__RETRY_INFO__INIT;
    pipc_error *error;

    (void)state;
    add(&all, "type.googleapis.com/google.rpc.RetryInfo", &info.base);
    error = receive(PIPC_GRPC_UNAVAILABLE, "no", &all);
    assert_int_equal(pipc_error_detail_count(error), 0);
    pipc_error_free(error);
}

static void all_of_them_may_come_together_and_the_first_stays(void **state)
{
    details all = start();
    pipc_error *error;

    (void)state;
    add_info(&all, "FIRST", "one", "field 0", "of the info");
    add_info(&all, "SECOND", "two", "more", "there is");
    add_bad_request(&all, 2, 2);
    add_retry(&all, 1, 0);
    error = receive(PIPC_GRPC_INVALID_ARGUMENT, "no", &all);
    assert_string_equal(pipc_error_code(error), "FIRST");
    assert_string_equal(pipc_error_detail(error, "domain"), "one");
    assert_string_equal(pipc_error_detail(error, "field 0"), "of the info");
    assert_string_equal(pipc_error_detail(error, "more"), "there is");
    assert_string_equal(pipc_error_detail(error, "field 1"), "1");
    assert_string_equal(pipc_error_detail(error, "retry_delay_ms"), "1000");
    pipc_error_free(error);
}

static void only_the_name_of_a_type_counts(void **state)
{
    static const struct {
        const char *type_url;
        bool is_read;
    } urls[] = {
        {"/google.rpc.RetryInfo", true},
        {"https://types.example.com/a/b/google.rpc.RetryInfo", true},
        {"google.rpc.RetryInfo", false}, /* no slash: no type URL */
        {"type.googleapis.com/google.rpc.RetryInfos", false},
        {"type.googleapis.com/google.rpc.retryinfo", false},
        {"type.googleapis.com/RetryInfo", false},
        {"type.googleapis.com/", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(urls); i++) {
        details all = start();
        pipc_error *error;

        add_retry(&all, 1, 0);
        all.anys[0].type_url = (char *)urls[i].type_url;
        error = receive(PIPC_GRPC_UNAVAILABLE, "no", &all);
        assert_int_equal(pipc_error_detail_count(error), urls[i].is_read ? 1 : 0);
        pipc_error_free(error);
    }
}

static void details_that_are_broken_do_not_hide_the_others(void **state)
{
    details all = start();
    pipc_error *error;

    (void)state;
    add_info(&all, "REASON", "", NULL, NULL);
    add_info(&all, "\xff", "", "key", "value"); /* no text */
    add_bad_request(&all, 2, 2);
    add_retry(&all, 1, 0);
    all.anys[2].value.len--; /* cut off */
    error = receive(PIPC_GRPC_UNAVAILABLE, "no", &all);
    assert_string_equal(pipc_error_code(error), "REASON");
    assert_string_equal(pipc_error_detail(error, "retry_delay_ms"), "1000");
    assert_int_equal(pipc_error_detail_count(error), 1);
    pipc_error_free(error);
}

static void the_message_of_the_details_stands_in_for_an_empty_one(void **state)
{
    details all = start();
    pipc_error *error = receive(PIPC_GRPC_UNAVAILABLE, "", &all);

    (void)state;
    assert_error(PIPC_E_NO_RESPONSE, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE",
                 "the message of the details");
}

static void details_without_end_are_cut(void **state)
{
    details all = start();
    pipc_error *error;
    const char *value;

    (void)state;
    add_info(&all, "REASON", "domain", NULL, NULL);
    add_bad_request(&all, 100000, 50000);
    error = receive(PIPC_GRPC_UNAVAILABLE, "no", &all);
    assert_int_equal(pipc_error_detail_count(error), PIPC__FOREIGN_DETAILS_MAX);
    assert_string_equal(pipc_error_detail_at(error, PIPC__FOREIGN_DETAILS_MAX - 1, &value),
                        "field 98");
    assert_string_equal(value, "98, 50098");
    pipc_error_free(error);
}

static int read_all(void *data)
{
    const grpc_slice *bytes = data;
    pipc_error *error = NULL;
    int code = pipc__fail_with_details(&error, PIPC_GRPC_UNAVAILABLE,
                                       grpc_slice_from_static_string("no"), *bytes);
    bool is_whole =
        pipc_error_detail_count(error) == 5 && strcmp(pipc_error_code(error), "REASON") == 0;

    /* With the error of the status alone, or with some of the details, it is no other error. */
    if (code == PIPC_E_NO_RESPONSE)
        assert_int_equal(pipc_error_grpc_status(error), PIPC_GRPC_UNAVAILABLE);
    pipc_error_free(error);
    if (is_whole)
        return PIPC_OK;
    return code == PIPC_E_NO_RESPONSE ? PIPC_E_NO_MEMORY : code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    details all = start();
    grpc_slice bytes;

    (void)state;
    add_info(&all, "REASON", "domain", "key", "value");
    add_bad_request(&all, 6, 2);
    add_retry(&all, 1, 0);
    bytes = pack(&all);
    for_each_failing_allocation(read_all, &bytes);
    grpc_slice_unref(bytes);
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
        cmocka_unit_test(the_reason_is_the_code_whatever_the_status),
        cmocka_unit_test(a_reason_does_not_change_the_status),
        cmocka_unit_test(what_a_client_passes_on_keeps_its_status),
        cmocka_unit_test(violations_are_details_of_their_fields),
        cmocka_unit_test(a_delay_is_a_detail_in_milliseconds),
        cmocka_unit_test(a_delay_that_is_none_is_passed_over),
        cmocka_unit_test(a_retry_info_without_a_delay_is_passed_over),
        cmocka_unit_test(all_of_them_may_come_together_and_the_first_stays),
        cmocka_unit_test(only_the_name_of_a_type_counts),
        cmocka_unit_test(details_that_are_broken_do_not_hide_the_others),
        cmocka_unit_test(the_message_of_the_details_stands_in_for_an_empty_one),
        cmocka_unit_test(details_without_end_are_cut),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
