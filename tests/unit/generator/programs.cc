#include "programs.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cmocka_cc.h"

size_t Chance::Below(size_t bound)
{
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>(state_ >> 33) % bound;
}

std::string Chance::Word(std::string_view alphabet, size_t length)
{
    std::string word(1, alphabet[0]);
    while (word.size() < length)
        word += alphabet[Below(alphabet.size())];
    return word;
}

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "pipc-XXXXXX").string();
    assert_non_null(mkdtemp(pattern.data()));
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void WriteText(const std::string &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
}

std::string ReadText(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void RunCommand(const std::string &command)
{
    int status = std::system(command.c_str());
    if (status != 0)
        fail_msg("status %d: %s", status, command.c_str());
}
