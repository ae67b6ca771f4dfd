#include "pb_c_options.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include "naming.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// The extension number of protobuf-c in each kind of options.
constexpr int kExtension = 1019;

constexpr int kFileNoGenerate = 1;
constexpr int kFileGenPackHelpers = 2;
constexpr int kFileUseOneofFieldName = 5;
constexpr int kFileCPackage = 6;
constexpr int kMessageGenPackHelpers = 1;

// Reads the fields of protobuf-c's extension of `options`, which this program does not know.
template <typename Options> void ReadExtension(const Options &options, UnknownFieldSet *extension)
{
    const UnknownFieldSet &all = options.GetReflection()->GetUnknownFields(options);
    for (int i = 0; i < all.field_count(); i++) {
        const UnknownField &field = all.field(i);
        if (field.number() != kExtension || field.type() != UnknownField::TYPE_LENGTH_DELIMITED)
            continue;
        UnknownFieldSet part;
        part.ParseFromString(std::string(field.length_delimited()));
        extension->MergeFrom(part);
    }
}

std::optional<bool> GetBool(const UnknownFieldSet &fields, int number)
{
    std::optional<bool> value;
    for (int i = 0; i < fields.field_count(); i++) {
        const UnknownField &field = fields.field(i);
        if (field.number() == number && field.type() == UnknownField::TYPE_VARINT)
            value = field.varint() != 0;
    }
    return value;
}

std::optional<std::string> GetString(const UnknownFieldSet &fields, int number)
{
    std::optional<std::string> value;
    for (int i = 0; i < fields.field_count(); i++) {
        const UnknownField &field = fields.field(i);
        if (field.number() == number && field.type() == UnknownField::TYPE_LENGTH_DELIMITED)
            value = std::string(field.length_delimited());
    }
    return value;
}

} // namespace

PbCFileOptions ReadPbCOptions(const google::protobuf::FileDescriptor &file)
{
    UnknownFieldSet fields;
    ReadExtension(file.options(), &fields);
    PbCFileOptions options;
    options.no_generate = GetBool(fields, kFileNoGenerate).value_or(false);
    options.use_oneof_field_name = GetBool(fields, kFileUseOneofFieldName).value_or(false);
    options.gen_pack_helpers = GetBool(fields, kFileGenPackHelpers);
    options.c_package = GetString(fields, kFileCPackage);
    return options;
}

bool HasPackHelpers(const google::protobuf::Descriptor &message)
{
    UnknownFieldSet fields;
    ReadExtension(message.options(), &fields);
    std::optional<bool> own = GetBool(fields, kMessageGenPackHelpers);
    if (own.has_value())
        return *own;
    std::optional<bool> file = ReadPbCOptions(*message.file()).gen_pack_helpers;
    if (message.containing_type() == nullptr)
        return file.value_or(true);
    // Below the top level they are made only where the file asks for it in so many words.
    return file.has_value() && HasPackHelpers(*message.containing_type());
}

std::string OverriddenName(const std::string &full_name,
                           const google::protobuf::FileDescriptor &file)
{
    return OverridePackage(full_name, std::string(file.package()), ReadPbCOptions(file).c_package);
}

} // namespace pipc_gen
