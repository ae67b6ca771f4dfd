#include <string.h>

#include <pipc/schema.h>

#include "support/cmocka.h"
#include "support/json.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define RULES(...) ((const pipc_validation_rule *const[]){__VA_ARGS__, NULL})

/* What a rule says of a value: its code, "" if it holds. */
static void check(const pipc_validation_rule *rule, const char *text, const char *expected)
{
    const pipc_schema schema = {.rules = RULES(rule)};
    json_t *value = parse_json(text);
    json_t *results = NULL;
    pipc_error *error = NULL;
    const char *code;

    assert_ok(pipc_schema_validate(&schema, value, &results, &error), error);
    code = json_string_value(json_object_get(json_array_get(results, 0), "code"));
    if (strcmp(code == NULL ? "" : code, expected) != 0)
        fail_msg("of %s it says %s, expected %s", text, code, expected);
    json_decref(results);
    json_decref(value);
}

static void values_are_among_words_or_not(void **state)
{
    const pipc_validation_rule included = {.kind = PIPC_RULE_INCLUDED,
                                           .words = WORDS("a", "5", "true")};
    const pipc_validation_rule excluded = {.kind = PIPC_RULE_EXCLUDED, .words = WORDS("a", "5")};

    (void)state;
    check(&included, "\"a\"", "");
    check(&included, "5", "");
    check(&included, "5.0", "");
    check(&included, "true", "");
    check(&included, "\"b\"", "VALUE_NOT_INCLUDED");
    check(&included, "false", "VALUE_NOT_INCLUDED");
    check(&included, "null", "");
    check(&excluded, "\"b\"", "");
    check(&excluded, "\"5\"", "VALUE_INCLUDED");
}

static void values_are_compared(void **state)
{
    static const struct {
        const char *operation;
        const char *word;
        const char *holds;
        const char *fails;
    } rows[] = {
        {"=", "5", "5", "6"},
        {"==", "a", "\"a\"", "\"A\""},
        {"EQ", "5", "\"5.0\"", "\"x\""},
        {"!=", "5", "6", "5"},
        {"<>", "a", "\"b\"", "\"a\""},
        {"NE", "1", "2", "1"},
        {"<", "5", "4.9", "5"},
        {"LT", "5", "-1", "\"x\""},
        {"<=", "5", "5", "5.1"},
        {"LTE", "5", "5", "6"},
        {"LE", "5", "5", "[]"},
        {">", "5", "6", "5"},
        {"GT", "5", "\"6\"", "\"5\""},
        {">=", "5", "5", "4"},
        {"gte", "5", "5", "{}"},
        {"GE", "5", "6", "4"},
        {"LIKE", "^a+$", "\"aaa\"", "\"ab\""},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        const pipc_validation_rule rule = {.kind = PIPC_RULE_VALUE_COMPARISON,
                                           .operation = rows[i].operation,
                                           .words = WORDS(rows[i].word)};

        check(&rule, rows[i].holds, "");
        check(&rule, rows[i].fails, "BAD_VALUE");
    }
}

static void an_operation_that_is_none_never_holds(void **state)
{
    const pipc_validation_rule unknown = {
        .kind = PIPC_RULE_VALUE_COMPARISON, .operation = "BETWEEN", .words = WORDS("1")};
    const pipc_validation_rule bad_expression = {
        .kind = PIPC_RULE_VALUE_COMPARISON, .operation = "LIKE", .words = WORDS("(")};

    (void)state;
    check(&unknown, "1", "BAD_VALUE");
    check(&bad_expression, "\"(\"", "BAD_VALUE");
}

