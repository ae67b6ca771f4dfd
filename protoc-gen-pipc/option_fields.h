// Options that this program does not know, read from their bytes.
#ifndef PROTOC_GEN_PIPC_OPTION_FIELDS_H_
#define PROTOC_GEN_PIPC_OPTION_FIELDS_H_

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipc_gen
{

// Adds the fields of the message that extension `number` of `options` is; none if it is not there.
void ReadExtension(const google::protobuf::Message &options, int number,
                   google::protobuf::UnknownFieldSet *extension);

// The last value of that number and type.
std::optional<uint64_t> GetVarint(const google::protobuf::UnknownFieldSet &fields, int number);
std::optional<double> GetDouble(const google::protobuf::UnknownFieldSet &fields, int number);
std::optional<std::string> GetString(const google::protobuf::UnknownFieldSet &fields, int number);

} // namespace pipc_gen

#endif
