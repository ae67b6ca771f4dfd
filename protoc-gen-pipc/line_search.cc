#include "line_search.h"

#include <algorithm>
#include <climits>
#include <initializer_list>

#include "line_breaker.h"

namespace pipc_gen
{
namespace
{

constexpr int kIndent = 4;

// A return type that ends before this column keeps the function's name beside it.
constexpr int kShortestReturnType = 6;

constexpr long kExcessCost = 1000000;

} // namespace

void AddPieces(std::string_view statement, const std::vector<LinePiece> &pieces, std::string *out)
{
    for (const LinePiece &piece : pieces) {
        out->append(piece.indent, ' ');
        out->append(statement.substr(piece.start, piece.length)).append(1, '\n');
    }
}

void LineSearch::Run(std::string_view statement, int indent, const TailCosts &tail_costs)
{
    Tokenize(statement, &tokens_);
    indent_ = indent;
    tail_costs_ = tail_costs;
    best_.clear();
    State state = {};
    state.column = indent_ + Width(0);
    state.cost = Excess(state.column);
    state.frames[0] = {indent_, indent_, false, false};
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

int LineSearch::break_count() const
{
    return static_cast<int>(std::count(best_.begin(), best_.end(), true));
}

std::vector<LinePiece> LineSearch::Pieces() const
{
    std::vector<LinePiece> pieces;
    const char *statement = tokens_[0].text.data();
    LinePiece piece = {0, 0, static_cast<size_t>(indent_)};
    for (size_t i = 1; i <= tokens_.size(); i++) {
        if (i < tokens_.size() && !best_[i])
            continue;
        std::string_view last = tokens_[i - 1].text;
        piece.length = static_cast<size_t>(last.data() + last.size() - statement) - piece.start;
        pieces.push_back(piece);
        if (i < tokens_.size())
            piece = {static_cast<size_t>(tokens_[i].text.data() - statement), 0,
                     static_cast<size_t>(best_columns_[i])};
    }
    return pieces;
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

long LineSearch::Excess(int column)
{
    return std::max(0, column - kColumnLimit) * kExcessCost;
}

void LineSearch::Open(size_t i, State *state) const
{
    if (tokens_[i].opens)
        state->frames[state->depth++] = {state->column, state->column, false, false};
    else if (tokens_[i].closes)
        state->depth--;
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
        breaks_[i] = false;
    }
}

void LineSearch::Finish(const State &state)
{
    long cost = state.cost + tail_costs_[std::min(state.breaks, tail_costs_.size() - 1)];
    if (cost >= best_cost_)
        return;
    best_cost_ = cost;
    best_ = breaks_;
    best_columns_ = columns_;
}

void LineSearch::PutBeside(size_t i, State *state) const
{
    Put(i, state->column + (tokens_[i].space_before ? 1 : 0), state);
}

void LineSearch::PutBelow(size_t i, State *state)
{
    int column = Wrap(i, state);
    columns_[i] = column;
    breaks_[i] = true;
    Put(i, column, state);
}

void LineSearch::Put(size_t i, int column, State *state) const
{
    if (tokens_[i].starts_item)
        state->Top().item_column = column;
    state->column = column + Width(i);
    state->cost += Excess(state->column);
    Open(i, state);
}

int LineSearch::Wrap(size_t i, State *state) const
{
    const Token &token = tokens_[i];
    Frame &frame = state->Top();
    int column = NewColumn(i, *state);
    state->cost += token.break_cost;
    state->breaks++;
    if (tokens_[i - 1].opens)
        frame = {column, column, false, false};
    frame.must_break = token.place == Place::kContinued && state->depth > 1;
    frame.must_end = frame.must_break && frame.item_column != frame.indent;
    for (size_t f = 0; f + 1 < state->depth; f++)
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
