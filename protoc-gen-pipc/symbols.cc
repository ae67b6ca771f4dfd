#include "symbols.h"

#include <initializer_list>
#include <string_view>

namespace pipc_gen
{
namespace
{

// The type of a stream and its functions; an empty ending stands for one that it does not have.
void AddStream(const std::string &type, std::initializer_list<std::string_view> endings,
               std::vector<std::string> *symbols)
{
    symbols->push_back(type);
    for (std::string_view ending : endings) {
        if (!ending.empty())
            symbols->push_back(type + std::string(ending));
    }
}

} // namespace

size_t SymbolTable::Add(const std::string &name, size_t origin)
{
    return symbols_.emplace(name, origin).first->second;
}

const size_t *SymbolTable::Find(const std::string &name) const
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
    std::vector<std::string> symbols = {
        method.client_function,
        service.prefix + "_handlers." + method.slot,
        method.invoke_function,
        method.path_macro,
    };
    if (method.kind == MethodKind::kUnary)
        return symbols;
    bool sends_one = method.kind == MethodKind::kServerStreaming;
    bool gets_one = method.kind == MethodKind::kClientStreaming;
    AddStream(method.server_stream, {gets_one ? "" : "_write", sends_one ? "" : "_read"}, &symbols);
    AddStream(method.client_stream,
              {sends_one ? "" : "_write", gets_one ? "_finish" : "_read",
               sends_one || gets_one ? "" : "_writes_done", "_free"},
              &symbols);
    return symbols;
}

} // namespace pipc_gen
