// Breaks long lines of generated C where clang-format with the repository's style breaks them.
#ifndef PROTOC_GEN_PIPC_LINE_BREAKER_H_
#define PROTOC_GEN_PIPC_LINE_BREAKER_H_

#include <string>
#include <string_view>

namespace pipc_gen
{

constexpr int kColumnLimit = 100;

// Lays out `text`, C as the templates write it: comments are finished, a statement or declaration
// may be broken inside parentheses anywhere, and is put together and broken anew.
std::string BreakLines(std::string_view text);

// The same, added to `out`.
void AddBrokenLines(std::string_view text, std::string *out);

} // namespace pipc_gen

#endif
