#include "line_breaker.h"

#include <algorithm>
#include <array>
#include <climits>
#include <initializer_list>
#include <vector>

#include "c_tokens.h"
#include "string_breaker.h"

namespace pipc_gen
{
namespace
{

constexpr int kIndent = 4;
// A cast among the arguments of a call in a condition would be that deep.
constexpr size_t kDeepest = 4;

// A return type that ends before this column keeps the function's name beside it.
constexpr int kShortestReturnType = 6;

constexpr long kExcessCost = 1000000;

using TailCosts = std::array<long, 4>;

// Finds the cheapest way to break one statement, as clang-format does; of two that cost the same,
// the one that breaks later.
class Search
{
public:
    // `tail_costs[n]` is what follows the statement costs when it is broken n times, or more often.
    void Run(std::string_view statement, int indent, const TailCosts &tail_costs = {})
    {
        Tokenize(statement, &tokens_);
        indent_ = indent;
        tail_costs_ = tail_costs;
        best_.clear();
        State state = {};
        state.column = indent_ + Width(0);
        state.cost = Excess(state.column);
        state.frames[0] = {indent_, indent_, false};
        state.depth = 1;
        breaks_.assign(tokens_.size(), false);
        columns_.assign(tokens_.size(), 0);
        Measure();
        Open(0, &state);
        // Most lines need few breaks: dear ways are looked at only where there is no cheap one.
        for (long most : {100L, 200L, 400L, kExcessCost, LONG_MAX}) {
            best_cost_ = most;
            Step(1, state);
            if (!best_.empty())
                return;
        }
    }

    long cost() const
    {
        return best_cost_;
    }

    int break_count() const
    {
        return static_cast<int>(std::count(best_.begin(), best_.end(), true));
    }

    void Print(std::string *out) const
    {
        out->append(static_cast<size_t>(indent_), ' ');
        for (size_t i = 0; i < tokens_.size(); i++) {
            if (best_[i])
                out->append(1, '\n').append(static_cast<size_t>(best_columns_[i]), ' ');
            else if (tokens_[i].space_before)
                *out += ' ';
            out->append(tokens_[i].text);
        }
        *out += '\n';
    }

private:
    struct Frame {
        int indent;      // where its items are aligned
        int item_column; // where its current item started; of a statement, its current line
        bool must_break; // an item of it was broken: the next one gets a new line
    };

    struct State {
        int column;
        long cost;
        size_t breaks;
        std::array<Frame, kDeepest> frames; // the statement, and each parenthesis that is open
        size_t depth;

        Frame &Top()
        {
            return frames[depth - 1];
        }
        const Frame &Top() const
        {
            return frames[depth - 1];
        }
    };

    int Width(size_t i) const
    {
        return static_cast<int>(tokens_[i].text.size());
    }

    // What is left from each token on: how wide it is, and what its cheapest break costs.
    struct Rest {
        int width;
        long break_cost;
    };

    void Measure()
    {
        rests_.resize(tokens_.size() + 1);
        rests_.back() = {0, kExcessCost};
        for (size_t i = tokens_.size(); i > 0; i--) {
            const Token &token = tokens_[i - 1];
            Rest &rest = rests_[i - 1];
            rest = rests_[i];
            rest.width += Width(i - 1) + (token.space_before ? 1 : 0);
            if (token.break_cost >= 0)
                rest.break_cost = std::min(rest.break_cost, static_cast<long>(token.break_cost));
        }
    }

    // The least that the tokens from `i` on can cost: what does not fit takes lines, or sticks out.
    long LeastCost(size_t i, int column) const
    {
        int beyond = std::min(column, kColumnLimit) + rests_[i].width - kColumnLimit;
        if (beyond <= 0)
            return 0;
        int line = std::max(1, kColumnLimit + 1 - indent_); // a break takes the place of a blank
        return std::min((beyond + line - 1) / line * rests_[i].break_cost, kExcessCost);
    }

    static long Excess(int column)
    {
        return std::max(0, column - kColumnLimit) * kExcessCost;
    }

    void Open(size_t i, State *state) const
    {
        if (tokens_[i].opens)
            state->frames[state->depth++] = {state->column, state->column, false};
        else if (tokens_[i].closes)
            state->depth--;
    }

    void Step(size_t i, State state)
    {
        for (; i < tokens_.size() && tokens_[i].break_cost < 0; i++)
            PutBeside(i, &state);
        if (state.cost + LeastCost(i, state.column) >= best_cost_)
            return;
        if (i == tokens_.size()) {
            Finish(state);
            return;
        }
        const Token &token = tokens_[i];
        if (!(token.starts_item && state.Top().must_break)) {
            State beside = state;
            PutBeside(i, &beside);
            Step(i + 1, beside);
        }
        bool short_type = token.place == Place::kStatement && state.column < kShortestReturnType;
        if (!short_type) {
            PutBelow(i, &state);
            Step(i + 1, state);
            breaks_[i] = false;
        }
    }

