#include "option_fields.h"

#include <cstring>

namespace pipc_gen
{
namespace
{

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// The last field of that number and type; NULL: there is none.
const UnknownField *Find(const UnknownFieldSet &fields, int number, UnknownField::Type type)
{
    const UnknownField *found = nullptr;
    for (int i = 0; i < fields.field_count(); i++)
        if (fields.field(i).number() == number && fields.field(i).type() == type)
            found = &fields.field(i);
    return found;
}

} // namespace

void ReadExtension(const google::protobuf::Message &options, int number, UnknownFieldSet *extension)
{
    const UnknownFieldSet &all = options.GetReflection()->GetUnknownFields(options);
    for (int i = 0; i < all.field_count(); i++) {
        const UnknownField &field = all.field(i);
        if (field.number() != number || field.type() != UnknownField::TYPE_LENGTH_DELIMITED)
            continue;
        UnknownFieldSet part;
        part.ParseFromString(std::string(field.length_delimited()));
        extension->MergeFrom(part);
    }
}

std::optional<uint64_t> GetVarint(const UnknownFieldSet &fields, int number)
{
    const UnknownField *field = Find(fields, number, UnknownField::TYPE_VARINT);
    return field == nullptr ? std::nullopt : std::optional<uint64_t>(field->varint());
}

std::optional<double> GetDouble(const UnknownFieldSet &fields, int number)
{
    const UnknownField *field = Find(fields, number, UnknownField::TYPE_FIXED64);
    if (field == nullptr)
        return std::nullopt;
    uint64_t bits = field->fixed64();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::optional<std::string> GetString(const UnknownFieldSet &fields, int number)
{
    const UnknownField *field = Find(fields, number, UnknownField::TYPE_LENGTH_DELIMITED);
    return field == nullptr ? std::nullopt
                            : std::optional<std::string>(std::string(field->length_delimited()));
}

} // namespace pipc_gen
