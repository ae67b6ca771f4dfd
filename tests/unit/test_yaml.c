/* runtime/container/yaml_libyaml.c, and what becomes of a tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/config_reader.h>

#include "container/config_file.h"
#include "support/cmocka.h"
#include "support/config_texts.h"

static void lists_and_maps_become_keys_with_dots(void **state)
{
    static const config_text_row rows[] = {
        {"", ""},
        {" \n\n", ""},
        {"# nothing\n", ""},
        {"~\n", ""},
        {"a: 1\nb:\n  c: two\n  d: [x, y]\n", "a=1;b.c=two;b.d.0=x;b.d.1=y"},
        {"- descriptor: a:b:c:d:1.0\n  connection:\n    port: 8090\n- x\n",
         "0.descriptor=a:b:c:d:1.0;0.connection.port=8090;1=x"},
        {"{a: {b: {c: d}}}", "a.b.c=d"},
        {"a.b: 1\na:\n  c: 2\n", "a.b=1;a.c=2"},
        {"a: |\n  two\n  lines\n", "a=two\nlines\n"},
        {"--- {a: b}\n...\n", "a=b"},
        {"\xef\xbb\xbf"
         "a: \xc3\xa4\n",
         "a=\xc3\xa4"},
    };

    (void)state;
    assert_config_texts("c.yml", rows, PIPC_ARRAY_SIZE(rows));
    assert_config_texts("C.YAML", rows, PIPC_ARRAY_SIZE(rows));
}

static void values_are_text_as_it_is_written(void **state)
{
    static const config_text_row rows[] = {
        {"a: 1.50\nb: 0x10\nc: True\nd: yes\ne: 010\n", "a=1.50;b=0x10;c=True;d=yes;e=010"},
        {"a:\nb: ~\nc: null\nd: 'null'\ne: ''\nf: NULL\n", "a;b;c;d=null;e=;f"},
        {"a: !!str 1\nb: !!int 2\nc: ! x\nd: !!null x\ne: !!str ~\n", "a=1;b=2;c=x;d;e=~"},
        {"a: \"x\\ty\\u00e4\"\n", "a=x\ty\xc3\xa4"},
        {"a: {}\nb: []\nc: [{}, x]\n", "c.1=x"},
        {"a: !!map {b: !!seq [c]}\n", "a.b.0=c"},
    };

    (void)state;
    assert_config_texts("c.yml", rows, PIPC_ARRAY_SIZE(rows));
}

static void names_stand_for_what_came_before(void **state)
{
    static const config_text_row rows[] = {
        {"a: &x {b: 1}\nc: *x\nd: [*x]\n", "a.b=1;c.b=1;d.0.b=1"},
        {"a: &x 1\nb: &x 2\nc: *x\n", "a=1;b=2;c=2"},
        {"&k a: 1\nb: *k\n", "a=1;b=a"},
        {"a: &x {b: 1, c: {d: 2}}\ne:\n  <<: *x\n  b: 3\n", "a.b=1;a.c.d=2;e.b=3;e.c.d=2"},
        {"a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y], f: 4}\n",
         "a.b=1;c.b=2;c.d=3;e.f=4;e.b=1;e.d=3"},
        {"a: &x {b: 1}\nc: {<<: *x}\n", "a.b=1;c.b=1"},
        {"a: &x {c: {d: 1, e: 2}}\nf: {<<: *x, c: {d: 3}}\n", "a.c.d=1;a.c.e=2;f.c.d=3"},
    };

    (void)state;
    assert_config_texts("c.yml", rows, PIPC_ARRAY_SIZE(rows));
}

static void mistakes_are_named_with_file_and_line(void **state)
{
    static const bad_config_row rows[] = {
        {"a: 1\nb: 2\na: 3\n", "DUPLICATE_KEY",
         "c.yml:3: key a is there already, in line 1, expected it once"},
        {"a:\n  b: 1\n\na.b: 2\n", "DUPLICATE_KEY", "c.yml:4: key a.b is there already"},
        {"a: [1\nb: 2\n", "BAD_YAML", "c.yml:2: YAML cannot be read: "},
        {"a: 1\n b: 2\n", "BAD_YAML", "c.yml:2: YAML cannot be read: mapping values"},
        {"a: \"x\n", "BAD_YAML", "c.yml:1: YAML cannot be read: found unexpected end of stream"},
        {"a: \x01\n", "BAD_YAML", "c.yml:1: YAML cannot be read: control characters"},
        {"text\n", "BAD_YAML", "c.yml:1: the file holds a text only, expected a list or a map"},
        {"a: 1\n---\nb: 2\n", "BAD_YAML", "c.yml:2: a second document begins, expected one"},
        {"a: 1\nb: !secret x\n", "BAD_YAML", "c.yml:2: tag !secret is unknown here"},
        {"a: !!python/object:os.system {b: 1}\n", "BAD_YAML", "python/object:os.system"},
        {"a: !!set {b}\n", "BAD_YAML", "tag tag:yaml.org,2002:set is unknown here"},
        {"a: !!binary aGk=\n", "BAD_YAML", "c.yml:1: tag tag:yaml.org,2002:binary"},
        {"a: 1\nb: *x\n", "BAD_YAML", "c.yml:2: *x stands for nothing, expected &x before it"},
        {"a: &x [*x]\n", "BAD_YAML", "c.yml:1: *x stands for nothing"},
        {"? [a]\n: 1\n", "BAD_YAML", "c.yml:1: a key is no text"},
        {"~: 1\n", "BAD_YAML", "c.yml:1: a key is no text"},
        {"a: 1\nb:\n  <<: 3\n", "BAD_YAML", "c.yml:3: << holds no map"},
        {"a: \"x\\0y\"\n", "BAD_TEXT", "c.yml:1: a text holds a character 0"},
        {"a: 1\n\xff\xfe\n", "BAD_TEXT", "c.yml:2: the line is not text, expected UTF-8"},
        {"{{#if A}}\n", "BAD_TEMPLATE", "c.yml:1: {{#if A}} has no end"},
    };

    (void)state;
    assert_bad_config_texts("c.yml", rows, PIPC_ARRAY_SIZE(rows));
}

static void each_value_knows_its_line(void **state)
{
    static const char text[] = "# first\n"
                               "- a:\n"
                               "    b: 1\n"
                               "    c: &x\n"
                               "      - 2\n"
                               "\n"
                               "- [3,\n"
                               "   {d:\n"
                               "     4}, *x]\n";
    static const unsigned lines[] = {3, 5, 7, 8, 5};
    static const unsigned items[] = {2, 7};
    const pipc__config_item *item;
    pipc__config_values values = {.params = NULL};
    pipc__config_file file;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__config_file_parse(&file, "c.yml", text, strlen(text), NULL, &error), error);
    item = file.tree.root->first;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(items); i++, item = item->next)
        assert_int_equal(item->line, items[i]);
    assert_ok(pipc__config_values_read(&file.tree, file.tree.root, &values, &error), error);
    assert_int_equal(pipc_config_params_count(values.params), PIPC_ARRAY_SIZE(lines));
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        assert_int_equal(values.lines[i], lines[i]);
    pipc__config_values_dispose(&values);
    pipc__config_file_dispose(&file);
}

/* Appends `text` so often. */
static char *repeated(const char *begin, const char *text, size_t times)
{
    size_t length = strlen(text);
    char *all = malloc(strlen(begin) + length * times + 1);

    assert_non_null(all);
    strcpy(all, begin);
    for (size_t i = 0, end = strlen(begin); i < times; i++, end += length)
        memcpy(all + end, text, length + 1);
    return all;
}

