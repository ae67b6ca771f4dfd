/* runtime/container/json_jansson.c */
#include <stdlib.h>
#include <string.h>

#include <pipc/config_reader.h>

#include "container/config_file.h"
#include "support/cmocka.h"
#include "support/config_texts.h"

static void objects_and_arrays_become_keys_with_dots(void **state)
{
    static const config_text_row rows[] = {
        {"", ""},
        {"{}", ""},
        {"[]", ""},
        {"[{\"descriptor\": \"a:b:c:d:1.0\", \"connection\": {\"port\": 8090}}, \"x\"]",
         "0.descriptor=a:b:c:d:1.0;0.connection.port=8090;1=x"},
        {"{\"a\": 1.50, \"b\": -1e3, \"c\": true, \"d\": null, \"e\": \"\"}",
         "a=1.50;b=-1e3;c=true;d;e="},
        {"{\"a\\\"]\": \"b\\\\\\u00e4\\n\", \"c\" : [ [ 1 , 2 ] , { } , [] ] }",
         "a\"]=b\\\xc3\xa4\n;c.0.0=1;c.0.1=2"},
        {"\xef\xbb\xbf{\"<<\": {\"a\": 1}}", "<<.a=1"},
        {"{\"a\": \"null\", \"b\": \"\\\\\"}\n", "a=null;b=\\"},
    };

    (void)state;
    assert_config_texts("c.json", rows, PIPC_ARRAY_SIZE(rows));
    assert_config_texts("c", rows, PIPC_ARRAY_SIZE(rows));
    assert_config_texts("yml", rows, PIPC_ARRAY_SIZE(rows));
}

static void mistakes_are_named_with_file_and_line(void **state)
{
    static const bad_config_row rows[] = {
        {"{\"a\": 1,\n\"b\": }", "BAD_JSON", "c.json:2: JSON cannot be read: "},
        {"{\"a\": 1", "BAD_JSON", "c.json:1: JSON cannot be read: '}' expected"},
        {"{\"a\": 1,\n\"a\": 2}", "BAD_JSON", "duplicate object key"},
        {"{\"a\": {\"b\": 1},\n\n\"a.b\": 2}", "DUPLICATE_KEY", "c.json:3: key a.b is there"},
        {"\"a\"", "BAD_JSON", "c.json:1: "},
        {"[1] [2]", "BAD_JSON", "c.json:1: "},
        {"{\"a\": \"\\u0000\"}", "BAD_JSON", "c.json:1: "},
        {"{\"a\": 99999999999999999999}", "BAD_JSON", "too big integer"},
        {"\n{\"a\": \"{{A\"}", "BAD_TEMPLATE", "c.json:2: {{A\"} is cut off"},
        {"{\n\xc3\x28}", "BAD_TEXT", "c.json:2: "},
    };

    (void)state;
    assert_bad_config_texts("c.json", rows, PIPC_ARRAY_SIZE(rows));
}

/* `inner` in so many pairs of brackets. */
static char *nested(size_t depth)
{
    char *text = malloc(2 * depth + 1);

    assert_non_null(text);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
    return text;
}

static void bounds_are_held(void **state)
{
    char *fits = nested(64);
    char *deep = nested(65);
    char *deeper = nested(100000);
    const config_text_row good = {fits, ""};
    const bad_config_row rows[] = {
        {deep, "TOO_DEEP", "c.json:1: JSON nests too deep, expected at most 64 levels"},
        {deeper, "BAD_JSON", "c.json:1: JSON cannot be read: "},
    };

    (void)state;
    assert_config_texts("c.json", &good, 1);
    assert_bad_config_texts("c.json", rows, PIPC_ARRAY_SIZE(rows));
    free(fits);
    free(deep);
    free(deeper);
}

static void each_value_knows_its_line(void **state)
{
    static const char text[] = "{\n"
                               "  \"a\": [\n"
                               "    1, \"t\\\"{[\",\n"
                               "    { \"b\"\n"
                               "      : null, \"c\": {} },\n"
                               "    [\n"
                               "    ],\n"
                               "    true\n"
                               "  ], \"d\":\n"
                               "  2.5\n"
                               "}\n";
    static const unsigned lines[] = {3, 3, 4, 8, 9};
    pipc__config_values values = {.params = NULL};
    pipc__config_file file;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__config_file_parse(&file, "c.json", text, strlen(text), NULL, &error), error);
    assert_ok(pipc__config_values_read(&file.tree, file.tree.root, &values, &error), error);
    assert_int_equal(pipc_config_params_count(values.params), PIPC_ARRAY_SIZE(lines));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        assert_int_equal(values.lines[i], lines[i]);
    pipc__config_values_dispose(&values);
    pipc__config_file_dispose(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_and_arrays_become_keys_with_dots),
        cmocka_unit_test(mistakes_are_named_with_file_and_line),
        cmocka_unit_test(bounds_are_held),
        cmocka_unit_test(each_value_knows_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
