#include "subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

extern char **environ;

namespace pipc_gen
{
namespace
{

// A pipe whose ends are closed when it goes, and not inherited.
class Pipe
{
public:
    Pipe() = default;
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    ~Pipe()
    {
        CloseReader();
        CloseWriter();
    }

    bool Open()
    {
        return pipe(ends_.data()) == 0 && fcntl(ends_[0], F_SETFD, FD_CLOEXEC) == 0 &&
               fcntl(ends_[1], F_SETFD, FD_CLOEXEC) == 0;
    }

    void CloseReader()
    {
        Close(&ends_[0]);
    }

    void CloseWriter()
    {
        Close(&ends_[1]);
    }

    int reader() const
    {
        return ends_[0];
    }

    int writer() const
    {
        return ends_[1];
    }

private:
    static void Close(int *end)
    {
        if (*end >= 0)
            close(*end);
        *end = -1;
    }

    std::array<int, 2> ends_ = {-1, -1};
};

// A child that goes away before it has read all must not take us with it.
class IgnoredPipeSignal
{
public:
    IgnoredPipeSignal() : before_(signal(SIGPIPE, SIG_IGN)) {}
    IgnoredPipeSignal(const IgnoredPipeSignal &) = delete;
    IgnoredPipeSignal &operator=(const IgnoredPipeSignal &) = delete;

    ~IgnoredPipeSignal()
    {
        signal(SIGPIPE, before_);
    }

private:
    void (*before_)(int);
};

class Child
{
public:
    // Returns an error number.
    int Start(const std::string &program)
    {
        if (!in_.Open() || !out_.Open() || !err_.Open())
            return errno;
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in_.reader(), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out_.writer(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err_.writer(), STDERR_FILENO);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        std::string name = program;
        std::array<char *, 2> arguments = {name.data(), nullptr};
        int error =
            posix_spawnp(&pid_, name.c_str(), &actions, &attributes, arguments.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        in_.CloseReader();
        out_.CloseWriter();
        err_.CloseWriter();
        return error;
    }

    // Writes and reads at the same time: either pipe may be full.
    void Talk(std::string_view input, std::string *output, std::string *error_output)
    {
        fcntl(in_.writer(), F_SETFL, O_NONBLOCK);
        while (out_.reader() >= 0 || err_.reader() >= 0) {
            if (input.empty())
                in_.CloseWriter();
            std::array<pollfd, 3> polled = {{{in_.writer(), POLLOUT, 0},
                                             {out_.reader(), POLLIN, 0},
                                             {err_.reader(), POLLIN, 0}}};
            if (poll(polled.data(), polled.size(), -1) < 0)
                continue; // EINTR
            if (polled[0].revents != 0)
                WriteSome(&input);
            if (polled[1].revents != 0)
                ReadSome(&out_, output);
            if (polled[2].revents != 0)
                ReadSome(&err_, error_output);
        }
        in_.CloseWriter();
    }

    void Wait(Exit *exit) const
    {
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR)
            continue;
        exit->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
        exit->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        exit->signal_name = exit->signal != 0 ? strsignal(exit->signal) : "";
    }

private:
    void WriteSome(std::string_view *input)
    {
        ssize_t count = write(in_.writer(), input->data(), input->size());
        if (count >= 0)
            input->remove_prefix(static_cast<size_t>(count));
        else if (errno != EINTR && errno != EAGAIN)
            *input = {}; // it does not listen any more; its exit says why
    }

    static void ReadSome(Pipe *pipe, std::string *to)
    {
        std::array<char, 65536> buffer;
        ssize_t count = read(pipe->reader(), buffer.data(), buffer.size());
        if (count > 0)
            to->append(buffer.data(), static_cast<size_t>(count));
        else if (count == 0 || errno != EINTR)
            pipe->CloseReader();
    }

    pid_t pid_ = 0;
    Pipe in_, out_, err_;
};

} // namespace

std::string RunProgram(const std::string &program, const std::string &input, Exit *exit)
{
    *exit = Exit();
    IgnoredPipeSignal ignored;
    Child child;
    int error = child.Start(program);
    if (error != 0)
        return "cannot run " + program + ": " + strerror(error);
    child.Talk(input, &exit->standard_output, &exit->standard_error);
    child.Wait(exit);
    return "";
}

} // namespace pipc_gen
