#include "line_breaker.h"

#include <algorithm>
#include <vector>

#include "line_memory.h"
#include "line_search.h"
#include "string_breaker.h"

namespace pipc_gen
{
namespace
{

constexpr int kIndent = 4;

// The text as logical lines, each broken anew.
class Layout
{
public:
    Layout(std::string_view text, LineMemory *memory, std::string *out)
        : memory_(*memory), rest_(text), end_(text.data() + text.size()), out_(*out)
    {
    }

    void Run()
    {
        out_.reserve(out_.size() + rest_.size() + rest_.size() / 4);
        while (!rest_.empty()) {
            size_t margin = std::min(rest_.find_first_not_of(' '), rest_.size());
            if (StartsWith(rest_.substr(margin), "/*"))
                Keep(TakeLines(CommentEnd(rest_, margin)));
            else if (rest_[0] == '\n' || rest_[0] == '#')
                PassDirective(NextLine());
            else
                BreakLogicalLine(NextLine());
        }
        Flush();
    }

private:
    static bool StartsWith(std::string_view text, std::string_view start)
    {
        return text.substr(0, start.size()) == start;
    }

    static bool EndsWith(std::string_view text, std::string_view end)
    {
        return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
    }

    static std::string_view Trim(std::string_view line)
    {
        size_t first = line.find_first_not_of(' ');
        return first == std::string_view::npos ? std::string_view() : line.substr(first);
    }

    static bool Fits(std::string_view line, int indent)
    {
        return indent + static_cast<int>(line.size()) <= kColumnLimit;
    }

    std::string_view NextLine()
    {
        return TakeLines(0);
    }

    // The lines up to the one that has the character `last`.
    std::string_view TakeLines(size_t last)
    {
        size_t end = std::min(rest_.find('\n', last), rest_.size());
        std::string_view lines = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return lines;
    }

    // Where the slash stands that ends the comment that starts at `start`.
    static size_t CommentEnd(std::string_view text, size_t start)
    {
        size_t slash = text.find('/', start + 1);
        while (slash != std::string_view::npos && text[slash - 1] != '*')
            slash = text.find('/', slash + 1);
        return slash;
    }

    // Adds `line`, which is a part of the text, as it is: with those before it, if they were too.
    void Keep(std::string_view line)
    {
        if (kept_.data() + kept_.size() != line.data())
            Flush();
        bool last = line.data() + line.size() == end_;
        kept_ = std::string_view(kept_.empty() ? line.data() : kept_.data(),
                                 kept_.size() + line.size() + (last ? 0 : 1));
        if (last) {
            Flush();
            out_ += '\n';
        }
    }

    void Flush()
    {
        out_.append(kept_);
        kept_ = {};
    }

    void AddLine(std::string_view line, int indent)
    {
        Flush();
        out_.append(static_cast<size_t>(indent), ' ').append(line).push_back('\n');
    }

    void PassDirective(std::string_view line)
    {
        bool broken = StartsWith(line, "#define") && !Fits(line, 0) &&
                      line.find('"') != std::string_view::npos;
        if (!broken) {
            Keep(line);
            return;
        }
        Flush();
        AddBrokenDefine(line, &out_);
    }

    // How many parentheses of `line` are left open.
    static int OpenCount(std::string_view line)
    {
        return Count(line, '(') - Count(line, ')');
    }

    static int Count(std::string_view line, char sign)
    {
        int count = 0;
        for (size_t at = line.find(sign); at != std::string_view::npos;
             at = line.find(sign, at + 1))
            count++;
        return count;
    }

    // A line of the template, without its indent, with those after it that its parentheses span.
    std::string_view Join(std::string_view line)
    {
        if (!EndsWith(line, ",") && !EndsWith(line, "("))
            return line; // the templates break lines nowhere else
        int open = OpenCount(line);
        if (open <= 0)
            return line;
        joined_ = line;
        while (!rest_.empty() && open > 0) {
            line = Trim(NextLine());
            open += OpenCount(line);
            if (joined_.back() != '(')
                joined_ += ' ';
            joined_ += line;
        }
        return joined_;
    }

    void BreakLogicalLine(std::string_view first)
    {
        std::string_view trimmed = Trim(first);
        std::string_view line = Join(trimmed);
        if (line == "};")
            table_indent_ = 0;
        int indent = static_cast<int>(first.size() - trimmed.size()) + table_indent_;
        if (Fits(line, indent) && line.data() == trimmed.data() && table_indent_ == 0) {
            Keep(first);
            return;
        }
        Flush();
        if (Fits(line, indent))
            AddLine(line, indent);
        else if (EndsWith(line, "{") && line.find('=') != std::string_view::npos)
            OpenTable(line);
        else
            Lay(line, indent);
    }

    // Adds a line that does not fit.
    void Lay(std::string_view line, int indent)
    {
        if (line.find('"') == std::string_view::npos)
            memory_.AddBroken(line, indent, &out_);
        else
            AddBrokenMember(line, indent, &out_);
    }

    // What the parts of a line cost that does not fit.
    long CostOf(std::string_view line, int indent)
    {
        if (line.find('"') != std::string_view::npos)
            return StringMemberCost(line, indent);
        return memory_.CostOf(line, indent);
    }

    // The rows of a table move in by what the line that opens it continues: both are weighed.
    void OpenTable(std::string_view line)
    {
        std::string_view rows = rest_.substr(0, rest_.find("\n};"));
        if (RowsFit(rows, kIndent * 3)) {
            table_indent_ = kIndent * static_cast<int>(memory_.AddBroken(line, 0, &out_));
            return;
        }
        search_.Run(line, 0,
                    {RowsCost(rows, 0), RowsCost(rows, 1), RowsCost(rows, 2), RowsCost(rows, 3)});
        std::vector<LinePiece> pieces;
        search_.GetPieces(&pieces);
        AddPieces(line, pieces, &out_);
        table_indent_ = kIndent * static_cast<int>(pieces.size() - 1);
    }

    static bool RowsFit(std::string_view rows, int indent)
    {
        while (!rows.empty()) {
            size_t end = std::min(rows.find('\n'), rows.size());
            if (!Fits(rows.substr(0, end), indent))
                return false;
            rows.remove_prefix(std::min(end + 1, rows.size()));
        }
        return true;
    }

    long RowsCost(std::string_view text, int breaks)
    {
        Layout rows(text, &memory_, &out_);
        long cost = 0;
        while (!rows.rest_.empty()) {
            std::string_view first = rows.NextLine();
            std::string_view line = Trim(first);
            int indent = static_cast<int>(first.size() - line.size()) + kIndent * breaks;
            cost += Fits(line, indent) ? 0 : rows.CostOf(line, indent);
        }
        return cost;
    }

    LineMemory &memory_;
    LineSearch search_;
    std::string_view rest_;
    const char *end_;
    std::string_view kept_; // lines that are still to be added
    std::string joined_;
    std::string &out_;
    int table_indent_ = 0;
};

} // namespace

std::string BreakLines(std::string_view text)
{
    std::string out;
    AddBrokenLines(text, &out);
    return out;
}

void AddBrokenLines(std::string_view text, std::string *out)
{
    static thread_local LineMemory memory; // for all files: it changes no result
    Layout(text, &memory, out).Run();
}

} // namespace pipc_gen
