// Remembers where statements are broken: a service says the same of each of its rpcs.
#ifndef PROTOC_GEN_PIPC_LINE_MEMORY_H_
#define PROTOC_GEN_PIPC_LINE_MEMORY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "line_search.h"

namespace pipc_gen
{

class LineMemory
{
public:
    LineMemory();

    // Adds `statement`, broken as LineSearch does, to `out`; returns how often it was broken.
    size_t AddBroken(std::string_view statement, int indent, std::string *out);

    // What breaking `statement` costs.
    long CostOf(std::string_view statement, int indent);

private:
    struct Entry {
        size_t hash = 0;
        int indent = 0;
        std::string shape; // never empty of a statement
        long cost = 0;
        std::vector<LinePiece> pieces;
    };

    const Entry &Find(std::string_view statement, int indent);

    LineSearch search_;
    std::string room_;
    std::vector<Entry> entries_;
};

} // namespace pipc_gen

#endif
