#include "c_definitions.h"

#include <algorithm>
#include <string>
#include <vector>

namespace pipc_gen
{
namespace
{

bool IsWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool IsWordCharacter(char c)
{
    return IsWordStart(c) || (c >= '0' && c <= '9');
}

// How many characters `text` begins with that splice two lines: a backslash before a line end.
size_t SpliceLength(std::string_view text)
{
    if (text.substr(0, 2) == "\\\n")
        return 2;
    return text.substr(0, 3) == "\\\r\n" ? 3 : 0;
}

// The first words of a directive, as "if 0": comments and what follows the second word dropped.
std::string DirectiveWords(std::string_view line)
{
    std::string words;
    int count = 0;
    for (size_t at = 1; at < line.size() && line.substr(at, 2) != "//";) {
        if (line.substr(at, 2) == "/*") {
            at = std::min(line.find("*/", at + 2), line.size() - 2) + 2;
        } else if (IsWordCharacter(line[at])) {
            size_t start = at;
            while (at < line.size() && IsWordCharacter(line[at]))
                at++;
            words += (count == 0 ? "" : " ") + std::string(line.substr(start, at - start));
            count++;
        } else if (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
            at++;
        } else {
            words += line[at++]; // makes `#if 0 || X` another thing than `#if 0`
        }
    }
    return words;
}

bool BeginsWith(const std::string &text, std::string_view start)
{
    return text.compare(0, start.size(), start) == 0;
}

class Scanner
{
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    Definitions Run()
    {
        while (!rest_.empty())
            Step();
        found_.balanced = state_.braces == 0 && state_.parens == 0;
        return found_;
    }

private:
    void Step()
    {
        char c = rest_[0];
        size_t splice = SpliceLength(rest_);
        if (c == '\n') {
            line_start_ = true;
            Skip(1);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f') {
            Skip(1);
        } else if (splice > 0) {
            Skip(splice);
        } else if (rest_.substr(0, 2) == "//") {
            Skip(LineLength());
        } else if (rest_.substr(0, 2) == "/*") {
            Skip(std::min(rest_.find("*/", 2), rest_.size() - 2) + 2);
        } else if (c == '#' && line_start_) {
            Directive();
        } else {
            line_start_ = false;
            Token(c);
        }
    }

    void Token(char c)
    {
        if (c == '"' || c == '\'') {
            Literal(c);
        } else if (IsWordCharacter(c)) {
            size_t length = 1;
            while (length < rest_.size() && IsWordCharacter(rest_[length]))
                length++;
            Word(rest_.substr(0, length));
            Skip(length);
        } else {
            Punctuation(c);
            Skip(1);
        }
    }

    void Literal(char quote)
    {
        size_t length = 1;
        while (length < rest_.size() && rest_[length] != quote && rest_[length] != '\n')
            length += rest_[length] == '\\' ? 2 : 1;
        Skip(std::min(length + 1, rest_.size()));
        state_.has_language =
            state_.has_language || (state_.braces == 0 && state_.last_word == "extern");
        state_.last_word = {};
    }

    void Word(std::string_view word)
    {
        if (state_.braces > 0 || state_.parens > 0)
            return;
        state_.is_static = state_.is_static || word == "static";
        state_.last_word = IsWordStart(word[0]) ? word : std::string_view();
    }

    void Punctuation(char c)
    {
        if (c == '(') {
            if (state_.braces == 0 && state_.parens == 0 && !state_.last_word.empty())
                state_.called.push_back(state_.last_word);
            state_.parens++;
        } else if (c == ')') {
            state_.parens = std::max(state_.parens - 1, 0);
        } else if (c == '{') {
            OpenBrace();
        } else if (c == '}') {
            // The brace of `extern "C" {` was not counted.
            state_.braces = std::max(state_.braces - 1, 0);
            if (state_.braces == 0)
                EndDeclaration();
        } else if (state_.braces == 0 && state_.parens == 0) {
            state_.is_initialized = state_.is_initialized || c == '=';
            if (c == ';')
                EndDeclaration();
        }
        state_.last_word = {};
    }

