#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cmocka_cc.h"
#include "user_files.h"

using namespace pipc_gen;
namespace fs = std::filesystem;

static fs::path directory;

static int make_directory(void **)
{
    char name[] = "user_files_XXXXXX";
    directory = fs::absolute(mkdtemp(name));
    return 0;
}

static int remove_directory(void **)
{
    fs::remove_all(directory);
    return 0;
}

static std::string In(const std::string &name)
{
    return (directory / name).string();
}

static std::string Text(const std::string &path)
{
    std::string text;
    assert_text(ReadFile(path, &text), "");
    return text;
}

static void a_file_is_created_once(void **)
{
    bool created = false;
    assert_text(CreateFile(In("a"), "first\r\n", &created), "");
    assert_true(created);
    assert_text(CreateFile(In("a"), "second", &created), "");
    assert_false(created);
    assert_text(Text(In("a")), "first\r\n");
}

static void a_link_to_nowhere_is_left_alone(void **)
{
    bool created = true;
    fs::create_symlink("nowhere", In("a"));
    assert_text(CreateFile(In("a"), "text", &created), "");
    assert_false(created);
    assert_false(fs::exists(In("nowhere")));
}

static void nothing_is_left_beside_a_file(void **)
{
    bool created = false;
    assert_text(CreateFile(In("a"), "text", &created), "");
    assert_text(CreateFile(In("a"), "text", &created), "");
    assert_text(ReplaceFile(In("b"), "text"), "");
    assert_int_equal(std::distance(fs::directory_iterator(directory), fs::directory_iterator()), 2);
}

static void what_is_appended_comes_last_and_keeps_links(void **)
{
    bool created = false;
    assert_text(CreateFile(In("a"), "one", &created), "");
    assert_int_equal(chmod(In("a").c_str(), 0640), 0);
    fs::create_symlink("a", In("b"));
    assert_text(AppendToFile(In("b"), "two"), "");
    assert_text(Text(In("a")), "onetwo");
    assert_true(fs::is_symlink(In("b")));
    assert_int_equal(static_cast<int>(fs::status(In("a")).permissions()), 0640);
}

static void a_file_is_replaced_or_made(void **)
{
    assert_text(ReplaceFile(In("a"), "one"), "");
    assert_text(ReplaceFile(In("a"), "two"), "");
    assert_text(Text(In("a")), "two");
}

static void problems_name_the_file(void **)
{
    bool created = false;
    std::string text;
    assert_text(ReadFile(In("a"), &text),
                (In("a") + ": cannot be read: No such file or directory").c_str());
    assert_text(AppendToFile(In("a"), "text"),
                (In("a") + ": cannot be appended to: No such file or directory").c_str());
    assert_text(CreateFile(In("no/a"), "text", &created),
                (In("no/a") + ": cannot be written: No such file or directory").c_str());
    assert_text(ReplaceFile(In("no/a"), "text"),
                (In("no/a") + ": cannot be written: No such file or directory").c_str());
    assert_text(CreateFile(In("a"), "text", &created), "");
    assert_text(MakeDirectory(In("a/b")),
                (In("a/b") + ": cannot be made: Not a directory").c_str());
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_directory, remove_directory)

int main()
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_created_once),        TEST(a_link_to_nowhere_is_left_alone),
        TEST(nothing_is_left_beside_a_file), TEST(what_is_appended_comes_last_and_keeps_links),
        TEST(a_file_is_replaced_or_made),    TEST(problems_name_the_file),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
