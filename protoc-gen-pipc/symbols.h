// The C symbols of a file, and where each comes from.
#ifndef PROTOC_GEN_PIPC_SYMBOLS_H_
#define PROTOC_GEN_PIPC_SYMBOLS_H_

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// Which names are taken, and by which of the origins, which are counted by their user.
class SymbolTable
{
public:
    // Enters `name`; returns the origin that has it: if that is another one, `name` stays as it
    // was.
    size_t Add(std::string &&name, size_t origin);

    // NULL if nobody has it.
    const size_t *Find(const std::string &name) const;

    const std::unordered_map<std::string, size_t> &all() const
    {
        return symbols_;
    }

private:
    std::unordered_map<std::string, size_t> symbols_;
};

// All that the templates name after a service itself, or after one of its methods. Members of the
// handlers appear as "handlers.member".
std::vector<std::string> SymbolsOf(const Service &service);
std::vector<std::string> SymbolsOf(const Service &service, const Method &method);

// The same of its mock.
void AddMockSymbols(const Service &service, std::vector<std::string> *symbols);
void AddMockSymbols(const Method &method, std::vector<std::string> *symbols);

} // namespace pipc_gen

#endif
