// Runs another program.
#ifndef PROTOC_GEN_PIPC_SUBPROCESS_H_
#define PROTOC_GEN_PIPC_SUBPROCESS_H_

#include <string>

namespace pipc_gen
{

struct Exit {
    int status = 0;          // of a program that ended by itself
    int signal = 0;          // what killed it, else 0
    std::string signal_name; // "Segmentation fault"
    std::string standard_output;
    std::string standard_error;
};

// Runs `program`, looked for on PATH unless there is a slash in it, without a shell, and waits for
// its end. Returns an empty string, or why it could not be run.
std::string RunProgram(const std::string &program, const std::string &input, Exit *exit);

} // namespace pipc_gen

#endif
