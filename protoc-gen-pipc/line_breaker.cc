#include "line_breaker.h"

#include <algorithm>
#include <utility>

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
    Layout(std::string_view text, LineMemory *memory)
        : memory_(*memory), rest_(text), end_(text.data() + text.size())
    {
    }

    std::string Run()
    {
        out_.reserve(rest_.size() + rest_.size() / 4);
        while (!rest_.empty()) {
            std::string_view line = NextLine();
            if (in_comment_ || StartsWith(Trim(line), "/*"))
                PassComment(line);
            else if (line.empty() || line[0] == '#')
                PassDirective(line);
            else
                BreakLogicalLine(line);
        }
        Flush();
        return std::move(out_);
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
        size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return line;
    }

    void PassComment(std::string_view line)
    {
        in_comment_ = line.find("*/") == std::string_view::npos;
        Keep(line);
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
        out_.append(static_cast<size_t>(indent), ' ').append(line).append(1, '\n');
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
        out_ += BreakDefine(line);
    }

    // How many parentheses of `line` are left open.
    static int OpenCount(std::string_view line)
    {
        int count = 0;
        for (char c : line)
            count += c == '(' ? 1 : c == ')' ? -1 : 0;
        return count;
    }

    // A line of the template, with those after it that its parentheses span.
    std::string_view Join(std::string_view line)
    {
        line = Trim(line);
        if (!EndsWith(line, ",") && !EndsWith(line, "("))
            return line; // the templates break lines nowhere else
        int open = OpenCount(line);
        if (open <= 0)
            return line;
        joined_ = line;
        while (!rest_.empty() && open > 0) {
            line = Trim(NextLine());
            open += OpenCount(line);
            joined_.append(joined_.back() == '(' ? "" : " ").append(line);
        }
        return joined_;
    }

    void BreakLogicalLine(std::string_view first)
    {
        std::string_view line = Join(first);
        if (line == "};")
            table_indent_ = 0;
        int indent = static_cast<int>(first.size() - Trim(first).size()) + table_indent_;
        if (Fits(line, indent) && line.data() == Trim(first).data() && table_indent_ == 0) {
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
            out_ += BreakStringMember(line, indent);
    }

    // What the parts of a line cost that does not fit.
    long CostOf(std::string_view line, int indent)
    {
        if (line.find('"') != std::string_view::npos)
            return StringMemberCost(line, indent);
        search_.Run(line, indent);
        return search_.cost();
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
        AddPieces(line, search_.Pieces(), &out_);
        table_indent_ = kIndent * search_.break_count();
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
        Layout rows(text, &memory_);
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
    std::string out_;
    bool in_comment_ = false;
    int table_indent_ = 0;
};

} // namespace

std::string BreakLines(std::string_view text)
{
    static thread_local LineMemory memory; // for all files: it changes no result
    return Layout(text, &memory).Run();
}

} // namespace pipc_gen
