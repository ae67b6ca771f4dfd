#include <pipc/parameters.h>

#include <string.h>

#include <pipc/alloc.h>
#include <pipc/config_params.h>

#include "support/cmocka.h"
#include "support/json.h"

static const char text[] = "{\"a\":{\"b\":[{\"c\":5},\"x\"]},\"n\":null,\"f\":false,\"z\":0,"
                           "\"e\":\"\",\"real\":10.5,\"text\":\"12\",\"nul\":\"a\\u0000b\"}";

static int set_up(void **state)
{
    *state = json_loads(text, JSON_ALLOW_NUL, NULL);
    return *state == NULL;
}

static int tear_down(void **state)
{
    json_decref(*state);
    return 0;
}

static void what_stands_at_a_path_is_found(void **state)
{
    static const char *const missing[] = {
        "", ".", "a.", "a.b.2", "a.b.-1", "a.b.c", "x", "a.b.0.c.d", "a.b.99999999999999999999"};

    assert_json(pipc_parameters_get(*state, "a.b.0.c"), "5");
    assert_json(pipc_parameters_get(*state, "a.b.1"), "\"x\"");
    assert_true(json_is_null(pipc_parameters_get(*state, "n")));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(missing); i++)
        assert_null(pipc_parameters_get(*state, missing[i]));
    assert_null(pipc_parameters_get(NULL, "a"));
}

static void false_zero_and_empty_text_are_there(void **state)
{
    assert_false(pipc_parameters_get_boolean(*state, "f", true));
    assert_int_equal(pipc_parameters_get_long(*state, "z", 7), 0);
    assert_string_equal(pipc_parameters_get_string(*state, "e", "other"), "");
}

static void what_is_missing_or_another_type_gives_the_default(void **state)
{
    assert_string_equal(pipc_parameters_get_string(*state, "x", "d"), "d");
    assert_string_equal(pipc_parameters_get_string(*state, "z", "d"), "d");
    assert_string_equal(pipc_parameters_get_string(*state, "nul", "d"), "d");
    assert_int_equal(pipc_parameters_get_long(*state, "e", 7), 7);
    assert_int_equal(pipc_parameters_get_long(*state, "a", 7), 7);
    assert_true(pipc_parameters_get_double(*state, "n", 1.5) == 1.5);
    assert_true(pipc_parameters_get_boolean(*state, "a", true));
    assert_true(pipc_parameters_get_boolean(*state, "e", true));
}

static void values_are_converted(void **state)
{
    static const struct {
        const char *json;
        json_int_t number;
        int boolean; /* -1: it is none */
    } rows[] = {
        {"10.5", 11, 1},      {"-10.5", -10, 1},
        {"true", 1, 1},       {"false", 0, 0},
        {"\"10.5\"", 11, -1}, {"\"1\"", 1, 1},
        {"\"YES\"", -99, 1},  {"\"n\"", -99, 0},
        {"1e30", -99, 1},     {"\"10abc\"", -99, -1},
        {"\"\"", -99, -1},    {"\"9007199254740993\"", 9007199254740993, -1},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        json_t *parameters = json_pack("{s:o}", "v", parse_json(rows[i].json));

        assert_int_equal(pipc_parameters_get_long(parameters, "v", -99), rows[i].number);
        assert_int_equal(pipc_parameters_get_boolean(parameters, "v", true), rows[i].boolean != 0);
        assert_int_equal(pipc_parameters_get_boolean(parameters, "v", false), rows[i].boolean == 1);
        json_decref(parameters);
    }
}

static void putting_makes_what_is_on_the_way(void **state)
{
    json_t *parameters = json_object();
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_parameters_put(parameters, "a.b.c", json_integer(1), &error), error);
    assert_ok(pipc_parameters_put(parameters, "a.b.d", NULL, &error), error);
    assert_ok(pipc_parameters_put(parameters, "a.l", json_pack("[i]", 1), &error), error);
    assert_ok(pipc_parameters_put(parameters, "a.l.0.x", json_true(), &error), error);
    assert_json(parameters, "{\"a\":{\"b\":{\"c\":1,\"d\":null},\"l\":[{\"x\":true}]}}");
    assert_ok(pipc_parameters_put(parameters, "a", json_integer(2), &error), error);
    assert_json(parameters, "{\"a\":2}");
    json_decref(parameters);
}

