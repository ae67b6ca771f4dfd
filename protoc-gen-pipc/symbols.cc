#include "symbols.h"

#include <initializer_list>
#include <string_view>
#include <utility>

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
            symbols->emplace_back(type).append(ending);
    }
}

} // namespace

size_t SymbolTable::Add(std::string &&name, size_t origin)
{
    return symbols_.try_emplace(std::move(name), origin).first->second;
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
    std::vector<std::string> symbols;
    symbols.reserve(method.kind == MethodKind::kUnary ? 8 : 28);
    symbols.push_back(method.client_function);
    symbols.push_back(service.prefix + "_handlers." + method.slot);
    symbols.push_back(method.invoke_function);
    symbols.push_back(method.path_macro);
    symbols.push_back(method.async_function);
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

void AddMockSymbols(const Service &service, std::vector<std::string> *symbols)
{
    AddWithEndings(service.mock, {"_init", "_set_handlers", "_slots"}, symbols);
}

void AddMockSymbols(const Method &method, std::vector<std::string> *symbols)
{
    bool at_end = method.kind == MethodKind::kBidiStreaming;
    for (const char *ending : {"_request", "_answer", "_answer_at_end", "_handle"}) {
        if (at_end || std::string_view(ending) != "_answer_at_end")
            symbols->push_back(method.mock + ending);
    }
}

} // namespace pipc_gen
