#include "symbols.h"

namespace pipc_gen
{

const Origin *SymbolTable::Add(const std::string &name, const Origin &origin)
{
    auto entered = symbols_.emplace(name, origin);
    return entered.second ? nullptr : &entered.first->second;
}

const Origin *SymbolTable::Find(const std::string &name) const
{
    auto found = symbols_.find(name);
    return found == symbols_.end() ? nullptr : &found->second;
}

std::vector<std::string> SymbolsOf(const Service &service)
{
    const std::string &prefix = service.prefix;
    return {
        prefix + "_service",     prefix + "_handlers", prefix + "_client", prefix + "_service_init",
        prefix + "_client_init", prefix + "_methods",  prefix + "_desc",   service.name_macro,
    };
}

std::vector<std::string> SymbolsOf(const Service &service, const Method &method)
{
    return {
        method.client_function,
        service.prefix + "_handlers." + method.slot,
        method.invoke_function,
        method.path_macro,
    };
}

} // namespace pipc_gen