static void bombs_are_refused(void **state)
{
    /* Each doubles and more what the one before stands for; the second holds nothing at all. */
    static const char *const heads[] = {"a0: &a0 [x, x, x, x, x, x, x, x, x]\n",
                                        "a0: &a0 [[], [], [], [], [], [], [], [], []]\n"};
    bad_config_row row = {.code = "TOO_MANY", .message = "expected at most 10000"};
    char text[4096];

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(heads); i++) {
        strcpy(text, heads[i]);
        for (int level = 1; level < 10; level++) {
            char line[128];
            int below = level - 1;

            snprintf(line, sizeof line, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
                     level, level, below, below, below, below, below, below, below);
            strcat(text, line);
        }
        row.text = text;
        assert_bad_config_texts("c.yml", &row, 1);
    }
}

static void bounds_are_held(void **state)
{
    char *const texts[] = {
        repeated("", "[", 65),
        repeated("a: &a {", "[", 100000),
        repeated("", "- 1\n", 10001),
        repeated("a:\n", "- []\n", 10001),
        repeated("a: &a {b: 1, c: 2, d: 3}\ne: {<<: [", "*a,", 9000),
        repeated("a: &a [&b x]\nb: [", "*a, ", 9999),
    };
    const bad_config_row rows[] = {
        {texts[0], "TOO_DEEP", "c.yml:1: YAML nests too deep, expected at most 64 levels"},
        {texts[1], "TOO_DEEP", "expected at most 64 levels"},
        {texts[2], "TOO_MANY", "expected at most 10000"},
        {texts[3], "TOO_MANY", "expected at most 10000"},
    };
    char *merges = repeated(texts[4], "]}\n", 1);
    const bad_config_row merge = {merges, "TOO_MANY", "<< takes too much"};
    char *aliases = repeated(texts[5], "]\n", 1);
    const bad_config_row alias = {aliases, "TOO_MANY", "expected at most 10000"};

    (void)state;
    assert_bad_config_texts("c.yml", rows, PIPC_ARRAY_SIZE(rows));
    assert_bad_config_texts("c.yml", &merge, 1);
    assert_bad_config_texts("c.yml", &alias, 1);
    free(merges);
    free(aliases);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++)
        free(texts[i]);
}

static void a_long_text_cannot_be_named_again_and_again(void **state)
{
    char *text = repeated("a: &a ", "x", 500000);
    char *aliases = repeated("\nb: [", "*a, ", 100);
    char *whole = repeated(text, aliases, 1);
    char *ended = repeated(whole, "]\n", 1);
    const bad_config_row row = {ended, "TOO_LARGE", "expected at most 4194304 bytes"};

    (void)state;
    assert_bad_config_texts("c.yml", &row, 1);
    free(text);
    free(aliases);
    free(whole);
    free(ended);
}

static void depth_through_names_is_bounded_too(void **state)
{
    char text[16384] = "a0: &a0 [x]\n";
    bad_config_row row = {text, "TOO_DEEP", "nests too deep, expected at most 64 levels"};

    (void)state;
    for (int level = 1; level < 70; level++) {
        char line[64];

        snprintf(line, sizeof line, "a%d: &a%d [*a%d]\n", level, level, level - 1);
        strcat(text, line);
    }
    assert_bad_config_texts("c.yml", &row, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_maps_become_keys_with_dots),
        cmocka_unit_test(values_are_text_as_it_is_written),
        cmocka_unit_test(names_stand_for_what_came_before),
        cmocka_unit_test(each_value_knows_its_line),
        cmocka_unit_test(mistakes_are_named_with_file_and_line),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(bounds_are_held),
        cmocka_unit_test(a_long_text_cannot_be_named_again_and_again),
        cmocka_unit_test(depth_through_names_is_bounded_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
