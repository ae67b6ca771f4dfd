#include <pipc/paging.h>

#include "support/cmocka.h"
#include "support/json.h"

static pipc_paging_params paging_of(const char *text)
{
    json_t *value = parse_json(text);
    pipc_paging_params paging = pipc_paging_params_from_json(value);

    json_decref(value);
    return paging;
}

static void paging_is_read(void **state)
{
    static const struct {
        const char *json;
        pipc_paging_params paging;
    } rows[] = {
        {"{\"skip\":10,\"take\":5,\"total\":true}", {10, 5, true}},
        {"{\"skip\":0,\"take\":0,\"total\":false}", {0, PIPC_PAGING_NONE, false}},
        {"{\"skip\":\"3\",\"take\":-1}", {3, PIPC_PAGING_NONE, false}},
        {"{\"skip\":null,\"take\":\"many\"}", {PIPC_PAGING_NONE, PIPC_PAGING_NONE, false}},
        {"null", {PIPC_PAGING_NONE, PIPC_PAGING_NONE, false}},
        {"[1]", {PIPC_PAGING_NONE, PIPC_PAGING_NONE, false}},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_paging_params paging = paging_of(rows[i].json);

        assert_int_equal(paging.skip, rows[i].paging.skip);
        assert_int_equal(paging.take, rows[i].paging.take);
        assert_int_equal(paging.total, rows[i].paging.total);
    }
    assert_int_equal(pipc_paging_params_from_json(NULL).take, PIPC_PAGING_NONE);
}

static void paging_is_written(void **state)
{
    pipc_paging_params paging = {PIPC_PAGING_NONE, 5, true};
    json_t *value = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_paging_params_to_json(&paging, &value, &error), error);
    assert_json(value, "{\"take\":5,\"total\":true}");
    json_decref(value);
}

static void paging_is_kept_within_bounds(void **state)
{
    pipc_paging_params some = {10, 50, false};
    pipc_paging_params none = {PIPC_PAGING_NONE, PIPC_PAGING_NONE, false};

    (void)state;
    assert_int_equal(pipc_paging_params_get_skip(&some, 3), 10);
    assert_int_equal(pipc_paging_params_get_skip(&some, 30), 30);
    assert_int_equal(pipc_paging_params_get_skip(&none, 0), 0);
    assert_int_equal(pipc_paging_params_get_take(&some, 100), 50);
    assert_int_equal(pipc_paging_params_get_take(&some, 10), 10);
    assert_int_equal(pipc_paging_params_get_take(&none, 100), 100);
}

static void check_page(const json_t *all, const char *paging_text, json_int_t most,
                       const char *expected)
{
    pipc_paging_params paging = paging_of(paging_text);
    json_t *page = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_data_page_of(all, &paging, most, &page, &error), error);
    assert_json(page, expected);
    json_decref(page);
}

static void a_page_is_a_part_of_all(void **state)
{
    json_t *all = parse_json("[1,2,3,4]");

    (void)state;
    check_page(all, "{}", 100, "{\"data\":[1,2,3,4],\"total\":null}");
    check_page(all, "{\"skip\":1,\"take\":2,\"total\":true}", 100, "{\"data\":[2,3],\"total\":4}");
    check_page(all, "{\"skip\":4}", 100, "{\"data\":[],\"total\":null}");
    check_page(all, "{\"skip\":9223372036854775807,\"take\":9223372036854775807}", 100,
               "{\"data\":[],\"total\":null}");
    check_page(all, "{\"skip\":3,\"take\":50}", 1, "{\"data\":[4],\"total\":null}");
    check_page(all, "{}", 0, "{\"data\":[],\"total\":null}");
    json_decref(all);
}

static void a_page_tells_its_data_and_total(void **state)
{
    json_t *page = parse_json("{\"data\":[1],\"total\":7}");
    json_t *other = parse_json("{\"data\":{},\"total\":null}");

    (void)state;
    assert_json(pipc_data_page_data(page), "[1]");
    assert_int_equal(pipc_data_page_total(page), 7);
    assert_null(pipc_data_page_data(other));
    assert_int_equal(pipc_data_page_total(other), PIPC_PAGING_NONE);
    assert_null(pipc_data_page_data(NULL));
    json_decref(page);
    json_decref(other);
}

static void a_filter_asks_for_equal_members(void **state)
{
    static const struct {
        const char *filter;
        bool matches;
    } rows[] = {
        {"null", true},
        {"{}", true},
        {"{\"key\":\"k\"}", true},
        {"{\"key\":null}", true},
        {"{\"number\":\"5\",\"flag\":\"true\"}", true},
        {"{\"number\":5}", true},
        {"{\"key\":\"K\"}", false},
        {"{\"other\":\"k\"}", false},
        {"{\"key\":\"k\",\"number\":\"6\"}", false},
        {"{\"list\":\"[1]\"}", false},
    };
    json_t *item = parse_json("{\"key\":\"k\",\"number\":5,\"flag\":true,\"list\":[1]}");

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        json_t *filter = parse_json(rows[i].filter);

        assert_int_equal(pipc_filter_params_match(filter, item), rows[i].matches);
        json_decref(filter);
    }
    assert_true(pipc_filter_params_match(NULL, item));
    assert_string_equal(pipc_filter_params_get(item, "key"), "k");
    assert_null(pipc_filter_params_get(item, "number"));
    assert_null(pipc_filter_params_get(NULL, "key"));
    json_decref(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paging_is_read),
        cmocka_unit_test(paging_is_written),
        cmocka_unit_test(paging_is_kept_within_bounds),
        cmocka_unit_test(a_page_is_a_part_of_all),
        cmocka_unit_test(a_page_tells_its_data_and_total),
        cmocka_unit_test(a_filter_asks_for_equal_members),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
