#include <pipc/schema.h>

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"
#include "support/json.h"

static const pipc_schema dummy_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "id", .type = PIPC_TYPE_STRING},
                           {.name = "key", .type = PIPC_TYPE_STRING, .required = true},
                           {.name = "size", .type = PIPC_TYPE_LONG}),
};

static const pipc_schema args_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "dummy", .schema = &dummy_schema, .required = true},
                           {.name = "paging", .schema = &pipc_paging_params_schema},
                           {.name = "filter", .schema = &pipc_filter_params_schema},
                           {.name = "fields", .schema = &pipc_projection_params_schema},
                           {.name = "sort", .schema = &pipc_sort_params_schema}),
};

static json_t *validate(const pipc_schema *schema, const char *text)
{
    json_t *value = text == NULL ? NULL : parse_json(text);
    json_t *results = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_schema_validate(schema, value, &results, &error), error);
    json_decref(value);
    return results;
}

/* `message` NULL: there is nothing wrong. */
static void check(const pipc_schema *schema, const char *text, const char *message)
{
    json_t *value = text == NULL ? NULL : parse_json(text);
    pipc_error *error = NULL;
    int code = pipc_schema_check(schema, value, false, &error);

    if (message == NULL)
        assert_ok(code, error);
    else if (strcmp(pipc_error_message(error), message) != 0)
        fail_msg("of %s it says \"%s\", expected \"%s\"", text, pipc_error_message(error), message);
    if (message != NULL)
        assert_error(code, error, PIPC_E_BAD_REQUEST, "INVALID_DATA", message);
    json_decref(value);
}