static void a_path_that_leads_nowhere_is_refused(void **state)
{
    static char deep[5000];
    json_t *parameters = json_pack("{s:[]}", "l");
    pipc_error *error = NULL;

    (void)state;
    memset(deep, '.', sizeof deep - 1);
    assert_error(pipc_parameters_put(parameters, "l.0", json_true(), &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_PATH", "l.0");
    assert_error(pipc_parameters_put(parameters, "l.x.y", json_true(), &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_PATH", "l.x.y");
    assert_error(pipc_parameters_put(parameters, deep, json_integer(1), &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_PATH", "5000");
    assert_error(pipc_parameters_put(parameters, "\xff", json_integer(1), &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_PATH", "");
    json_decref(parameters);
}

static void text_becomes_parameters_or_none(void **state)
{
    static const char *const empty[] = {NULL, "", "null", " null ", "{}"};
    static const char *const bad[] = {"[1]", "5", "\"a\"", "{", "true", "text"};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(empty); i++) {
        json_t *parameters = NULL;
        pipc_error *error = NULL;

        assert_ok(pipc_parameters_from_json(empty[i], &parameters, &error), error);
        assert_json(parameters, "{}");
        json_decref(parameters);
    }
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(bad); i++) {
        json_t *parameters = NULL;
        pipc_error *error = NULL;

        assert_error(pipc_parameters_from_json(bad[i], &parameters, &error), error,
                     PIPC_E_BAD_REQUEST, "BAD_JSON", "");
        assert_null(parameters);
    }
}

static void parameters_become_text(void **state)
{
    char *written = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_parameters_to_json(*state, &written, &error), error);
    assert_string_equal(written, "{\"a\":{\"b\":[{\"c\":5},\"x\"]},\"n\":null,\"f\":false,\"z\":0,"
                                 "\"e\":\"\",\"real\":10.5,\"text\":\"12\",\"nul\":\"a\\u0000b\"}");
    pipc_free(written);
    assert_ok(pipc_parameters_to_json(NULL, &written, &error), error);
    assert_string_equal(written, "{}");
    pipc_free(written);
}

static void configuration_becomes_parameters(void **state)
{
    pipc_config_params *config = NULL;
    json_t *parameters = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_from_string("a.b=1;a.c;d=x", &config, &error), error);
    assert_ok(pipc_parameters_from_config(config, &parameters, &error), error);
    assert_json(parameters, "{\"a\":{\"b\":\"1\",\"c\":null},\"d\":\"x\"}");
    json_decref(parameters);
    assert_ok(pipc_config_params_set(config, "bad", "\xff", &error), error);
    parameters = NULL;
    assert_error(pipc_parameters_from_config(config, &parameters, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE", "bad");
    assert_null(parameters);
    pipc_config_params_free(config);
    assert_ok(pipc_parameters_from_config(NULL, &parameters, &error), error);
    assert_json(parameters, "{}");
    json_decref(parameters);
}

static void merging_goes_as_deep_as_it_is_told(void **state)
{
    json_t *one = parse_json("{\"a\":{\"x\":1,\"y\":2},\"b\":1}");
    json_t *other = parse_json("{\"a\":{\"x\":9},\"c\":null}");
    json_t *merged = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_parameters_override(one, other, true, &merged, &error), error);
    assert_json(merged, "{\"a\":{\"x\":9,\"y\":2},\"b\":1,\"c\":null}");
    json_decref(merged);
    assert_ok(pipc_parameters_override(one, other, false, &merged, &error), error);
    assert_json(merged, "{\"a\":{\"x\":9},\"b\":1,\"c\":null}");
    json_decref(merged);
    assert_ok(pipc_parameters_set_defaults(one, other, true, &merged, &error), error);
    assert_json(merged, "{\"a\":{\"x\":1,\"y\":2},\"b\":1,\"c\":null}");
    json_decref(merged);
    assert_ok(pipc_parameters_override(NULL, NULL, false, &merged, &error), error);
    assert_json(merged, "{}");
    json_decref(merged);
    json_decref(one);
    json_decref(other);
}

static void some_are_picked_or_left_out(void **state)
{
    static const char *const paths[] = {"a.x", "b", "missing", NULL};
    static const char *const names[] = {"a", "missing", NULL};
    json_t *all = parse_json("{\"a\":{\"x\":1,\"y\":2},\"b\":null,\"c\":3}");
    json_t *some = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_parameters_pick(all, paths, &some, &error), error);
    assert_json(some, "{\"a\":{\"x\":1},\"b\":null}");
    json_decref(some);
    assert_ok(pipc_parameters_omit(all, names, &some, &error), error);
    assert_json(some, "{\"b\":null,\"c\":3}");
    json_decref(some);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_stands_at_a_path_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(false_zero_and_empty_text_are_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_missing_or_another_type_gives_the_default, set_up,
                                        tear_down),
        cmocka_unit_test(values_are_converted),
        cmocka_unit_test(putting_makes_what_is_on_the_way),
        cmocka_unit_test(a_path_that_leads_nowhere_is_refused),
        cmocka_unit_test(text_becomes_parameters_or_none),
        cmocka_unit_test_setup_teardown(parameters_become_text, set_up, tear_down),
        cmocka_unit_test(configuration_becomes_parameters),
        cmocka_unit_test(merging_goes_as_deep_as_it_is_told),
        cmocka_unit_test(some_are_picked_or_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
