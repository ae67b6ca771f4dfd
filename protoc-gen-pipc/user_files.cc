#include "user_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace pipc_gen
{
namespace
{

constexpr mode_t kMode = 0666; // less what the umask takes

std::string Problem(const std::string &path, const std::string &what)
{
    return path + ": cannot " + what + ": " + std::strerror(errno);
}

bool WriteAll(int fd, const std::string &text)
{
    for (size_t done = 0; done < text.size();) {
        ssize_t count = write(fd, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR)
            return false;
        done += count < 0 ? 0 : static_cast<size_t>(count);
    }
    return true;
}

// Makes a file that was not there; `errno` tells what went wrong.
bool WriteNew(const std::string &path, const std::string &text)
{
    int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (fd < 0)
        return false;
    bool written = WriteAll(fd, text);
    int saved = errno;
    bool closed = close(fd) == 0;
    if (written && closed)
        return true;
    if (!written)
        errno = saved;
    saved = errno;
    unlink(path.c_str());
    errno = saved;
    return false;
}

// A name beside `path` for a file that is being written.
std::string TemporaryPath(const std::string &path)
{
    std::filesystem::path file(path);
    std::string name = "." + file.filename().string() + "." + std::to_string(getpid()) + ".tmp";
    return file.replace_filename(name).string();
}

} // namespace

std::vector<std::string> ListDirectory(const std::string &path)
{
    std::vector<std::string> names;
    std::error_code code;
    std::filesystem::directory_iterator entry(path, code);
    for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code))
        names.push_back(entry->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string ReadFile(const std::string &path, std::string *text)
{
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return Problem(path, "be read");
    text->assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    return stream.bad() ? Problem(path, "be read") : "";
}

std::string MakeDirectory(const std::string &path)
{
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code)
        return path + ": cannot be made: " + code.message();
    return "";
}

std::string CreateFile(const std::string &path, const std::string &text, bool *created)
{
    std::string temporary = TemporaryPath(path);
    *created = false;
    if (!WriteNew(temporary, text))
        return Problem(path, "be written");
    // A link, other than a rename, never takes the place of a file that is there.
    *created = link(temporary.c_str(), path.c_str()) == 0;
    int saved = errno;
    unlink(temporary.c_str());
    if (*created || saved == EEXIST)
        return "";
    // A file system without links.
    *created = WriteNew(path, text);
    return *created || errno == EEXIST ? "" : Problem(path, "be written");
}

std::string AppendToFile(const std::string &path, const std::string &text)
{
    int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0)
        return Problem(path, "be appended to");
    struct stat before = {};
    std::string problem;
    if (fstat(fd, &before) != 0) {
        problem = Problem(path, "be appended to");
    } else if (!WriteAll(fd, text)) {
        problem = Problem(path, "be appended to");
        if (ftruncate(fd, before.st_size) != 0)
            problem += "; its end is incomplete now";
    }
    if (close(fd) != 0 && problem.empty())
        problem = Problem(path, "be appended to");
    return problem;
}

std::string ReplaceFile(const std::string &path, const std::string &text)
{
    std::string temporary = TemporaryPath(path);
    if (!WriteNew(temporary, text))
        return Problem(path, "be written");
    if (rename(temporary.c_str(), path.c_str()) == 0)
        return "";
    std::string problem = Problem(path, "be written");
    unlink(temporary.c_str());
    return problem;
}

} // namespace pipc_gen
