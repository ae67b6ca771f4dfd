// The option `messages`: protoc-gen-c's files for the same .proto files.
#ifndef PROTOC_GEN_PIPC_MESSAGES_H_
#define PROTOC_GEN_PIPC_MESSAGES_H_

#include <google/protobuf/compiler/plugin.pb.h>
#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace pipc_gen
{

// Has `program` generate `files`, without their services and with each proto3 optional field as the
// oneof that it is: that is what it can take. Returns an empty string, or what went wrong.
std::string GenerateMessages(const std::vector<const google::protobuf::FileDescriptor *> &files,
                             const std::string &program,
                             google::protobuf::compiler::CodeGeneratorResponse *response);

} // namespace pipc_gen

#endif
