// Comments of the .proto, as C comments that clang-format leaves alone.
#ifndef PROTOC_GEN_PIPC_COMMENTS_H_
#define PROTOC_GEN_PIPC_COMMENTS_H_

#include <string>
#include <string_view>
#include <vector>

namespace pipc_gen
{

// The lines of `text`, harmless inside a C comment whatever they hold: nothing in them opens or
// closes a comment, is a trigraph, a control character or an invalid byte. No blank lines around.
std::vector<std::string> CleanComment(std::string_view text);

// `first`, a blank line and `second`; what is empty goes without the blank line.
std::vector<std::string> JoinParagraphs(std::vector<std::string> first,
                                        const std::vector<std::string> &second);

// A comment of `lines`, `indent` columns in, wrapped. `opening` is "/**" or "/*".
// A documentation comment has its opening on a line of its own; any other starts beside it.
std::string DocComment(const std::vector<std::string> &lines, int indent);
std::string PlainComment(const std::vector<std::string> &lines, int indent);

} // namespace pipc_gen

#endif
