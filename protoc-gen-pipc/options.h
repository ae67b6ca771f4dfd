// --pipc_opt=key[=value],...
#ifndef PROTOC_GEN_PIPC_OPTIONS_H_
#define PROTOC_GEN_PIPC_OPTIONS_H_

#include <string>

namespace pipc_gen
{

struct Options {
    bool messages = false;                         // also make the .pb-c.{h,c}
    std::string messages_program = "protoc-gen-c"; // by running this
};

// Reads `parameter`; returns an empty string, or what is wrong with it.
std::string ParseOptions(const std::string &parameter, Options *options);

} // namespace pipc_gen

#endif
