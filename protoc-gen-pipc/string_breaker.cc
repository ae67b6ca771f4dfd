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
    std::vector<std::string_view> texts; // without their quotes
    long cost = 0;
    int column = 0; // of the quotes they start with
};

// How many characters of `text` make the next piece when `room` are there; 0 if it takes all.
size_t SplitPoint(std::string_view text, int room)
{
    size_t most = text.empty() ? 0 : text.size() - 1;
    std::string_view head = text.substr(0, std::min(most, static_cast<size_t>(std::max(room, 0))));
    size_t slash = head.rfind('/');
    if (slash != std::string_view::npos && slash != 0)
        return slash + 1;
    auto is_sign = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; };
    auto sign = std::find_if(head.rbegin(), head.rend(), is_sign);
    auto word = static_cast<size_t>(head.rend() - sign);
    return word > 1 ? word : head.size();
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
        pieces.texts.push_back(text.substr(0, length));
        text.remove_prefix(length);
        pieces.cost += kPieceCost;
    }
    int end = start + static_cast<int>(text.size()) + 1 + tail;
    pieces.cost += std::max(0, end - limit) * kExcessCost;
    pieces.texts.push_back(text);
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

// Adds the lines of the head, which starts in `indent`, and of what follows it in `pieces`. All but
// the last one end in a backslash in column `backslash`, if there is to be one.
void AddLines(const Parts &parts, int indent, const Pieces &pieces, size_t backslash,
              std::string *out)
{
    auto column = static_cast<size_t>(pieces.column);
    size_t start = out->size();
    auto new_line = [&] {
        if (backslash > 0)
            out->append(start + backslash - out->size(), ' ').push_back('\\');
        out->push_back('\n');
        start = out->size();
        out->append(column, ' ');
    };
    out->append(static_cast<size_t>(indent), ' ').append(parts.head);
    if (column > out->size() - start)
        out->push_back(' ');
    else
        new_line();
    for (size_t i = 0; i < pieces.texts.size(); i++) {
        if (i > 0)
            new_line();
        out->append("\"").append(pieces.texts[i]).push_back('"');
    }
    out->append(parts.tail).push_back('\n');
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

// Where the backslashes go behind lines of a macro: as far to the right as they can, or behind the
// widest of the lines.
size_t BackslashColumn(const Parts &parts, const Pieces &pieces)
{
    size_t widest = std::max(static_cast<size_t>(kColumnLimit) - 2, parts.head.size());
    for (size_t i = 0; i + 1 < pieces.texts.size(); i++)
        widest = std::max(widest, static_cast<size_t>(pieces.column) + pieces.texts[i].size() + 2);
    return widest + 1;
}

} // namespace

void AddBrokenDefine(std::string_view line, std::string *out)
{
    Parts parts = SplitAtQuotes(line);
    Pieces pieces = Choose(parts, 0, kMacroColumnLimit, -1);
    AddLines(parts, 0, pieces, BackslashColumn(parts, pieces), out);
}

void AddBrokenMember(std::string_view line, int indent, std::string *out)
{
    Parts parts = SplitAtQuotes(line);
    AddLines(parts, indent, Choose(parts, indent, kColumnLimit, 1), 0, out);
}

long StringMemberCost(std::string_view line, int indent)
{
    return Choose(SplitAtQuotes(line), indent, kColumnLimit, 1).cost;
}

} // namespace pipc_gen
