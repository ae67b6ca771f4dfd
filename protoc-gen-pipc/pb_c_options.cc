#include "pb_c_options.h"

#include <google/protobuf/descriptor.pb.h>

#include "naming.h"
#include "option_fields.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::UnknownFieldSet;

// The extension number of protobuf-c in each kind of options.
constexpr int kExtension = 1019;

constexpr int kFileNoGenerate = 1;
constexpr int kFileGenPackHelpers = 2;
constexpr int kFileUseOneofFieldName = 5;
constexpr int kFileCPackage = 6;
constexpr int kMessageGenPackHelpers = 1;

std::optional<bool> GetBool(const UnknownFieldSet &fields, int number)
{
    std::optional<uint64_t> value = GetVarint(fields, number);
    return value.has_value() ? std::optional<bool>(*value != 0) : std::nullopt;
}

} // namespace

PbCFileOptions ReadPbCOptions(const google::protobuf::FileDescriptor &file)
{
    UnknownFieldSet fields;
    ReadExtension(file.options(), kExtension, &fields);
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
    ReadExtension(message.options(), kExtension, &fields);
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
