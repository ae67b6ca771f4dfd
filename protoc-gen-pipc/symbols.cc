#include "symbols.h"

#include <initializer_list>
#include <string_view>

namespace pipc_gen
{
namespace
{

// A type and what is named after it; an empty ending stands for something that it does not have.
void AddWithEndings(const std::string &type, std::initializer_list<std::string_view> endings,
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
        method.client_function, service.prefix + "_handlers." + method.slot,
        method.invoke_function, method.path_macro,
        method.async_function,
    };
    bool reads = GetsStream(method.kind);
    bool writes = SendsStream(method.kind);
    AddWithEndings(method.client_listener,
                   {reads ? "_message" : "", writes ? "_writable" : "", "_done", "_events"},
                   &symbols);
    if (method.kind == MethodKind::kUnary)
        return symbols;
    AddWithEndings(method.client_stream,
                   {reads ? "_read" : "_finish", reads ? "_resume" : "", writes ? "_write" : "",
                    writes ? "_writes_done" : "", "_cancel", "_free"},
                   &symbols);
    AddWithEndings(method.server_stream,
                   {writes ? "_read" : "", writes ? "_resume" : "", reads ? "_write" : ""},
                   &symbols);
    AddWithEndings(method.server_listener,
                   {writes ? "_message" : "", writes ? "_half_closed" : "",
                    reads ? "_writable" : "", "_cancelled", "_events"},
                   &symbols);
    symbols.push_back(method.listen_function);
    return symbols;
}

} // namespace pipc_gen
