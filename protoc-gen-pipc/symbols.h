// The C symbols of a file, and where each comes from.
#ifndef PROTOC_GEN_PIPC_SYMBOLS_H_
#define PROTOC_GEN_PIPC_SYMBOLS_H_

#include <map>
#include <string>

#include "model.h"

namespace pipc_gen
{

// Who has a symbol: "rpc Get" at "in.proto:7:3".
struct Origin {
    std::string what;
    std::string where;
};

class SymbolTable
{
public:
    // Enters `name`; if another origin has it already, returns that one instead.
    const Origin *Add(const std::string &name, const Origin &origin);

    const Origin *Find(const std::string &name) const;

    const std::map<std::string, Origin> &all() const
    {
        return symbols_;
    }

private:
    std::map<std::string, Origin> symbols_;
};

// All that the templates name after a service itself, or after one of its methods. Members of the
// handlers appear as "handlers.member".
std::vector<std::string> SymbolsOf(const Service &service);
std::vector<std::string> SymbolsOf(const Service &service, const Method &method);

} // namespace pipc_gen

#endif
