#include "json_names.h"

#include <set>

#include "c_literals.h"
#include "substitute.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

constexpr const char *kInclude = R"(#include <pipc/message_json.h>
)";

constexpr const char *kDeclaration = R"(
/** What fields are called in JSON where `json_name` says so: for pipc_message_json_options. */
extern const pipc_message_json_names $symbol$;
)";

constexpr const char *kTable = R"(
static const pipc_message_json_name pipc_json_names[] = {
$rows$};

const pipc_message_json_names $symbol$ = {
    .count = PIPC_ARRAY_SIZE(pipc_json_names),
    .names = pipc_json_names,
};
)";

constexpr const char *kRow = R"(    {"$message$", $field$, "$name$"},
)";

void AddMessage(const Descriptor &message, std::vector<JsonName> *names)
{
    for (int i = 0; i < message.field_count(); i++) {
        const FieldDescriptor &field = *message.field(i);
        std::string name(field.json_name());
        if (name != DefaultJsonName(std::string(field.name())))
            names->push_back({std::string(message.full_name()), field.number(), name});
    }
    for (int i = 0; i < message.nested_type_count(); i++)
        AddMessage(*message.nested_type(i), names);
}

void AddFile(const FileDescriptor &file, std::set<const FileDescriptor *> *seen,
             std::vector<JsonName> *names)
{
    if (!seen->insert(&file).second)
        return;
    for (int i = 0; i < file.message_type_count(); i++)
        AddMessage(*file.message_type(i), names);
    for (int i = 0; i < file.dependency_count(); i++)
        AddFile(*file.dependency(i), seen, names);
}

} // namespace

std::string DefaultJsonName(const std::string &name)
{
    std::string json;
    bool raise = false;
    for (char c : name) {
        bool lower = c >= 'a' && c <= 'z';
        if (c != '_')
            json += raise && lower ? static_cast<char>(c - 'a' + 'A') : c;
        raise = c == '_';
    }
    return json;
}

std::vector<JsonName> JsonNamesOf(const FileDescriptor &file)
{
    std::set<const FileDescriptor *> seen;
    std::vector<JsonName> names;
    AddFile(file, &seen, &names);
    return names;
}

std::string RenderJsonNamesInclude(const File &file)
{
    return file.json_names.empty() ? "" : kInclude;
}

std::string RenderJsonNamesDeclaration(const File &file)
{
    if (file.json_names.empty())
        return "";
    return Substitute(kDeclaration, {{"symbol", file.json_names_symbol}});
}

std::string RenderJsonNames(const File &file)
{
    if (file.json_names.empty())
        return "";
    std::string rows;
    for (const JsonName &name : file.json_names) {
        std::string number = std::to_string(name.field);
        std::string text = EscapeForC(name.name);
        rows += Substitute(kRow, {{"message", name.message}, {"field", number}, {"name", text}});
    }
    return Substitute(kTable, {{"rows", rows}, {"symbol", file.json_names_symbol}});
}

} // namespace pipc_gen
