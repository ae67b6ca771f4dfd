// The options of protobuf-c (protobuf-c/protobuf-c.proto) that change what we must name, or that it
// crashes on. The others change messages in a way that rpcs do not see: their base member is never
// named, their __init() never called, and const_strings and string_as_bytes are about fields.
#ifndef PROTOC_GEN_PIPC_PB_C_OPTIONS_H_
#define PROTOC_GEN_PIPC_PB_C_OPTIONS_H_

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>

namespace pipc_gen
{

struct PbCFileOptions {
    bool no_generate = false;
    bool use_oneof_field_name = false;
    std::optional<bool> gen_pack_helpers;
    std::optional<std::string> c_package;
};

PbCFileOptions ReadPbCOptions(const google::protobuf::FileDescriptor &file);

// Whether protoc-gen-c makes x__free_unpacked() for `message`.
bool HasPackHelpers(const google::protobuf::Descriptor &message);

// The full name of something in `file`, its package overridden by (pb_c_file).c_package.
std::string OverriddenName(const std::string &full_name,
                           const google::protobuf::FileDescriptor &file);

} // namespace pipc_gen

#endif
