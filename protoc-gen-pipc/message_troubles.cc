#include "message_troubles.h"

#include "locations.h"
#include "pb_c_options.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

class Finder
{
public:
    explicit Finder(const FileDescriptor &file)
        : only_oneofs_(ReadPbCOptions(file).use_oneof_field_name)
    {
    }

    void Visit(const Descriptor &message)
    {
        for (int i = 0; i < message.field_count(); i++)
            Visit(*message.field(i));
        for (int i = 0; i < message.extension_count(); i++)
            Visit(*message.extension(i));
        for (int i = 0; i < message.nested_type_count(); i++)
            Visit(*message.nested_type(i));
    }

    void Visit(const FieldDescriptor &field)
    {
        std::string start = NameLocation(field) + ": field " + std::string(field.full_name());
        if (field.type() == FieldDescriptor::TYPE_GROUP)
            troubles.push_back(start + " is a group, which protobuf-c does not know; make it a "
                                       "field of a message type");
        else if (only_oneofs_ && field.containing_oneof() == nullptr && !field.is_extension())
            troubles.push_back(start + " is in no oneof, which (pb_c_file).use_oneof_field_name "
                                       "takes for granted; remove that option");
    }

    std::vector<std::string> troubles;

private:
    bool only_oneofs_;
};

} // namespace

std::vector<std::string> MessageTroubles(const FileDescriptor &file)
{
    Finder finder(file);
    for (int i = 0; i < file.message_type_count(); i++)
        finder.Visit(*file.message_type(i));
    for (int i = 0; i < file.extension_count(); i++)
        finder.Visit(*file.extension(i));
    return finder.troubles;
}

} // namespace pipc_gen
