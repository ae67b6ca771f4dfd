// The tokens of a line of generated C, and what it costs clang-format to break before each.
#ifndef PROTOC_GEN_PIPC_C_TOKENS_H_
#define PROTOC_GEN_PIPC_C_TOKENS_H_

#include <string>
#include <string_view>
#include <vector>

namespace pipc_gen
{

// Where a token goes that is put on a new line.
enum class Place {
    kStatement, // where the statement starts
    kAligned,   // under the first token of its parentheses
    kContinued, // further in than what it continues
};

struct Token {
    std::string_view text; // a part of the line
    bool space_before;
    bool opens;       // the parenthesis of a list
    bool closes;      // any closing parenthesis
    bool groups;      // the parenthesis of a cast, of a pointer to function or of an `if`
    int break_cost;   // what a line break before it costs; < 0: none possible
    Place place;      // where it goes then
    bool starts_item; // it follows a comma
};

// Replaces `tokens` by those of `line`, which has to outlive them.
void Tokenize(std::string_view line, std::vector<Token> *tokens);

// All that counts for the tokens of a line without strings: its words only by their lengths, unless
// they mean something. It is put into `room`.
std::string_view ShapeOf(std::string_view line, std::string *room);

} // namespace pipc_gen

#endif
