#include "comments.h"

#include <algorithm>

#include "line_breaker.h"

namespace pipc_gen
{
namespace
{

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view kTab = "    ";

// The length of the UTF-8 sequence that `text` begins with, 0 if it is not valid.
size_t SequenceLength(std::string_view text)
{
    auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char first = byte(0);
    size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first > 0xF4 || length > text.size())
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    }
    bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    bool surrogate = first == 0xED && byte(1) > 0x9F;
    bool too_large = first == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || too_large ? 0 : length;
}

// Characters that compilers warn of because they make text read in another order than it stands.
bool IsBidirectionalControl(std::string_view sequence)
{
    return (sequence >= "\xE2\x80\xAA" && sequence <= "\xE2\x80\xAE") ||
           (sequence >= "\xE2\x81\xA6" && sequence <= "\xE2\x81\xA9");
}

bool IsControl(std::string_view sequence)
{
    auto first = static_cast<unsigned char>(sequence[0]);
    bool c1 = first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
    return first < 0x20 || first == 0x7F || c1 || IsBidirectionalControl(sequence);
}

// Whether `next` after `line` would open or close a comment or complete a trigraph.
bool NeedsGap(const std::string &line, char next)
{
    if (line.empty())
        return false;
    char last = line.back();
    if ((last == '*' && next == '/') || (last == '/' && next == '*'))
        return true;
    bool two_marks = line.size() > 1 && last == '?' && line[line.size() - 2] == '?';
    return two_marks && std::string_view("=/'()!<>-").find(next) != std::string_view::npos;
}

void AppendSequence(std::string_view sequence, std::string *line)
{
    if (sequence == "\t") {
        *line += kTab;
    } else if (sequence == "\v" || sequence == "\f") {
        *line += ' ';
    } else if (!IsControl(sequence)) {
        *line += NeedsGap(*line, sequence[0]) ? " " : "";
        *line += sequence;
    }
}

// How many characters from the start of `text` are harmless whatever they follow.
size_t PlainLength(std::string_view text)
{
    auto plain = [](char c) {
        return c == ' ' || c == ',' || c == '.' || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
}

std::string CleanLine(std::string_view raw)
{
    std::string line;
    line.reserve(raw.size());
    while (!raw.empty()) {
        size_t harmless = PlainLength(raw);
        line += raw.substr(0, harmless);
        raw.remove_prefix(harmless);
        if (raw.empty())
            break;
        size_t length = SequenceLength(raw);
        if (length == 0)
            line += kReplacement;
        else
            AppendSequence(raw.substr(0, length), &line);
        raw.remove_prefix(std::max<size_t>(length, 1));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

// LF, CRLF and CR all end a line.
std::vector<std::string> SplitLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        size_t end = std::min(text.find_first_of("\r\n"), text.size());
        lines.push_back(CleanLine(text.substr(0, end)));
        end += text.substr(end, 2) == "\r\n" ? 2 : 1;
        text.remove_prefix(std::min(end, text.size()));
    }
    return lines;
}

// The blanks that all lines begin with: what the comment's own form put there.
size_t CommonIndent(const std::vector<std::string> &lines)
{
    size_t common = std::string::npos;
    for (const std::string &line : lines) {
        if (!line.empty())
            common = std::min(common, line.find_first_not_of(' '));
    }
    return common == std::string::npos ? 0 : common;
}

void TrimBlankLines(std::vector<std::string> *lines)
{
    while (!lines->empty() && lines->back().empty())
        lines->pop_back();
    auto filled = [](const std::string &line) { return !line.empty(); };
    lines->erase(lines->begin(), std::find_if(lines->begin(), lines->end(), filled));
}

// `line` in pieces of at most `width` bytes, where its blanks allow; further ones keep its indent.
// Counting bytes, which are never fewer than columns, leaves clang-format nothing to break.
std::vector<std::string> Wrap(const std::string &line, size_t width)
{
    std::vector<std::string> pieces;
    std::string indent(std::min(line.find_first_not_of(' '), line.size()), ' ');
    std::string rest = line;
    while (rest.size() > width) {
        size_t gap = rest.rfind(' ', width);
        if (gap == std::string::npos || gap < indent.size())
            gap = rest.find(' ', indent.size());
        if (gap == std::string::npos)
            break;
        size_t next = rest.find_first_not_of(' ', gap);
        pieces.push_back(rest.substr(0, rest.find_last_not_of(' ', gap) + 1));
        rest = indent + rest.substr(next);
    }
    pieces.push_back(rest);
    return pieces;
}

// Adds a line of a comment, wrapped, each piece behind `margin`. The first one of all may have an
// `opening`, which is used up.
void AddLine(const std::string &line, const std::string &margin, std::string_view *opening,
             std::string *out)
{
    auto add = [&](const std::string &piece) {
        out->append(margin).append(opening->empty() ? " *" : *opening);
        *opening = {};
        out->append(piece.empty() ? "" : " ").append(piece).append(1, '\n');
    };
    size_t width = static_cast<size_t>(kColumnLimit) - margin.size() - 3;
    if (line.size() <= width) {
        add(line);
        return;
    }
    for (const std::string &piece : Wrap(line, width))
        add(piece);
}

} // namespace

std::vector<std::string> CleanComment(std::string_view text)
{
    std::vector<std::string> lines = SplitLines(text);
    TrimBlankLines(&lines);
    size_t indent = CommonIndent(lines);
    for (std::string &line : lines)
        line.erase(0, std::min(indent, line.size()));
    return lines;
}

std::vector<std::string> JoinParagraphs(std::vector<std::string> first,
                                        const std::vector<std::string> &second)
{
    if (!first.empty() && !second.empty())
        first.emplace_back();
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

std::string DocComment(const std::vector<std::string> &lines, int indent)
{
    std::string margin(static_cast<size_t>(indent), ' ');
    std::string comment = margin + "/**\n";
    std::string_view opening;
    for (const std::string &line : lines)
        AddLine(line, margin, &opening, &comment);
    return comment.append(margin).append(" */\n");
}

std::string PlainComment(const std::vector<std::string> &lines, int indent)
{
    std::string margin(static_cast<size_t>(indent), ' ');
    size_t width = static_cast<size_t>(kColumnLimit - indent) - 6;
    if (lines.size() == 1 && lines[0].size() <= width)
        return margin + "/* " + lines[0] + " */\n";
    std::string comment;
    std::string_view opening = "/*";
    for (const std::string &line : lines)
        AddLine(line, margin, &opening, &comment);
    return comment.append(margin).append(" */\n");
}

} // namespace pipc_gen
