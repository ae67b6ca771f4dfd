// What the property tests need: chance that is the same on each run, and other programs.
#ifndef PIPC_TESTS_PROGRAMS_H_
#define PIPC_TESTS_PROGRAMS_H_

#include <cstdint>
#include <string>
#include <string_view>

class Chance
{
public:
    explicit Chance(uint32_t seed) : state_(seed) {}

    // A number from 0 to `bound` - 1.
    size_t Below(size_t bound);

    // `length` characters of `alphabet`, the first one a letter.
    std::string Word(std::string_view alphabet, size_t length);

private:
    uint64_t state_;
};

// A folder that is gone when the test ends.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    std::string Path(const std::string &name) const
    {
        return path_ + "/" + name;
    }

private:
    std::string path_;
};

void WriteText(const std::string &path, const std::string &text);
std::string ReadText(const std::string &path);

// Fails the test unless `command` ends well.
void RunCommand(const std::string &command);

#endif
