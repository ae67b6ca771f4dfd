// Finds where clang-format breaks a statement that does not fit into a line.
#ifndef PROTOC_GEN_PIPC_LINE_SEARCH_H_
#define PROTOC_GEN_PIPC_LINE_SEARCH_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "c_tokens.h"
#include "line_breaker.h"

namespace pipc_gen
{

using TailCosts = std::array<long, 4>;

// A line of a broken statement: which part of the statement it has, and how far in it starts.
struct LinePiece {
    size_t start;
    size_t length;
    size_t indent;
};

void AddPieces(std::string_view statement, const std::vector<LinePiece> &pieces, std::string *out);

// Finds the cheapest way to break one statement, as clang-format does; of two that cost the same,
// the one that breaks later. May be used again and again, and keeps its memory for that.
class LineSearch
{
public:
    // `tail_costs[n]` is what follows the statement costs when it is broken n times, or more often.
    void Run(std::string_view statement, int indent, const TailCosts &tail_costs = {});

    long cost() const
    {
        return best_cost_;
    }

    // Replaces `pieces` by the lines that were found.
    void GetPieces(std::vector<LinePiece> *pieces) const;

private:
    static constexpr long kExcessCost = 1000000;

    // A cast among the arguments of a call in a condition would be that deep.
    static constexpr size_t kDeepest = 4;

    struct Frame {
        int indent;      // where its items are aligned
        int item_column; // where its current item started; of a statement, its current line
        bool must_break; // an item of it was broken: the next one gets a new line
        bool must_end;   // and that one had no line of its own: it has to be the last one
    };

    struct State {
        long cost;
        int column;
        unsigned breaks;
        unsigned depth;
        std::array<Frame, kDeepest> frames; // the statement, and each parenthesis that is open

        Frame &Top()
        {
            return frames[depth - 1];
        }
        const Frame &Top() const
        {
            return frames[depth - 1];
        }
    };

    // Which token is put on a new line, and where.
    struct Break {
        size_t token;
        int column;
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

    void Measure();

    // The least that the tokens from `i` on can cost: what does not fit takes lines, or sticks out.
    long LeastCost(size_t i, int column) const;

    void Step(size_t i, State state);

    void Finish(const State &state);

    void PutBeside(size_t i, State *state) const
    {
        Put(i, state->column + (tokens_[i].space_before ? 1 : 0), state);
    }

    void PutBelow(size_t i, State *state);

    void Put(size_t i, int column, State *state) const
    {
        const Token &token = tokens_[i];
        if (token.starts_item)
            state->Top().item_column = column;
        state->column = column + Width(i);
        if (state->column > kColumnLimit)
            state->cost += (state->column - kColumnLimit) * kExcessCost;
        if (token.opens)
            state->frames[state->depth++] = {state->column, state->column, false, false};
        else if (token.closes)
            state->depth--;
    }

    // Moves to a new line; returns the column there.
    int Wrap(size_t i, State *state) const;

    int NewColumn(size_t i, const State &state) const;

    std::vector<Token> tokens_;
    int indent_ = 0;
    TailCosts tail_costs_ = {};
    long best_cost_ = 0;
    std::vector<Rest> rests_;
    std::vector<Break> breaks_; // as many as the state that is looked at counts
    std::vector<Break> best_;
    bool found_ = false;
};

} // namespace pipc_gen

#endif
