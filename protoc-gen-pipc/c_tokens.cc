#include "c_tokens.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pipc_gen
{
namespace
{

// clang-format's own figures: 20 for each level of nesting, and something for the place.
constexpr int kLevel = 20;
constexpr int kAfterComma = 1;
constexpr int kAfterAssignment = 2;
constexpr int kAfterComparison = 9;
constexpr int kBeforeFirstArgument = 19;
constexpr int kBeforeFirstParameter = 100;
constexpr int kBeforeFunctionName = 63;
constexpr int kAfterReturnedPointer = 60;
constexpr int kBeforeName = 200;
constexpr int kBeforePointer = 190;
constexpr int kBeforeInitializer = 160;
constexpr int kAfterStruct = 5000;
constexpr int kAfterCast = 100;
constexpr int kBeforeMember = 150;
constexpr int kBeforeSubscript = 500;

constexpr std::array<bool, 256> WordCharacters()
{
    std::array<bool, 256> is = {};
    for (char c :
         std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"))
        is[static_cast<unsigned char>(c)] = true;
    return is;
}

bool IsWordCharacter(char c)
{
    static constexpr std::array<bool, 256> kIs = WordCharacters();
    return kIs[static_cast<unsigned char>(c)];
}

// How long the word is that `text` begins with, if it is one.
size_t WordLength(std::string_view text)
{
    const char *at = text.data();
    const char *end = at + text.size();
    while (at != end && IsWordCharacter(*at))
        at++;
    return static_cast<size_t>(at - text.data());
}

size_t TokenLength(std::string_view rest)
{
    size_t length = 1;
    if (rest[0] == '"') {
        while (length < rest.size() && rest[length] != '"')
            length += rest[length] == '\\' ? 2 : 1;
        return length + 1;
    }
    if (IsWordCharacter(rest[0]))
        return WordLength(rest);
    return rest.substr(0, 2) == "->" || rest.substr(0, 2) == "==" ? 2 : 1;
}

void Split(std::string_view line, std::vector<Token> *tokens)
{
    tokens->clear();
    bool space = false;
    for (size_t at = 0; at < line.size();) {
        if (line[at] == ' ') {
            space = true;
            at++;
            continue;
        }
        size_t length = TokenLength(line.substr(at));
        Token token = {};
        token.text = line.substr(at, length);
        token.space_before = space;
        token.break_cost = -1;
        tokens->push_back(token);
        space = false;
        at += length;
    }
}

bool IsWord(const Token &token)
{
    return IsWordCharacter(token.text[0]);
}

bool Is(const Token &token, char sign)
{
    return token.text.size() == 1 && token.text[0] == sign;
}

// Words that are more than names.
bool IsSpecifier(std::string_view text)
{
    switch (text[0]) {
    case 'c':
        return text == "const";
    case 's':
        return text == "static" || text == "struct";
    case 't':
        return text == "typedef";
    case 'r':
        return text == "return";
    case 'i':
        return text == "if";
    case 'P':
        return text == "PIPC_NODISCARD" || text == "PIPC_DEPRECATED";
    default:
        return false;
    }
}

// What a line as a whole is: it decides how dear its breaks are.
struct Shape {
    bool is_function;  // a declaration, a definition or a slot
    bool is_slot;      // a member that points to a function
    size_t name;       // the token of the function's name; of no use otherwise
    size_t parameters; // and of the parenthesis of its parameters
};

// Whether the type that a function returns may end with token `i`.
bool EndsType(const std::vector<Token> &tokens, size_t i)
{
    if (Is(tokens[i], '*'))
        return i > 0 && IsWord(tokens[i - 1]);
    return IsWord(tokens[i]) && tokens[i].text != "return";
}

Shape ShapeOf(const std::vector<Token> &tokens)
{
    Shape shape = {};
    size_t open = 0;
    while (open < tokens.size() && !Is(tokens[open], '(') && !Is(tokens[open], '='))
        open++;
    if (open == tokens.size() || open == 0 || Is(tokens[open], '='))
        return shape;
    bool slot = tokens[open].space_before && Is(tokens[open + 1], '*');
    bool declaration = open > 1 && IsWord(tokens[open - 1]) && !tokens[open].space_before &&
                       EndsType(tokens, open - 2);
    shape.is_function = slot || declaration;
    shape.is_slot = slot;
    shape.name = slot ? open + 2 : open - 1;
    shape.parameters = slot ? open + 4 : open;
    return shape;
}

class Classifier
{
public:
    explicit Classifier(std::vector<Token> *tokens) : tokens_(*tokens), shape_(ShapeOf(*tokens)) {}

    void Run()
    {
        for (size_t i = 0; i < tokens_.size(); i++) {
            if (i > 0)
                Classify(i);
            if (Is(tokens_[i], '('))
                Open(i);
            else if (Is(tokens_[i], ')'))
                Close(i);
        }
    }

private:
    void Open(size_t i)
    {
        bool group = (shape_.is_function && i != shape_.parameters) ||
                     (i > 0 && (tokens_[i - 1].text == "if" || !IsWord(tokens_[i - 1])));
        tokens_[i].opens = true;
        tokens_[i].groups = group;
        depth_++;
        groups_ = groups_ << 1 | (group ? 1U : 0U);
    }

    void Close(size_t i)
    {
        tokens_[i].closes = true;
        tokens_[i].groups = (groups_ & 1) != 0;
        depth_--;
        groups_ >>= 1;
    }

    void Allow(size_t i, int cost, Place place)
    {
        tokens_[i].break_cost = kLevel * (1 + depth_) + cost;
        tokens_[i].place = place;
    }

    void Classify(size_t i)
    {
        const Token &left = tokens_[i - 1];
        const Token &right = tokens_[i];
        if (Is(left, ',')) {
            Allow(i, kAfterComma, Place::kAligned);
            tokens_[i].starts_item = true;
        } else if (Is(left, '(')) {
            if (!left.groups || shape_.is_slot)
                Allow(i, shape_.is_function ? kBeforeFirstParameter : kBeforeFirstArgument,
                      Place::kAligned);
        } else if (Is(left, '=')) {
            Allow(i, Is(right, '{') ? kBeforeInitializer : kAfterAssignment, Place::kContinued);
        } else if (left.text == "==") {
            Allow(i, kAfterComparison, Place::kAligned);
        } else if (Is(left, ')') && left.groups && IsWord(right)) {
            Allow(i, kAfterCast, Place::kContinued);
        } else if (right.text == "->") {
            Allow(i, kBeforeMember, Place::kContinued);
        } else if (Is(right, '[')) {
            Allow(i, kBeforeSubscript, Place::kContinued);
        } else {
            ClassifyDeclarator(i);
        }
    }

    void ClassifyDeclarator(size_t i)
    {
        const Token &left = tokens_[i - 1];
        const Token &right = tokens_[i];
        if (Is(left, '*') && Is(right, '*'))
            Allow(i, kBeforePointer, Place::kContinued);
        if (shape_.is_function && i == shape_.name && depth_ == 0)
            Allow(i, IsWord(left) ? kBeforeFunctionName : kAfterReturnedPointer, Place::kStatement);
        else if (IsWord(left))
            ClassifyAfterWord(i);
    }

    void ClassifyAfterWord(size_t i)
    {
        const Token &left = tokens_[i - 1];
        const Token &right = tokens_[i];
        bool returned = shape_.is_function && depth_ == 0;
        bool pointer = i > 1 && Is(tokens_[i - 2], '*'); // that is const, if it is anything
        if (IsWord(right) && left.text == "struct") {
            Allow(i, kAfterStruct, Place::kContinued);
        } else if (IsWord(right) && !IsSpecifier(left.text)) {
            Allow(i, kBeforeName, Place::kContinued);
        } else if (Is(right, '*') && !returned && (pointer || !IsSpecifier(left.text))) {
            Allow(i, kBeforePointer, Place::kContinued);
        }
    }

    std::vector<Token> &tokens_;
    Shape shape_;
    int depth_ = 0;       // how many parentheses are open
    uint32_t groups_ = 0; // a bit for each that is open: does it group? The last one's is lowest.
};

} // namespace

void Tokenize(std::string_view line, std::vector<Token> *tokens)
{
    Split(line, tokens);
    Classifier(tokens).Run();
}

std::string_view ShapeOf(std::string_view line, std::string *room)
{
    constexpr size_t kLargest = 3; // what a word of one letter becomes
    room->resize(std::max(room->size(), kLargest * line.size()));
    char *out = room->data();
    while (!line.empty()) {
        size_t length = WordLength(line);
        std::string_view word = line.substr(0, std::max<size_t>(length, 1));
        line.remove_prefix(word.size());
        if (length == 0) {
            *out++ = word[0];
        } else if (IsSpecifier(word)) {
            out = std::copy(word.begin(), word.end(), out);
        } else {
            *out++ = '#';
            *out++ = static_cast<char>(word.size());
            *out++ = static_cast<char>(word.size() >> 8);
        }
    }
    return {room->data(), static_cast<size_t>(out - room->data())};
}

} // namespace pipc_gen
