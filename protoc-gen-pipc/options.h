// --pipc_opt=key[=value],...
#ifndef PROTOC_GEN_PIPC_OPTIONS_H_
#define PROTOC_GEN_PIPC_OPTIONS_H_

#include <string>

namespace pipc_gen
{

struct Options {
    bool messages = false;                         // also make the .pb-c.{h,c}
    std::string messages_program = "protoc-gen-c"; // by running this
    bool mock = false;                             // also make the .pipc-mock.{h,c}
    bool has_scaffold = false;
    std::string scaffold;  // the directory, or the handlers file; empty: the working directory
    std::string proto_dir; // where the .proto files are, for the scaffold's build files
};

// Reads `parameter`; returns an empty string, or what is wrong with it.
std::string ParseOptions(const std::string &parameter, Options *options);

} // namespace pipc_gen

#endif
