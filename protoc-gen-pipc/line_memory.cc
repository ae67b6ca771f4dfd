#include "line_memory.h"

#include <functional>

#include "c_tokens.h"

namespace pipc_gen
{
namespace
{

// Enough for hundreds of services; the one that comes later takes the place of another.
constexpr size_t kEntries = 8192;

} // namespace

LineMemory::LineMemory() : entries_(kEntries) {}

size_t LineMemory::AddBroken(std::string_view statement, int indent, std::string *out)
{
    const std::vector<LinePiece> &pieces = Find(statement, indent).pieces;
    AddPieces(statement, pieces, out);
    return pieces.size() - 1;
}

long LineMemory::CostOf(std::string_view statement, int indent)
{
    return Find(statement, indent).cost;
}

const LineMemory::Entry &LineMemory::Find(std::string_view statement, int indent)
{
    std::string_view shape = ShapeOf(statement, &room_);
    size_t hash = std::hash<std::string_view>()(shape) + static_cast<size_t>(indent);
    Entry &entry = entries_[hash % kEntries];
    if (entry.hash == hash && entry.indent == indent && entry.shape == shape)
        return entry;
    search_.Run(statement, indent);
    entry.hash = hash;
    entry.indent = indent;
    entry.shape = shape;
    entry.cost = search_.cost();
    search_.GetPieces(&entry.pieces);
    return entry;
}

} // namespace pipc_gen
