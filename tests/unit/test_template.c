#include <stdio.h>
#include <string.h>

#include <pipc/config_params.h>

#include "container/template.h"
#include "support/cmocka.h"

static pipc_config_params *parameters_of(const char *line)
{
    pipc_config_params *parameters = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &parameters, &error), error);
    return parameters;
}

static int expand(const char *text, const char *line, pipc__config_text *out, pipc_error **error)
{
    pipc_config_params *parameters = parameters_of(line);
    int code = pipc__config_text_copy("c.yml", text, strlen(text), out, error);

    if (code == PIPC_OK) {
        code = pipc__template_expand(out, parameters, error);
        if (code != PIPC_OK)
            pipc__config_text_dispose(out);
    }
    pipc_config_params_free(parameters);
    return code;
}

typedef struct row {
    const char *text;
    const char *parameters;
    const char *expanded;
} row;

static void assert_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pipc__config_text text = {.name = NULL};
        pipc_error *error = NULL;

        assert_ok(expand(rows[i].text, rows[i].parameters, &text, &error), error);
        assert_string_equal(text.text, rows[i].expanded);
        assert_int_equal(text.length, strlen(rows[i].expanded));
        pipc__config_text_dispose(&text);
    }
}

static void variables_are_filled_in(void **state)
{
    static const row rows[] = {
        {"", "", ""},
        {"port: {{PORT}}", "PORT=80", "port: 80"},
        {"{{PORT}}{{ port }}{{\tPort\t}}", "pOrT=1", "111"},
        {"a{{NONE}}b{{EMPTY}}c", "EMPTY=", "abc"},
        {"{{A_1}}", "A_1=x{{A_1}}", "x{{A_1}}"},
        {"{{else_}}", "ELSE_=x", "x"},
        {"{{A}}", "a=first;A=last", "last"},
    };

    (void)state;
    assert_rows(rows, PIPC_ARRAY_SIZE(rows));
}

static void three_braces_escape_as_json_does(void **state)
{
    static const row rows[] = {
        {"\"{{{A}}}\"", "A=a\"b\\c", "\"a\\\"b\\\\c\""},
        {"{{{A}}}", "A=1\t\x01\n2", "1\\u0009\\u0001\\n2"},
        {"{{A}}", "A=a\"b", "a\"b"},
        {"{{{ A }}}", "A=\xc3\xa4", "\xc3\xa4"},
    };

    (void)state;
    assert_rows(rows, PIPC_ARRAY_SIZE(rows));
}

static void sections_depend_on_what_is_set(void **state)
{
    static const row rows[] = {
        {"{{#if A}}1{{/if}}{{#unless A}}2{{/unless}}", "A=x", "1"},
        {"{{#if A}}1{{/if}}{{#unless A}}2{{/unless}}", "A=", "2"},
        {"{{#if A}}1{{else}}2{{/if}}", "A=x", "1"},
        {"{{#if A}}1{{else}}2{{/if}}", "B=x", "2"},
        {"{{#unless A}}1{{ else }}2{{/unless}}", "A=x", "2"},
        {"{{#A}}1{{/A}}{{^A}}2{{/a}}", "A=x", "1"},
        {"{{#A}}1{{/A}}{{^A}}2{{else}}3{{/A}}", "A=x", "13"},
        {"{{# if\tA }}1{{ / if }}", "A=x", "1"},
        {"{{#if A}}0{{/if}}{{#if B}}false{{/if}}", "A=0;B=false", "0false"},
        {"{{PORT}}{{#unless PORT}}8090{{/unless}}", "", "8090"},
        {"{{#if A}}{{#if B}}1{{else}}2{{/if}}{{else}}{{#if B}}3{{else}}4{{/if}}{{/if}}", "A=x",
         "2"},
        {"{{#if A}}{{#if B}}1{{else}}2{{/if}}{{else}}{{#if B}}3{{else}}4{{/if}}{{/if}}", "B=x",
         "3"},
        {"{{#if A}}{{#unless A}}{{else}}1{{/unless}}{{/if}}", "", ""},
        {"{{#iffy}}1{{/iffy}}{{#UNLESS A}}2{{/Unless}}", "iffy=1", "12"},
    };

    (void)state;
    assert_rows(rows, PIPC_ARRAY_SIZE(rows));
}

static void comments_and_single_braces_are_no_tags(void **state)
{
    static const row rows[] = {
        {"a{{! {{#if }}b{{!}}c", "", "abc"},
        {"{\"a\": {\"b\": {}}}", "", "{\"a\": {\"b\": {}}}"},
        {"{ {a} }}} {", "", "{ {a} }}} {"},
        {"{\"port\": {{PORT}}}", "PORT=1", "{\"port\": 1}"},
    };

    (void)state;
    assert_rows(rows, PIPC_ARRAY_SIZE(rows));
}