    void Finish(const State &state)
    {
        long cost = state.cost + tail_costs_[std::min(state.breaks, tail_costs_.size() - 1)];
        if (cost >= best_cost_)
            return;
        best_cost_ = cost;
        best_ = breaks_;
        best_columns_ = columns_;
    }

    void PutBeside(size_t i, State *state) const
    {
        Put(i, state->column + (tokens_[i].space_before ? 1 : 0), state);
    }

    void PutBelow(size_t i, State *state)
    {
        int column = Wrap(i, state);
        columns_[i] = column;
        breaks_[i] = true;
        Put(i, column, state);
    }

    void Put(size_t i, int column, State *state) const
    {
        if (tokens_[i].starts_item)
            state->Top().item_column = column;
        state->column = column + Width(i);
        state->cost += Excess(state->column);
        Open(i, state);
    }

    // Moves to a new line; returns the column there.
    int Wrap(size_t i, State *state) const
    {
        const Token &token = tokens_[i];
        Frame &frame = state->Top();
        int column = NewColumn(i, *state);
        state->cost += token.break_cost;
        state->breaks++;
        if (tokens_[i - 1].opens)
            frame = {column, column, false};
        frame.must_break = token.place == Place::kContinued && state->depth > 1;
        for (size_t f = 0; f + 1 < state->depth; f++)
            state->frames[f].must_break = true;
        if (state->depth == 1)
            frame.item_column = column;
        return column;
    }

    int NewColumn(size_t i, const State &state) const
    {
        switch (tokens_[i].place) {
        case Place::kStatement:
            return indent_;
        case Place::kAligned:
            if (tokens_[i - 1].opens)
                return state.frames[state.depth - 2].item_column + kIndent;
            return state.Top().indent;
        case Place::kContinued:
            break;
        }
        return state.Top().item_column + kIndent;
    }

    std::vector<Token> tokens_;
    int indent_ = 0;
    TailCosts tail_costs_ = {};
    long best_cost_ = 0;
    std::vector<Rest> rests_;
    std::vector<bool> breaks_, best_;
    std::vector<int> columns_, best_columns_;
};

// The text as logical lines, each broken anew.
class Layout
{
public:
    explicit Layout(std::string_view text) : rest_(text) {}

    std::string Run()
    {
        out_.reserve(rest_.size() + rest_.size() / 8);
        while (!rest_.empty()) {
            std::string_view line = NextLine();
            if (in_comment_ || StartsWith(Trim(line), "/*"))
                PassComment(line);
            else if (line.empty() || line[0] == '#')
                PassDirective(line);
            else
                BreakLogicalLine(line);
        }
        return out_;
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
        AddLine(line, 0);
    }

    void AddLine(std::string_view line, int indent)
    {
        out_.append(static_cast<size_t>(indent), ' ').append(line).append(1, '\n');
    }

    void PassDirective(std::string_view line)
    {
        bool broken = StartsWith(line, "#define") && !Fits(line, 0) &&
                      line.find('"') != std::string_view::npos;
        if (broken)
            out_ += BreakDefine(line);
        else
            AddLine(line, 0);
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
        if (Fits(line, indent))
            AddLine(line, indent);
        else if (EndsWith(line, "{") && line.find('=') != std::string_view::npos)
            OpenTable(line);
        else
            Lay(line, indent, &out_);
    }

    // Adds a line that does not fit to `out`, unless that is NULL; returns what its parts cost.
    long Lay(std::string_view line, int indent, std::string *out)
    {
        if (line.find('"') != std::string_view::npos) {
            if (out != nullptr)
                *out += BreakStringMember(line, indent);
            return StringMemberCost(line, indent);
        }
        search_.Run(line, indent);
        if (out != nullptr)
            search_.Print(out);
        return search_.cost();
    }

    // The rows of a table move in by what the line that opens it continues: both are weighed.
    void OpenTable(std::string_view line)
    {
        search_.Run(line, 0, {RowsCost(0), RowsCost(1), RowsCost(2), RowsCost(3)});
        search_.Print(&out_);
        table_indent_ = kIndent * search_.break_count();
    }

    long RowsCost(int breaks) const
    {
        Layout rows(rest_.substr(0, rest_.find("\n};")));
        long cost = 0;
        while (!rows.rest_.empty()) {
            std::string_view first = rows.NextLine();
            std::string_view line = Trim(first);
            int indent = static_cast<int>(first.size() - line.size()) + kIndent * breaks;
            cost += Fits(line, indent) ? 0 : rows.Lay(line, indent, nullptr);
        }
        return cost;
    }

    Search search_; // kept for its memory
    std::string_view rest_;
    std::string joined_;
    std::string out_;
    bool in_comment_ = false;
    int table_indent_ = 0;
};

} // namespace

std::string BreakLines(std::string_view text)
{
    return Layout(text).Run();
}

} // namespace pipc_gen
