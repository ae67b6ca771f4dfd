#include "scaffold_names.h"

#include <cstdint>

#include "naming.h"

namespace pipc_gen
{
namespace
{

constexpr size_t kLongestMember = 55;

constexpr const char *kHandle = "_handle_";

bool IsLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char LowerOf(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string ScaffoldStem(const std::string &proto_file)
{
    std::string base = FileBase(proto_file);
    base.erase(0, base.rfind('/') + 1);
    std::string stem;
    for (char c : base) {
        if (IsLetterOrDigit(c))
            stem += LowerOf(c);
        else if (!stem.empty() && stem.back() != '_')
            stem += '_';
    }
    if (!stem.empty() && stem.back() == '_')
        stem.pop_back();
    // C names do not start with a digit, and what starts with pipc_ is libpipc's.
    bool usable = !stem.empty() && !(stem[0] >= '0' && stem[0] <= '9') &&
                  (stem + "_").compare(0, 5, "pipc_") != 0;
    return usable ? stem : stem.empty() ? "proto" : "proto_" + stem;
}

std::string WiringMember(const Service &service)
{
    std::string member = CamelToLower(service.name);
    if (member.size() <= kLongestMember)
        return SlotName(member);
    // Where it is used there is no good place to break a line.
    uint32_t hash = 0x811c9dc5U;
    for (char c : member)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    return member.substr(0, kLongestMember - 9) + "_" + std::to_string(hash % 100000000);
}

std::string HandlerName(const Service &service, const Method &method)
{
    return service.prefix + kHandle + method.slot;
}

bool IsHandlerName(const std::string &function)
{
    size_t at = function.find(kHandle);
    return at != std::string::npos && at > 0;
}

} // namespace pipc_gen
