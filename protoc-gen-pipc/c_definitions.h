// Which functions a C file defines: enough of C to find them whatever else the file holds.
#ifndef PROTOC_GEN_PIPC_C_DEFINITIONS_H_
#define PROTOC_GEN_PIPC_C_DEFINITIONS_H_

#include <set>
#include <string>
#include <string_view>

namespace pipc_gen
{

struct Definitions {
    std::set<std::string> all;      // the functions, those that are static too
    std::set<std::string> external; // those that are not
    bool balanced = true;           // false: a brace is missing, so there may be more
};

// What is in comments, in strings, in directives or under `#if 0` does not count.
Definitions FindDefinitions(std::string_view text);

} // namespace pipc_gen

#endif