static void what_is_no_template_is_named_with_its_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"a\n{{PORT", "c.yml:2: {{PORT is cut off, expected }}"},
        {"{{{PORT}}", "c.yml:1: {{{PORT}} is cut off, expected }}}"},
        {"a\n\n{{#if A}}\nb\n", "c.yml:3: {{#if A}} has no end"},
        {"{{/if}}", "c.yml:1: {{/if}} ends nothing"},
        {"{{#if A}}\n{{/unless}}", "c.yml:2: {{/unless}} ends another section, expected {{/if}} "
                                   "for line 1"},
        {"{{#A}}{{/B}}", "expected {{/A}} for line 1"},
        {"{{#if A}}{{/}}", "c.yml:1: {{/}} is no tag"},
        {"{{else}}", "c.yml:1: {{else}} stands alone"},
        {"{{#if A}}\n{{else}}\n{{else}}\n{{/if}}", "c.yml:3: {{else}} comes twice"},
        {"{{}}", "c.yml:1: {{}} is no tag, expected {{NAME}}"},
        {"{{A.B}}", "{{A.B}} is no tag"},
        {"{{> other}}", "{{> other}} is no tag"},
        {"{{#if}}{{/if}}x{{#if A B}}", "{{#if A B}} is no tag"},
        {"{{#each A}}", "{{#each A}} is no tag"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__config_text text = {.name = NULL};
        pipc_error *error = NULL;

        assert_error(expand(rows[i].text, "if=1", &text, &error), error, PIPC_E_MISCONFIGURATION,
                     "BAD_TEMPLATE", rows[i].message);
    }
}

static void lines_are_those_of_the_file(void **state)
{
    static const char file[] = "a\n"
                               "{{#if NO}}\n"
                               "b\n"
                               "{{/if}}\n"
                               "c {{TWO}} d\n"
                               "{{! one\n"
                               "two }}e\n"
                               "f";
    static const char expanded[] = "a\n\nc x\ny d\ne\nf";
    static const unsigned lines[] = {1, 4, 5, 5, 7, 8};
    pipc__config_text text = {.name = NULL};
    pipc_config_params *parameters = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_from_tuples(&parameters, &error, "two", "x\ny", NULL), error);
    assert_ok(pipc__config_text_copy("c.yml", file, strlen(file), &text, &error), error);
    assert_int_equal(pipc__config_text_line(&text, 6), 7);
    assert_ok(pipc__template_expand(&text, parameters, &error), error);
    assert_string_equal(text.text, expanded);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++)
        assert_int_equal(pipc__config_text_line(&text, i), lines[i]);
    assert_int_equal(pipc__config_text_line(&text, 99), 8);
    assert_int_equal(pipc__config_text_line_at(&text, strlen("a\n\nc x\ny d\n")), 7);
    pipc__config_text_dispose(&text);
    pipc_config_params_free(parameters);
}

static void sections_nest_to_a_bound(void **state)
{
    char text[65 * 32] = "";
    pipc__config_text out = {.name = NULL};
    pipc_error *error = NULL;

    (void)state;
    for (int i = 0; i < 64; i++)
        strcat(text, "{{#A}}");
    strcat(text, "x");
    for (int i = 0; i < 64; i++)
        strcat(text, "{{/A}}");
    assert_ok(expand(text, "A=1", &out, &error), error);
    assert_string_equal(out.text, "x");
    pipc__config_text_dispose(&out);
    memmove(text + 6, text, strlen(text) + 1);
    assert_error(expand(text, "A=1", &out, &error), error, PIPC_E_MISCONFIGURATION, "BAD_TEMPLATE",
                 "nests too deep, expected at most 64 levels");
}

static void values_cannot_make_it_grow_without_bound(void **state)
{
    enum { VALUE = 300000 };
    static char value[VALUE + 1];
    static const char file[] = "{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}\n{{A}}"
                               "{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}x";
    pipc__config_text text = {.name = NULL};
    pipc_config_params *parameters = NULL;
    pipc_error *error = NULL;

    (void)state;
    memset(value, 'a', VALUE);
    assert_ok(pipc_config_params_from_tuples(&parameters, &error, "A", value, NULL), error);
    assert_ok(pipc__config_text_copy("c.yml", file, strlen(file), &text, &error), error);
    assert_error(pipc__template_expand(&text, parameters, &error), error, PIPC_E_MISCONFIGURATION,
                 "TOO_LARGE", "c.yml:2: ");
    assert_string_equal(text.text, file);
    pipc__config_text_dispose(&text);
    pipc_config_params_free(parameters);
}

static void a_value_that_is_no_text_is_refused(void **state)
{
    pipc__config_text text = {.name = NULL};
    pipc_error *error = NULL;

    (void)state;
    assert_error(expand("a\nb{{A}}", "A=\xff", &text, &error), error, PIPC_E_MISCONFIGURATION,
                 "BAD_TEXT", "c.yml:2: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_filled_in),
        cmocka_unit_test(three_braces_escape_as_json_does),
        cmocka_unit_test(sections_depend_on_what_is_set),
        cmocka_unit_test(comments_and_single_braces_are_no_tags),
        cmocka_unit_test(what_is_no_template_is_named_with_its_line),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(sections_nest_to_a_bound),
        cmocka_unit_test(values_cannot_make_it_grow_without_bound),
        cmocka_unit_test(a_value_that_is_no_text_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
