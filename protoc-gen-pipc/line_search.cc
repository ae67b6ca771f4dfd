#include "line_search.h"

#include <algorithm>
#include <climits>
#include <initializer_list>

namespace pipc_gen
{
namespace
{

constexpr int kIndent = 4;

// A return type that ends before this column keeps the function's name beside it.
constexpr int kShortestReturnType = 6;

} // namespace

void AddPieces(std::string_view statement, const std::vector<LinePiece> &pieces, std::string *out)
{
    for (const LinePiece &piece : pieces) {
        out->append(piece.indent, ' ');
        out->append(statement.substr(piece.start, piece.length)).push_back('\n');
    }
}

void LineSearch::Run(std::string_view statement, int indent, const TailCosts &tail_costs)
{
    Tokenize(statement, &tokens_);
    indent_ = indent;
    tail_costs_ = tail_costs;
    found_ = false;
    State state = {};
    state.frames[0] = {indent_, indent_, false, false};
    state.depth = 1;
    breaks_.resize(std::max(breaks_.size(), tokens_.size()));
    Measure();
    Put(0, indent_, &state);
    // Most lines need few breaks: dear ways are looked at only where there is no cheap one.
    for (long most : {200L, kExcessCost, LONG_MAX}) {
        best_cost_ = most;
        Step(1, state);
        if (found_)
            return;
    }
}

void LineSearch::GetPieces(std::vector<LinePiece> *pieces) const
{
    const char *statement = tokens_[0].text.data();
    auto end_of = [&](size_t i) {
        return static_cast<size_t>(tokens_[i].text.data() - statement) + tokens_[i].text.size();
    };
    pieces->clear();
    pieces->reserve(best_.size() + 1);
    LinePiece piece = {0, 0, static_cast<size_t>(indent_)};
    for (const Break &next : best_) {
        piece.length = end_of(next.token - 1) - piece.start;
        pieces->push_back(piece);
        piece.start = static_cast<size_t>(tokens_[next.token].text.data() - statement);
        piece.indent = static_cast<size_t>(next.column);
    }
    piece.length = end_of(tokens_.size() - 1) - piece.start;
    pieces->push_back(piece);
}

void LineSearch::Measure()
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

long LineSearch::LeastCost(size_t i, int column) const
{
    int beyond = std::min(column, kColumnLimit) + rests_[i].width - kColumnLimit;
    if (beyond <= 0)
        return 0;
    int line = std::max(1, kColumnLimit + 1 - indent_); // a break takes the place of a blank
    return std::min((beyond + line - 1) / line * rests_[i].break_cost, kExcessCost);
}

void LineSearch::Step(size_t i, State state)
{
    for (; i < tokens_.size() && tokens_[i].break_cost < 0; i++)
        PutBeside(i, &state);
    if (state.cost + LeastCost(i, state.column) >= best_cost_)
        return;
    if (i < tokens_.size() && tokens_[i].starts_item && state.Top().must_end)
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
    }
}

void LineSearch::Finish(const State &state)
{
    long cost = state.cost + tail_costs_[std::min<size_t>(state.breaks, tail_costs_.size() - 1)];
    if (cost >= best_cost_)
        return;
    best_cost_ = cost;
    best_.assign(breaks_.begin(), breaks_.begin() + state.breaks);
    found_ = true;
}

void LineSearch::PutBelow(size_t i, State *state)
{
    int column = Wrap(i, state);
    breaks_[state->breaks++] = {i, column};
    Put(i, column, state);
}

int LineSearch::Wrap(size_t i, State *state) const
{
    const Token &token = tokens_[i];
    Frame &frame = state->Top();
    int column = NewColumn(i, *state);
    state->cost += token.break_cost;
    if (tokens_[i - 1].opens)
        frame = {column, column, false, false};
    frame.must_break = token.place == Place::kContinued && state->depth > 1;
    frame.must_end = frame.must_break && frame.item_column != frame.indent;
    for (unsigned f = 0; f + 1 < state->depth; f++)
        state->frames[f].must_break = true;
    if (state->depth == 1)
        frame.item_column = column;
    return column;
}

int LineSearch::NewColumn(size_t i, const State &state) const
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

} // namespace pipc_gen