static void properties_are_compared(void **state)
{
    const pipc_validation_rule rule = {
        .kind = PIPC_RULE_PROPERTIES_COMPARISON, .operation = "<", .words = WORDS("from", "to")};
    const pipc_validation_rule equal = {
        .kind = PIPC_RULE_PROPERTIES_COMPARISON, .operation = "=", .words = WORDS("from", "to")};

    (void)state;
    check(&rule, "{\"from\":1,\"to\":2}", "");
    check(&rule, "{\"from\":2,\"to\":2}", "PROPERTIES_NOT_MATCH");
    check(&rule, "{\"from\":1}", "PROPERTIES_NOT_MATCH");
    check(&equal, "{\"from\":[1],\"to\":[1]}", "");
    check(&equal, "{\"from\":null}", "");
    check(&equal, "{\"from\":9007199254740993,\"to\":9007199254740992}", "PROPERTIES_NOT_MATCH");
}

static void properties_are_there_or_not(void **state)
{
    const pipc_validation_rule one = {.kind = PIPC_RULE_AT_LEAST_ONE_EXISTS,
                                      .words = WORDS("a", "b")};
    const pipc_validation_rule only_one = {.kind = PIPC_RULE_ONLY_ONE_EXISTS,
                                           .words = WORDS("a", "b")};

    (void)state;
    check(&one, "{\"a\":1,\"b\":2}", "");
    check(&one, "{\"c\":1,\"a\":null}", "VALUE_NULL");
    check(&only_one, "{\"a\":1,\"c\":2}", "");
    check(&only_one, "{}", "VALUE_NULL");
    check(&only_one, "{\"a\":1,\"b\":2}", "VALUE_ONLY_ONE");
}

static void rules_are_joined(void **state)
{
    const pipc_validation_rule a = {
        .kind = PIPC_RULE_VALUE_COMPARISON, .operation = ">", .words = WORDS("1")};
    const pipc_validation_rule b = {.kind = PIPC_RULE_EXCLUDED, .words = WORDS("5")};
    const pipc_validation_rule both = {.kind = PIPC_RULE_AND, .rules = RULES(&a, &b)};
    const pipc_validation_rule either = {.kind = PIPC_RULE_OR, .rules = RULES(&a, &b)};
    const pipc_validation_rule neither = {.kind = PIPC_RULE_NOT, .rules = RULES(&either)};
    const pipc_validation_rule nothing = {.kind = PIPC_RULE_OR};

    (void)state;
    check(&both, "4", "");
    check(&both, "5", "VALUE_INCLUDED");
    check(&both, "0", "BAD_VALUE");
    check(&either, "5", "");
    check(&either, "0", "");
    check(&neither, "0", "NOT_FAILED");
    check(&nothing, "0", "");
}

static int refuse(const pipc_validation_rule *self, const char *path, const char *name,
                  const json_t *value, json_t *results)
{
    (void)self;
    return pipc_validation_add(results, path, PIPC_VALIDATION_ERROR, "MINE", NULL,
                               json_incref((json_t *)value), "%s is not to my liking", name);
}

static void a_rule_may_be_the_programs_own(void **state)
{
    const pipc_validation_rule mine = {.kind = PIPC_RULE_CUSTOM, .validate = refuse};
    const pipc_validation_rule empty = {.kind = PIPC_RULE_CUSTOM};

    (void)state;
    check(&mine, "0", "MINE");
    check(&empty, "0", "");
}

static const pipc_validation_rule positive = {
    .kind = PIPC_RULE_VALUE_COMPARISON, .operation = ">", .words = WORDS("0")};

static const pipc_schema positive_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "n", .type = PIPC_TYPE_LONG, .rules = RULES(&positive)}),
};

static void a_property_has_rules_too(void **state)
{
    json_t *value = parse_json("{\"n\":-1}");
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_schema_check(&positive_schema, value, false, &error), error,
                 PIPC_E_BAD_REQUEST, "INVALID_DATA", "Validation failed: n must be > 0");
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_among_words_or_not),
        cmocka_unit_test(values_are_compared),
        cmocka_unit_test(an_operation_that_is_none_never_holds),
        cmocka_unit_test(properties_are_compared),
        cmocka_unit_test(properties_are_there_or_not),
        cmocka_unit_test(rules_are_joined),
        cmocka_unit_test(a_rule_may_be_the_programs_own),
        cmocka_unit_test(a_property_has_rules_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
