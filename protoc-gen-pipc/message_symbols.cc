#include "message_symbols.h"

#include <initializer_list>

#include "naming.h"
#include "pb_c_options.h"

namespace pipc_gen
{
namespace
{

class Collector
{
public:
    explicit Collector(const google::protobuf::FileDescriptor &file) : file_(file) {}

    std::vector<std::pair<std::string, std::string>> Run(bool with_services)
    {
        for (int i = 0; i < file_.message_type_count(); i++)
            AddMessage(*file_.message_type(i));
        for (int i = 0; i < file_.enum_type_count(); i++)
            AddEnum(*file_.enum_type(i));
        for (int i = 0; with_services && i < file_.service_count(); i++)
            AddService(*file_.service(i));
        return std::move(symbols_);
    }

private:
    void Name(const std::string &what, const std::string &full_name)
    {
        what_ = what + " " + full_name;
        std::string name = OverriddenName(full_name, file_);
        type_ = MessageTypeName(name);
        lower_ = MessageLowerName(name);
        upper_ = MessageUpperName(name);
    }

    void Add(const std::string &stem, std::initializer_list<const char *> ends)
    {
        for (const char *end : ends)
            symbols_.emplace_back(stem + end, what_);
    }

    void AddMessage(const google::protobuf::Descriptor &message)
    {
        Name("message", std::string(message.full_name()));
        Add(type_, {"", "_Closure"});
        Add("_" + type_, {""});
        Add(upper_, {"__INIT"});
        Add(lower_, {"__init", "__get_packed_size", "__pack", "__pack_to_buffer", "__unpack",
                     "__free_unpacked", "__descriptor"});
        for (int i = 0; i < message.oneof_decl_count(); i++) {
            std::string oneof(message.oneof_decl(i)->name());
            Add(type_ + "__" + ToCamel(oneof), {"Case"});
            Add(upper_ + "__" + ToUpper(CamelToLower(oneof)), {"__NOT_SET"});
        }
        for (int i = 0; i < message.field_count(); i++)
            AddField(*message.field(i));
        for (int i = 0; i < message.nested_type_count(); i++)
            AddMessage(*message.nested_type(i));
        for (int i = 0; i < message.enum_type_count(); i++)
            AddEnum(*message.enum_type(i));
    }

    void AddField(const google::protobuf::FieldDescriptor &field)
    {
        std::string name = CamelToLower(std::string(field.name()));
        if (field.has_default_value())
            Add(lower_ + "__" + name, {"__default_value"});
        if (field.containing_oneof() != nullptr) {
            std::string oneof(field.containing_oneof()->name());
            Add(upper_ + "__" + ToUpper(CamelToLower(oneof)) + "_" + ToUpper(name), {""});
        }
    }

    void AddEnum(const google::protobuf::EnumDescriptor &type)
    {
        Name("enum", std::string(type.full_name()));
        Add(type_, {""});
        Add("_" + type_, {""});
        Add(lower_, {"__descriptor"});
        for (int i = 0; i < type.value_count(); i++)
            Add(upper_ + "__" + std::string(type.value(i)->name()), {""});
    }

    void AddService(const google::protobuf::ServiceDescriptor &service)
    {
        Name("service", std::string(service.full_name()));
        Add(type_, {"_Service", "_ServiceDestroy"});
        Add("_" + type_, {"_Service"});
        Add(upper_, {"__BASE_INIT", "__INIT"});
        Add(lower_, {"__init", "__descriptor", "__method_indices_by_name", "__method_descriptors"});
        for (int i = 0; i < service.method_count(); i++)
            Add(lower_ + "__" + CamelToLower(std::string(service.method(i)->name())), {""});
    }

    const google::protobuf::FileDescriptor &file_;
    std::string what_, type_, lower_, upper_;
    std::vector<std::pair<std::string, std::string>> symbols_;
};

} // namespace

std::vector<std::pair<std::string, std::string>>
MessageSymbols(const google::protobuf::FileDescriptor &file, bool with_services)
{
    return Collector(file).Run(with_services);
}

} // namespace pipc_gen
