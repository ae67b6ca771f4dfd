#include "support/cmocka.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "messages/json_reader.h"
#include "messages/json_string.h"

/* Reads `json` as a value that may be any. */
static int read_value(const char *json, pipc_error **error)
{
    pipc__arena arena;
    pipc__json_reader reader = {
        .start = json, .at = json, .end = json + strlen(json), .arena = &arena, .error = error};
    int code;

    pipc__arena_init(&arena, NULL, 0);
    code = pipc__json_skip(&reader);
    if (code == PIPC_OK)
        code = pipc__json_end(&reader);
    pipc__arena_dispose(&arena);
    return code;
}

static void what_is_json_is_read(void **state)
{
    static const char *const texts[] = {"null",
                                        " true ",
                                        "\tfalse\r\n",
                                        "0",
                                        "-0",
                                        "-1.5e+3",
                                        "1E9",
                                        "\"\"",
                                        "\"a\\u00e9\\n\"",
                                        "[]",
                                        "[ ]",
                                        "[1,[2],{}]",
                                        "{}",
                                        "{ \"a\" : 1 , \"b\" : [ null ] }",
                                        "\"\\ud83d\\ude00\"",
                                        "\"\xf0\x9f\x98\x80\"",
                                        "\"\x7f\""};
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_ok(read_value(texts[i], &error), error);
}

static const char *const not_json[] = {"",
                                       " ",
                                       "nul",
                                       "True",
                                       "nullx",
                                       "01",
                                       "-",
                                       "+1",
                                       "1.",
                                       ".5",
                                       "1e",
                                       "1e+",
                                       "0x1",
                                       "NaN",
                                       "Infinity",
                                       "'a'",
                                       "\"",
                                       "\"a",
                                       "\"\\",
                                       "\"\\\"",
                                       "\"\\x\"",
                                       "\"\\u12\"",
                                       "\"\\u12g4\"",
                                       "\"\\u0000\"",
                                       "\"\\ud800\"",
                                       "\"\\ud800\\u0041\"",
                                       "\"\\udc00\"",
                                       "\"a\nb\"",
                                       "\"\t\"",
                                       "\"\x01\"",
                                       "\"\xff\"",
                                       "\"\xc0\x80\"",
                                       "\"\xed\xa0\x80\"",
                                       "[",
                                       "]",
                                       "[1",
                                       "[1,",
                                       "[1,]",
                                       "[,1]",
                                       "[1 2]",
                                       "{",
                                       "}",
                                       "{\"a\"",
                                       "{\"a\":",
                                       "{\"a\":1",
                                       "{\"a\":1,",
                                       "{\"a\":1,}",
                                       "{a:1}",
                                       "{1:1}",
                                       "{\"a\" 1}",
                                       "{,}",
                                       "1 2",
                                       "[1}",
                                       "{\"a\":1]",
                                       "/**/1",
                                       "1//"};

static void what_is_none_is_refused(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof not_json / sizeof not_json[0]; i++) {
        if (read_value(not_json[i], &error) == PIPC_OK)
            fail_msg("%s was read", not_json[i]);
        assert_error(PIPC_E_BAD_REQUEST, error, PIPC_E_BAD_REQUEST, "BAD_JSON", "expected");
    }
}

static void a_mistake_is_told_with_its_place(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_error(read_value("{\n \"a\": x}", &error), error, PIPC_E_BAD_REQUEST, "BAD_JSON",
                 "the JSON at line 2, column 7 is wrong, expected a value");
    assert_error(read_value("[1,\n2", &error), error, PIPC_E_BAD_REQUEST, "BAD_JSON",
                 "the JSON at line 2, column 2 is at its end, expected a comma or ]");
}

static void it_nests_a_hundred_levels_deep(void **state)
{
    char json[2 * (PIPC__JSON_DEPTH_MAX + 1) + 1] = "";
    pipc_error *error = NULL;

    (void)state;
    memset(json, '[', PIPC__JSON_DEPTH_MAX);
    memset(json + PIPC__JSON_DEPTH_MAX, ']', PIPC__JSON_DEPTH_MAX);
    assert_ok(read_value(json, &error), error);
    memset(json, '[', PIPC__JSON_DEPTH_MAX + 1);
    memset(json + PIPC__JSON_DEPTH_MAX + 1, ']', PIPC__JSON_DEPTH_MAX + 1);
    assert_error(read_value(json, &error), error, PIPC_E_BAD_REQUEST, "TOO_DEEP", "100 levels");
}

static void levels_that_are_closed_do_not_count(void **state)
{
    char json[3 * 500 + 2] = "[";
    pipc_error *error = NULL;

    (void)state;
    for (size_t i = 0; i < 500; i++)
        memcpy(json + 1 + 3 * i, "[],", 3);
    json[3 * 500] = ']';
    assert_ok(read_value(json, &error), error);
}

static void escapes_are_undone(void **state)
{
    static const char json[] = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\uD83D\\uDE00\"";
    pipc_error *error = NULL;
    pipc__arena arena;
    pipc__json_reader reader = {
        .start = json, .at = json, .end = json + strlen(json), .arena = &arena, .error = &error};
    pipc__json_text text;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    assert_ok(pipc__json_read_text(&reader, &text), error);
    assert_int_equal(text.length, strlen("\"\\/\b\f\n\r\tA\u00e9\u20ac\U0001f600"));
    assert_memory_equal(text.bytes, "\"\\/\b\f\n\r\tA\u00e9\u20ac\U0001f600", text.length);
    pipc__arena_dispose(&arena);
}

static void what_is_written_is_read_again(void **state)
{
    char text[128];
    pipc_error *error = NULL;
    pipc__json_text back;
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (size_t length = 0; length < sizeof text; length++) {
        pipc__str json = {0};
        pipc__json_reader reader = {.arena = &arena, .error = &error};

        for (size_t i = 0; i < length; i++)
            text[i] = (char)(1 + (i * 31 + length) % 127);
        pipc__json_string_write(&json, text, length);
        reader.start = reader.at = json.text;
        reader.end = json.text + json.length;
        assert_ok(pipc__json_read_text(&reader, &back), error);
        assert_ok(pipc__json_end(&reader), error);
        assert_int_equal(back.length, length);
        if (length > 0)
            assert_memory_equal(back.bytes, text, length);
        pipc__str_dispose(&json);
    }
    pipc__arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_read),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(a_mistake_is_told_with_its_place),
        cmocka_unit_test(it_nests_a_hundred_levels_deep),
        cmocka_unit_test(levels_that_are_closed_do_not_count),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(what_is_written_is_read_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
