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
    const std::vector<LinePiece> &pieces = Find(statement, indent);
    AddPieces(statement, pieces, out);
    return pieces.size() - 1;
}

const std::vector<LinePiece> &LineMemory::Find(std::string_view statement, int indent)
{
    std::string_view shape = ShapeOf(statement, &room_);
    size_t hash = std::hash<std::string_view>()(shape) + static_cast<size_t>(indent);
    Entry &entry = entries_[hash % kEntries];
    if (entry.hash == hash && entry.indent == indent && entry.shape == shape)
        return entry.pieces;
    search_.Run(statement, indent);
    entry = {hash, indent, std::string(shape), search_.Pieces()};
    return entry.pieces;
}

} // namespace pipc_gen
