// Breaks long string literals where clang-format breaks them.
#ifndef PROTOC_GEN_PIPC_STRING_BREAKER_H_
#define PROTOC_GEN_PIPC_STRING_BREAKER_H_

#include <string>
#include <string_view>

namespace pipc_gen
{

// Adds `#define NAME "text"`, longer than a line, to `out`.
void AddBrokenDefine(std::string_view line, std::string *out);

// Adds `.member = "text",`, longer than a line, `indent` columns in, to `out`.
void AddBrokenMember(std::string_view line, int indent, std::string *out);

// What that costs, by clang-format's measure.
long StringMemberCost(std::string_view line, int indent);

} // namespace pipc_gen

#endif
