#include "naming.h"

#include <algorithm>
#include <initializer_list>

#include "keywords.h"

namespace pipc_gen
{
namespace
{

// Only ASCII letters count, whatever the locale.
bool IsUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool IsLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool IsDigit(char c)
{
    return c >= '0' && c <= '9';
}

char UpperOf(char c)
{
    return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

char LowerOf(char c)
{
    return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// The pieces of a dotted name, each converted and joined by `joint`; empty pieces are dropped.
template <typename Convert>
std::string JoinPieces(std::string_view name, std::string_view joint, Convert convert)
{
    std::string joined;
    joined.reserve(2 * name.size());
    while (!name.empty()) {
        size_t end = std::min(name.find('.'), name.size());
        if (end > 0) {
            joined += joined.empty() ? "" : joint;
            joined += convert(name.substr(0, end));
        }
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return joined;
}

bool EndsWith(const std::string &text, std::string_view end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

} // namespace

std::string ToCamel(std::string_view piece)
{
    std::string camel;
    camel.reserve(piece.size());
    bool raise = true;
    for (char c : piece) {
        if (c != '_')
            camel += raise ? UpperOf(c) : c;
        raise = c == '_';
    }
    return camel;
}

std::string CamelToLower(std::string_view piece)
{
    std::string lower;
    lower.reserve(2 * piece.size());
    bool after_upper = true; // nothing goes before the first letter
    for (char c : piece) {
        if (IsUpper(c) && !after_upper)
            lower += '_';
        lower += LowerOf(c);
        after_upper = IsUpper(c);
    }
    return lower;
}

std::string ToUpper(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(), UpperOf);
    return upper;
}

std::string OverridePackage(const std::string &full_name, const std::string &package,
                            const std::optional<std::string> &c_package)
{
    if (!c_package.has_value())
        return full_name;
    return *c_package + (package.empty() ? "." : "") + full_name.substr(package.size());
}

std::string MessageTypeName(std::string_view name)
{
    return JoinPieces(name, "__", ToCamel);
}

std::string MessageLowerName(std::string_view name)
{
    return JoinPieces(name, "__", CamelToLower);
}

std::string MessageUpperName(std::string_view name)
{
    return ToUpper(MessageLowerName(name));
}

std::string ServicePrefix(std::string_view name)
{
    return JoinPieces(name, "_", CamelToLower);
}

std::string SlotName(const std::string &method)
{
    bool taken = IsCKeyword(method) || IsOtherKeyword(method) || IsPredefinedMacro(method) ||
                 IsLibraryMacro(method);
    return taken ? method + "_" : method;
}

std::string ClientFunctionName(const std::string &prefix, const std::string &method)
{
    return prefix + "_client_" + method + (method == "init" ? "_" : "");
}

std::string MockName(const std::string &prefix)
{
    return prefix + "_mock";
}

std::string ServerStreamRole(MethodKind kind)
{
    switch (kind) {
    case MethodKind::kServerStreaming:
        return "writer";
    case MethodKind::kClientStreaming:
        return "reader";
    case MethodKind::kBidiStreaming:
        return "stream";
    case MethodKind::kUnary:
        break;
    }
    return "";
}

std::string ClientStreamRole(MethodKind kind)
{
    switch (kind) {
    case MethodKind::kServerStreaming:
        return "reader";
    case MethodKind::kClientStreaming:
        return "writer";
    case MethodKind::kBidiStreaming:
        return "stream";
    case MethodKind::kUnary:
        break;
    }
    return "";
}

std::string UnusableMethodReason(const std::string &method)
{
    if (IsCKeyword(method))
        return "the C keyword \"" + method + "\"";
    if (IsPredefinedMacro(method))
        return "the name of the macro \"" + method + "\"";
    if (method == "base")
        return "a second member \"base\"";
    if (method == "init" || method == "descriptor" || method == "method_indices_by_name" ||
        method == "method_descriptors")
        return "a second \"" + method + "\" of the service";
    return "";
}

std::string FileBase(const std::string &proto_file)
{
    for (std::string_view extension : {".protodevel", ".proto"}) {
        if (EndsWith(proto_file, extension))
            return proto_file.substr(0, proto_file.size() - extension.size());
    }
    return proto_file;
}

std::string JsonNamesSymbol(const std::string &proto_file)
{
    constexpr char kHex[] = "0123456789abcdef";
    std::string symbol = "pipc_json_names_of_";
    for (char c : FileBase(proto_file)) {
        auto byte = static_cast<unsigned char>(c);
        if (IsUpper(c) || IsLower(c) || IsDigit(c) || c == '_')
            symbol += c;
        else if (c == '/')
            symbol += "__";
        else
            symbol += std::string("_x") + kHex[byte >> 4] + kHex[byte & 15];
    }
    return symbol;
}

namespace
{

// Two underscores in a row are nowhere but before what ends it.
std::string GuardOf(const std::string &proto_file, std::string_view end)
{
    constexpr char kHex[] = "0123456789abcdef";
    std::string guard = "PIPC_";
    for (char c : proto_file) {
        auto byte = static_cast<unsigned char>(c);
        if (IsUpper(c) || IsLower(c) || IsDigit(c))
            guard += c;
        else if (byte < 16)
            guard += std::string("_") + kHex[byte];
        else
            guard += std::string("_") + kHex[byte >> 4] + kHex[byte & 15];
    }
    return guard.append("__").append(end);
}

} // namespace

std::string HeaderGuard(const std::string &proto_file)
{
    return GuardOf(proto_file, "INCLUDED");
}

std::string MockHeaderGuard(const std::string &proto_file)
{
    return GuardOf(proto_file, "MOCK_INCLUDED");
}

} // namespace pipc_gen