static void arguments_are_checked_to_the_last_property(void **state)
{
    static const struct {
        const char *json;
        const char *message;
    } rows[] = {
        {"{\"dummy\":{\"id\":\"1\",\"key\":\"k\",\"size\":5}}", NULL},
        {"{\"dummy\":{\"id\":null,\"key\":\"k\",\"size\":5.5}}", NULL},
        {"{\"dummy\":{\"key\":\"\"}}", NULL},
        {"{}", "Validation failed: dummy must not be null"},
        {"{\"dummy\":null}", "Validation failed: dummy must not be null"},
        {"{\"dummy\":{}}", "Validation failed: dummy.key must not be null"},
        {"{\"dummy\":{\"key\":5}}",
         "Validation failed: dummy.key type must be string but found long"},
        {"{\"dummy\":{\"key\":5.5,\"size\":\"x\"}}",
         "Validation failed: dummy.key type must be string but found double, "
         "dummy.size type must be long but found string"},
        {"{\"dummy\":[]}", "Validation failed: dummy type must be object but found array"},
        {"{\"dummy\":\"x\"}", "Validation failed: dummy type must be object but found string"},
        {"{\"dummy\":{\"key\":\"k\"},\"paging\":{\"skip\":\"1\",\"total\":1}}",
         "Validation failed: paging.skip type must be long but found string, "
         "paging.total type must be boolean but found long"},
        {"{\"dummy\":{\"key\":\"k\"},\"filter\":5}",
         "Validation failed: filter type must be map but found long"},
        {"{\"dummy\":{\"key\":\"k\"},\"filter\":{\"a\":{}}}", NULL},
        {"{\"dummy\":{\"key\":\"k\"},\"fields\":[\"a\",true]}",
         "Validation failed: fields.1 type must be string but found boolean"},
        {"{\"dummy\":{\"key\":\"k\"},\"fields\":{}}",
         "Validation failed: fields type must be array but found map"},
        {"{\"dummy\":{\"key\":\"k\"},\"sort\":[{\"ascending\":true}]}",
         "Validation failed: sort.0.name must not be null"},
        {"[]", "Validation failed: value type must be object but found array"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        check(&args_schema, rows[i].json, rows[i].message);
}

static void an_unexpected_property_is_a_warning(void **state)
{
    static const char json[] = "{\"key\":\"k\",\"other\":1,\"_hidden\":2}";
    json_t *value = parse_json(json);
    json_t *results = validate(&dummy_schema, json);
    pipc_error *error = NULL;

    (void)state;
    assert_json(results, "[{\"path\":\"\",\"type\":1,\"code\":\"UNEXPECTED_PROPERTY\","
                         "\"message\":\"value contains unexpected property other\","
                         "\"expected\":null,\"actual\":\"other\"}]");
    check(&dummy_schema, json, NULL);
    assert_error(pipc_schema_check(&dummy_schema, value, true, &error), error, PIPC_E_BAD_REQUEST,
                 "INVALID_DATA", "Validation failed: value contains unexpected property other");
    json_decref(results);
    json_decref(value);
}

static void undefined_properties_may_be_allowed(void **state)
{
    static const pipc_schema open_schema = {.kind = PIPC_SCHEMA_OBJECT, .allow_undefined = true};
    json_t *results = validate(&open_schema, "{\"a\":1}");

    (void)state;
    assert_json(results, "[]");
    json_decref(results);
}

static void each_type_takes_its_values(void **state)
{
    static const struct {
        pipc_value_type type;
        const char *takes;
        const char *refuses;
    } rows[] = {
        {PIPC_TYPE_ANY, "[1]", NULL},
        {PIPC_TYPE_STRING, "\"\"", "1"},
        {PIPC_TYPE_BOOLEAN, "false", "0"},
        {PIPC_TYPE_INTEGER, "1.5", "\"1\""},
        {PIPC_TYPE_DOUBLE, "1", "true"},
        {PIPC_TYPE_FLOAT, "1e300", "[]"},
        {PIPC_TYPE_DURATION, "10", "\"10\""},
        {PIPC_TYPE_DATE_TIME, "\"2026-01-31\"", "\"2026-1-31\""},
        {PIPC_TYPE_DATE_TIME, "\"2026-01-31T23:59:59.999Z\"", "\"2026-13-31\""},
        {PIPC_TYPE_DATE_TIME, "\"2026-01-31 23:59+01:00\"", "\"2026-01-31T23:59:59.Z\""},
        {PIPC_TYPE_DATE_TIME, "\"2026-01-31T23:59:59-0130\"", "\"2026-01-31T23:59:59Zz\""},
        {PIPC_TYPE_DATE_TIME, "\"2026-01-31T00:00\"", "5"},
        {PIPC_TYPE_OBJECT, "{}", "[]"},
        {PIPC_TYPE_MAP, "{}", "\"\""},
        {PIPC_TYPE_ENUM, "\"A\"", "true"},
        {PIPC_TYPE_ENUM, "1", "{}"},
        {PIPC_TYPE_ARRAY, "[]", "{}"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        const pipc_schema schema = {.type = rows[i].type};
        json_t *taken = validate(&schema, rows[i].takes);
        json_t *refused = rows[i].refuses == NULL ? NULL : validate(&schema, rows[i].refuses);

        if (json_array_size(taken) != 0)
            fail_msg("%s is refused", rows[i].takes);
        if (refused != NULL && json_array_size(refused) != 1)
            fail_msg("%s is taken", rows[i].refuses);
        json_decref(taken);
        json_decref(refused);
    }
}

static void text_with_a_0_in_it_is_no_string(void **state)
{
    static const pipc_schema schema = {.type = PIPC_TYPE_STRING};
    json_t *value = json_stringn("a\0b", 3);
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_schema_check(&schema, value, false, &error), error, PIPC_E_BAD_REQUEST,
                 "INVALID_DATA", "a 0 in it");
    json_decref(value);
}

static void what_is_missing_is_wrong_only_where_it_is_required(void **state)
{
    const pipc_schema schema = {.type = PIPC_TYPE_STRING, .required = true};
    const pipc_schema optional = {.type = PIPC_TYPE_STRING};

    (void)state;
    check(&schema, NULL, "Validation failed: value must not be null");
    check(&schema, "null", "Validation failed: value must not be null");
    check(&optional, NULL, NULL);
    check(&optional, "null", NULL);
    check(NULL, "5", NULL);
}

static void the_items_of_arrays_and_maps_are_looked_at(void **state)
{
    static const pipc_schema number = {.type = PIPC_TYPE_LONG, .required = true};
    static const pipc_schema row = {.kind = PIPC_SCHEMA_ARRAY, .items = &number};
    static const pipc_schema map = {.kind = PIPC_SCHEMA_MAP, .items = &row};
    static const pipc_schema anything = {.kind = PIPC_SCHEMA_ARRAY};

    (void)state;
    check(&map, "{\"a\":[1,2],\"b\":null}", NULL);
    check(&map, "{\"a\":[1,null]}", "Validation failed: a.1 must not be null");
    check(&map, "{\"a\":[\"x\"]}", "Validation failed: a.0 type must be long but found string");
    check(&anything, "[1,null,{}]", NULL);
}

static void results_are_told_as_details(void **state)
{
    json_t *value = parse_json("{\"key\":5}");
    pipc_error *error = NULL;
    int code = pipc_schema_check(&dummy_schema, value, false, &error);
    json_t *results = parse_json(pipc_error_detail(error, "results"));

    (void)state;
    assert_json(results, "[{\"path\":\"key\",\"type\":2,\"code\":\"TYPE_MISMATCH\",\"message\":"
                         "\"key type must be string but found long\",\"expected\":\"string\","
                         "\"actual\":\"long\"}]");
    assert_int_equal(pipc_error_status(error), 400);
    assert_error(code, error, PIPC_E_BAD_REQUEST, "INVALID_DATA", "");
    json_decref(results);
    json_decref(value);
}

static void what_is_wrong_in_many_places_is_told_a_hundred_times(void **state)
{
    static const pipc_schema text = {.type = PIPC_TYPE_STRING};
    static const pipc_schema row = {.kind = PIPC_SCHEMA_ARRAY, .items = &text};
    json_t *value = json_array();
    json_t *results = NULL;
    pipc_error *error = NULL;

    (void)state;
    for (int i = 0; i < 100000; i++)
        json_array_append_new(value, json_true());
    assert_ok(pipc_schema_validate(&row, value, &results, &error), error);
    assert_int_equal(json_array_size(results), 100);
    json_decref(results);
    json_decref(value);
}

/* Compound literals are static only outside of functions. */
static const pipc_schema empty = {.kind = PIPC_SCHEMA_OBJECT};
static const pipc_schema two = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "a", .schema = &empty},
                           {.name = "b", .type = PIPC_TYPE_STRING}),
};

