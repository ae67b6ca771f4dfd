#include "string_breaker.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "line_breaker.h"

namespace pipc_gen
{
namespace
{

constexpr int kIndent = 4;
constexpr long kExcessCost = 1000000;
constexpr long kPieceCost = 1000;

// clang-format keeps two columns of a macro free for the backslash.
constexpr int kMacroColumnLimit = kColumnLimit - 2;

struct Pieces {
    std::vector<std::string> texts; // without their quotes
    long cost = 0;
    int column = 0; // of the quotes they start with
};

// How many characters of `text` make the next piece when `room` are there; 0 if it takes all.
size_t SplitPoint(std::string_view text, int room)
{
    size_t slash = 0;
    size_t word = 0;
    size_t at = 0;
    while (static_cast<int>(at) + 1 <= room && at + 1 < text.size()) {
        if (text[at] == '/')
            slash = at;
        if (std::isalnum(static_cast<unsigned char>(text[at])) == 0)
            word = at;
        at++;
    }
    if (slash != 0)
        return slash + 1;
    return word != 0 ? word + 1 : at;
}

// Splits `text`, which starts in `column` and is followed by `tail` characters.
Pieces SplitText(std::string_view text, int column, int tail, int limit)
{
    Pieces pieces;
    pieces.column = column;
    int start = column + 1;
    while (start + static_cast<int>(text.size()) + 1 + tail > limit) {
        size_t length = SplitPoint(text, limit - 1 - start);
        if (length == 0)
            break;
        pieces.texts.emplace_back(text.substr(0, length));
        text.remove_prefix(length);
        pieces.cost += kPieceCost;
    }
    int end = start + static_cast<int>(text.size()) + 1 + tail;
    pieces.cost += std::max(0, end - limit) * kExcessCost;
    pieces.texts.emplace_back(text);
    return pieces;
}

struct Parts {
    std::string_view head, text, tail;
};

Parts SplitAtQuotes(std::string_view line)
{
    size_t first = line.find('"');
    size_t last = line.rfind('"');
    Parts parts;
    parts.head = line.substr(0, first - 1);
    parts.text = line.substr(first + 1, last - first - 1);
    parts.tail = line.substr(last + 1);
    return parts;
}

// The lines of `head`, which starts in `indent`, and of what follows it in `pieces`.
std::vector<std::string> Lines(const Parts &parts, int indent, const Pieces &pieces)
{
    std::string margin(static_cast<size_t>(pieces.column), ' ');
    std::string line = std::string(static_cast<size_t>(indent), ' ') + std::string(parts.head);
    std::vector<std::string> lines;
    if (pieces.column > static_cast<int>(line.size())) {
        line += ' ';
    } else {
        lines.push_back(line);
        line = margin;
    }
    for (const std::string &text : pieces.texts) {
        lines.push_back(line + '"' + text + '"');
        line = margin;
    }
    lines.back() += parts.tail;
    return lines;
}

// Where the text goes: beside its head or below it, whatever is cheaper.
Pieces Choose(const Parts &parts, int indent, int limit, long below_cost)
{
    int head = indent + static_cast<int>(parts.head.size());
    int tail = static_cast<int>(parts.tail.size());
    Pieces beside = SplitText(parts.text, head + 1, tail, limit);
    Pieces below = SplitText(parts.text, indent + kIndent, tail, limit);
    long head_excess = std::max(0, head - limit) * kExcessCost;
    beside.cost += head_excess;
    below.cost += head_excess + below_cost;
    return below.cost < beside.cost ? below : beside;
}

} // namespace

std::string BreakDefine(std::string_view line)
{
    Parts parts = SplitAtQuotes(line);
    std::vector<std::string> lines = Lines(parts, 0, Choose(parts, 0, kMacroColumnLimit, -1));
    size_t backslash = static_cast<size_t>(kColumnLimit) - 1;
    for (size_t i = 0; i + 1 < lines.size(); i++)
        backslash = std::max(backslash, lines[i].size() + 1);
    std::string out;
    for (size_t i = 0; i + 1 < lines.size(); i++)
        out += lines[i] + std::string(backslash - lines[i].size(), ' ') + "\\\n";
    return out + lines.back() + "\n";
}

std::string BreakStringMember(std::string_view line, int indent)
{
    Parts parts = SplitAtQuotes(line);
    std::string out;
    for (const std::string &each : Lines(parts, indent, Choose(parts, indent, kColumnLimit, 1)))
        out += each + "\n";
    return out;
}

long StringMemberCost(std::string_view line, int indent)
{
    return Choose(SplitAtQuotes(line), indent, kColumnLimit, 1).cost;
}

} // namespace pipc_gen
