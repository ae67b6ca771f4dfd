#include <string.h>

#include <pipc/paging.h>

#include "support/cmocka.h"
#include "support/json.h"

static void names_are_read_from_text(void **state)
{
    static const struct {
        const char *text;
        const char *paths;
    } rows[] = {
        {NULL, "[]"},
        {"", "[]"},
        {"a", "[\"a\"]"},
        {" a , b ", "[\"a\",\"b\"]"},
        {"a,b(c,d)", "[\"a\",\"b.c\",\"b.d\"]"},
        {"a(b(c),d),e", "[\"a.b.c\",\"a.d\",\"e\"]"},
        {"a()", "[]"},
        {"a,,b,", "[\"a\",\"b\"]"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        json_t *paths = NULL;
        pipc_error *error = NULL;

        assert_ok(pipc_projection_params_from_string(rows[i].text, &paths, &error), error);
        assert_json(paths, rows[i].paths);
        json_decref(paths);
    }
}

static void brackets_must_match(void **state)
{
    static char deep[2001];
    const char *const texts[] = {"a(", "a)", ")", "(a)", "a(b))", "a((b))", "\xff", deep};

    (void)state;
    for (size_t i = 0; i < sizeof deep - 1; i++)
        deep[i] = i % 2 == 0 ? 'a' : '(';
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        json_t *paths = NULL;
        pipc_error *error = NULL;

        assert_error(pipc_projection_params_from_string(texts[i], &paths, &error), error,
                     PIPC_E_BAD_REQUEST, "BAD_PROJECTION", texts[i]);
        assert_null(paths);
    }
}

static void only_what_is_named_is_left(void **state)
{
    json_t *value = parse_json("{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":null}");
    json_t *projection = parse_json("[\"a\",\"b.c\",\"x\",5,\"e\"]");
    json_t *none = parse_json("[]");
    json_t *left = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_projection_params_apply(projection, value, &left, &error), error);
    assert_json(left, "{\"a\":1,\"b\":{\"c\":2},\"e\":null}");
    json_decref(left);
    assert_ok(pipc_projection_params_apply(none, value, &left, &error), error);
    assert_true(json_equal(left, value));
    json_decref(left);
    json_decref(none);
    json_decref(projection);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_from_text),
        cmocka_unit_test(brackets_must_match),
        cmocka_unit_test(only_what_is_named_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
