#include "cmocka_cc.h"
#include "comments.h"

using pipc_gen::CleanComment;
using pipc_gen::DocComment;
using pipc_gen::JoinParagraphs;
using pipc_gen::PlainComment;

struct Row {
    const char *text;
    const char *expected;
};

static std::string Clean(const std::string &text)
{
    return join_lines(CleanComment(text));
}

static void what_opens_or_closes_a_comment_is_broken_up(void **)
{
    const Row rows[] = {
        {"*/", "* /\n"},     {"/*", "/ *\n"},   {"/*/", "/ * /\n"},
        {"**/", "** /\n"},   {"//*", "// *\n"}, {"a*\x01/b", "a* /b\n"},
        {"/\x02*", "/ *\n"}, {"* /", "* /\n"},  {"*//*", "* // *\n"},
    };
    for (const Row &row : rows)
        assert_text(Clean(row.text), row.expected);
}

static void trigraphs_are_broken_up(void **)
{
    const Row rows[] = {
        {"?\?/", "?? /\n"},   {"?\?=x", "?? =x\n"}, {"??\?/", "??? /\n"},
        {"a?\?b", "a?\?b\n"}, {"?\?(", "?? (\n"},   {"what?\?", "what?\?\n"},
    };
    for (const Row &row : rows)
        assert_text(Clean(row.text), row.expected);
}

static void lines_end_in_any_way(void **)
{
    assert_text(Clean(" a\r\n b\r c\n"), "a\nb\nc\n");
    assert_text(Clean("a\\\nb"), "a\\\nb\n");
}

static void blanks_around_are_trimmed(void **)
{
    assert_text(Clean("\n \n  a  \n\n   b\t\n\n"), "a\n\n b\n");
    assert_text(Clean(""), "");
    assert_text(Clean(" \n\t\n"), "");
}

static void utf8_is_kept(void **)
{
    assert_text(Clean("Gr\xC3\xBC\xC3\x9F"
                      "e \xE4\xB8\x96 \xF0\x9F\x98\x80"),
                "Gr\xC3\xBC\xC3\x9F"
                "e \xE4\xB8\x96 \xF0\x9F\x98\x80\n");
}

static void invalid_bytes_are_replaced(void **)
{
    const Row rows[] = {
        {"\xFF", "\xEF\xBF\xBD\n"},
        {"caf\xE9", "caf\xEF\xBF\xBD\n"},
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD\n"},
        {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD\n"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n"},
    };
    for (const Row &row : rows)
        assert_text(Clean(row.text), row.expected);
}

static void control_characters_are_dropped(void **)
{
    assert_text(Clean(std::string("a\0b\x01\x7F"
                                  "c",
                                  6)),
                "abc\n");
    assert_text(Clean("form\ffeed, tab\tstop"), "form feed, tab    stop\n");
    assert_text(Clean("a\xE2\x80\xAE"
                      "b\xE2\x81\xA6"
                      "c\xC2\x85"
                      "d"),
                "abcd\n");
}

static void long_lines_are_wrapped_at_blanks(void **)
{
    std::string words;
    for (int i = 0; i < 30; i++)
        words += "word ";
    std::string comment = DocComment({"  " + words + "end"}, 4);
    assert_true(comment.find("    /**\n     *   word word") == 0);
    for (size_t at = 0; at < comment.size();) {
        size_t end = comment.find('\n', at);
        assert_true(end - at <= 100);
        assert_true(comment[end - 1] != ' ');
        at = end + 1;
    }
}

static void words_that_cannot_be_broken_stand_alone(void **)
{
    std::string word(150, 'x');
    assert_text(DocComment({"see " + word + " there"}, 0),
                "/**\n * see\n * " + word + "\n * there\n */\n");
}

static void plain_comments_take_one_line_if_they_can(void **)
{
    assert_text(PlainComment({"short"}, 4), "    /* short */\n");
    assert_text(PlainComment({"one", "", "two"}, 0), "/* one\n *\n * two\n */\n");
    assert_text(PlainComment({std::string(94, 'x')}, 0), "/* " + std::string(94, 'x') + " */\n");
    assert_text(PlainComment({std::string(95, 'x')}, 0), "/* " + std::string(95, 'x') + "\n */\n");
}

static void paragraphs_are_joined_by_a_blank_line(void **)
{
    assert_text(join_lines(JoinParagraphs({"a"}, {"b"})), "a\n\nb\n");
    assert_text(join_lines(JoinParagraphs({}, {"b"})), "b\n");
    assert_text(join_lines(JoinParagraphs({"a"}, {})), "a\n");
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_opens_or_closes_a_comment_is_broken_up),
        cmocka_unit_test(trigraphs_are_broken_up),
        cmocka_unit_test(lines_end_in_any_way),
        cmocka_unit_test(blanks_around_are_trimmed),
        cmocka_unit_test(utf8_is_kept),
        cmocka_unit_test(invalid_bytes_are_replaced),
        cmocka_unit_test(control_characters_are_dropped),
        cmocka_unit_test(long_lines_are_wrapped_at_blanks),
        cmocka_unit_test(words_that_cannot_be_broken_stand_alone),
        cmocka_unit_test(plain_comments_take_one_line_if_they_can),
        cmocka_unit_test(paragraphs_are_joined_by_a_blank_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
