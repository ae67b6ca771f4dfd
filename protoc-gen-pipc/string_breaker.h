// Breaks long string literals where clang-format breaks them.
#ifndef PROTOC_GEN_PIPC_STRING_BREAKER_H_
#define PROTOC_GEN_PIPC_STRING_BREAKER_H_

#include <string>
#include <string_view>

namespace pipc_gen
{

// `#define NAME "text"`, longer than a line.
std::string BreakDefine(std::string_view line);

// `.member = "text",`, longer than a line, `indent` columns in.
std::string BreakStringMember(std::string_view line, int indent);

// What that costs, by clang-format's measure.
long StringMemberCost(std::string_view line, int indent);

} // namespace pipc_gen

#endif
