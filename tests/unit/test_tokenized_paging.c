#include <pipc/paging.h>

#include "support/cmocka.h"
#include "support/json.h"

static void check_read(const char *text, const char *token, json_int_t take, bool total)
{
    json_t *value = parse_json(text);
    pipc_tokenized_paging_params paging = pipc_tokenized_paging_params_from_json(value);

    if (token == NULL)
        assert_null(paging.token);
    else
        assert_string_equal(paging.token, token);
    assert_int_equal(paging.take, take);
    assert_int_equal(paging.total, total);
    json_decref(value);
}

static void a_token_is_read_with_the_rest(void **state)
{
    (void)state;
    check_read("{\"token\":\"abc\",\"take\":5,\"total\":true}", "abc", 5, true);
    check_read("{\"token\":\"\",\"take\":0}", NULL, PIPC_PAGING_NONE, false);
    check_read("{\"token\":7,\"take\":\"7\"}", NULL, 7, false);
    check_read("null", NULL, PIPC_PAGING_NONE, false);
    check_read("[1]", NULL, PIPC_PAGING_NONE, false);
    assert_null(pipc_tokenized_paging_params_from_json(NULL).token);
}

static void check_written(const pipc_tokenized_paging_params *paging, const char *expected)
{
    json_t *value = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_tokenized_paging_params_to_json(paging, &value, &error), error);
    assert_json(value, expected);
    json_decref(value);
}

static void what_is_not_given_is_not_written(void **state)
{
    pipc_tokenized_paging_params all = {"abc", 5, true};
    pipc_tokenized_paging_params none = {NULL, PIPC_PAGING_NONE, false};

    (void)state;
    check_written(&all, "{\"token\":\"abc\",\"take\":5,\"total\":true}");
    check_written(&none, "{\"total\":false}");
}

static void take_is_kept_within_bounds(void **state)
{
    pipc_tokenized_paging_params some = {NULL, 50, false};
    pipc_tokenized_paging_params none = {NULL, PIPC_PAGING_NONE, false};

    (void)state;
    assert_int_equal(pipc_tokenized_paging_params_get_take(&some, 100), 50);
    assert_int_equal(pipc_tokenized_paging_params_get_take(&some, 10), 10);
    assert_int_equal(pipc_tokenized_paging_params_get_take(&none, 10), 10);
}

static void a_page_tells_the_token_of_the_next_one(void **state)
{
    json_t *page = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_tokenized_data_page_new(parse_json("[1,2]"), "next", 9, &page, &error), error);
    assert_json(page, "{\"data\":[1,2],\"token\":\"next\",\"total\":9}");
    assert_string_equal(pipc_tokenized_data_page_token(page), "next");
    assert_int_equal(pipc_data_page_total(page), 9);
    assert_int_equal(json_array_size(pipc_data_page_data(page)), 2);
    json_decref(page);
}

static void the_last_page_has_none(void **state)
{
    json_t *page = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_tokenized_data_page_new(json_array(), NULL, PIPC_PAGING_NONE, &page, &error),
              error);
    assert_json(page, "{\"data\":[],\"token\":null,\"total\":null}");
    assert_null(pipc_tokenized_data_page_token(page));
    json_decref(page);
}

static void a_token_that_is_no_text_is_refused(void **state)
{
    pipc_tokenized_paging_params paging = {"\xff", 5, true};
    json_t *out = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_tokenized_paging_params_to_json(&paging, &out, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_TOKEN", "UTF-8");
    assert_error(pipc_tokenized_data_page_new(json_array(), "\xff", 1, &out, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_TOKEN", "UTF-8");
    assert_error(pipc_tokenized_data_page_new(NULL, "a", 1, &out, &error), error, PIPC_E_NO_MEMORY,
                 "NO_MEMORY", "memory");
    assert_null(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_read_with_the_rest),
        cmocka_unit_test(what_is_not_given_is_not_written),
        cmocka_unit_test(take_is_kept_within_bounds),
        cmocka_unit_test(a_page_tells_the_token_of_the_next_one),
        cmocka_unit_test(the_last_page_has_none),
        cmocka_unit_test(a_token_that_is_no_text_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