    // Of `ATTRIBUTE(x) int f(void) {` any may be the function's name: all are taken.
    void OpenBrace()
    {
        bool linkage = state_.braces == 0 && state_.called.empty() && state_.has_language;
        if (state_.braces == 0 && state_.parens == 0 && !state_.is_initialized) {
            for (std::string_view name : state_.called) {
                found_.all.emplace(name);
                if (!state_.is_static)
                    found_.external.emplace(name);
            }
        }
        if (linkage)
            EndDeclaration();
        else
            state_.braces++;
    }

    void EndDeclaration()
    {
        state_.called.clear();
        state_.is_static = false;
        state_.is_initialized = false;
        state_.has_language = false;
    }

    // Behind the string literal at `at`, or at the end of its line.
    size_t LiteralEnd(size_t at) const
    {
        at++;
        while (at < rest_.size() && rest_[at] != '"' && rest_[at] != '\n')
            at += rest_[at] == '\\' ? 2 : 1;
        return at < rest_.size() && rest_[at] == '"' ? at + 1 : std::min(at, rest_.size());
    }

    // The rest of the line, with those that backslashes and comments splice to it.
    size_t LineLength() const
    {
        size_t at = 0;
        bool line_comment = false;
        while (at < rest_.size() && rest_[at] != '\n') {
            size_t splice = SpliceLength(rest_.substr(at));
            line_comment = line_comment || rest_.substr(at, 2) == "//";
            if (splice > 0)
                at += splice;
            else if (!line_comment && rest_[at] == '"')
                at = LiteralEnd(at);
            else if (!line_comment && rest_.substr(at, 2) == "/*")
                at = std::min(rest_.find("*/", at + 2), rest_.size() - 2) + 2;
            else
                at++;
        }
        return std::min(at, rest_.size());
    }

    std::string NextDirective()
    {
        size_t length = LineLength();
        std::string words = DirectiveWords(rest_.substr(0, length));
        Skip(length);
        return words;
    }

    // Both branches of a condition are read, each from the state before it: of a function whose
    // head is there twice the body is there once.
    void Directive()
    {
        std::string words = NextDirective();
        if (words == "if 0") {
            SkipDeadBranch();
            branches_.push_back(state_);
        } else if (BeginsWith(words, "if")) {
            branches_.push_back(state_);
        } else if (branches_.empty()) {
            return;
        } else if (BeginsWith(words, "el")) {
            state_ = branches_.back();
        } else if (BeginsWith(words, "endif")) {
            branches_.pop_back();
        }
    }

    // To before the #else, #elif or #endif that ends it.
    void SkipDeadBranch()
    {
        for (int depth = 0; !rest_.empty();) {
            Skip(std::min(rest_.find('\n'), rest_.size() - 1) + 1);
            size_t first = std::min(rest_.find_first_not_of(" \t"), rest_.size());
            if (rest_.substr(first, 1) != "#")
                continue;
            std::string words =
                DirectiveWords(rest_.substr(first, rest_.find('\n', first) - first));
            if (depth == 0 && (BeginsWith(words, "el") || BeginsWith(words, "endif")))
                return;
            depth += BeginsWith(words, "if") ? 1 : BeginsWith(words, "endif") ? -1 : 0;
        }
    }

    void Skip(size_t length)
    {
        rest_.remove_prefix(length);
    }

    // Where it stands, and the declaration it is in.
    struct State {
        int braces = 0;
        int parens = 0;
        std::string_view last_word;
        std::vector<std::string_view> called; // words that a parenthesis follows
        bool is_static = false;
        bool is_initialized = false;
        bool has_language = false; // `extern "C"`
    };

    std::string_view rest_;
    Definitions found_;
    bool line_start_ = true;
    State state_;
    std::vector<State> branches_; // what it was before each #if that is open
};

} // namespace

Definitions FindDefinitions(std::string_view text)
{
    return Scanner(text).Run();
}

} // namespace pipc_gen