static void many_warnings_hide_no_error(void **state)
{
    json_t *value = parse_json("{\"a\":{},\"b\":5}");
    char name[16];
    pipc_error *error = NULL;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        json_object_set_new(json_object_get(value, "a"), name, json_true());
    }
    assert_error(pipc_schema_check(&two, value, false, &error), error, PIPC_E_BAD_REQUEST,
                 "INVALID_DATA", "b type must be string");
    json_decref(value);
}

static void types_have_names(void **state)
{
    (void)state;
    assert_string_equal(pipc_value_type_name(PIPC_TYPE_DATE_TIME), "datetime");
    assert_string_equal(pipc_value_type_name(PIPC_TYPE_ANY), "unknown");
    assert_string_equal(pipc_value_type_name((pipc_value_type)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_are_checked_to_the_last_property),
        cmocka_unit_test(an_unexpected_property_is_a_warning),
        cmocka_unit_test(undefined_properties_may_be_allowed),
        cmocka_unit_test(each_type_takes_its_values),
        cmocka_unit_test(text_with_a_0_in_it_is_no_string),
        cmocka_unit_test(what_is_missing_is_wrong_only_where_it_is_required),
        cmocka_unit_test(the_items_of_arrays_and_maps_are_looked_at),
        cmocka_unit_test(results_are_told_as_details),
        cmocka_unit_test(what_is_wrong_in_many_places_is_told_a_hundred_times),
        cmocka_unit_test(many_warnings_hide_no_error),
        cmocka_unit_test(types_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
