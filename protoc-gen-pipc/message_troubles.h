// What is known to make protoc-gen-c crash.
#ifndef PROTOC_GEN_PIPC_MESSAGE_TROUBLES_H_
#define PROTOC_GEN_PIPC_MESSAGE_TROUBLES_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace pipc_gen
{

// Each as "file:line:column: reason; what to do". Looked for only after a crash: a later
// protoc-gen-c may know better.
std::vector<std::string> MessageTroubles(const google::protobuf::FileDescriptor &file);

} // namespace pipc_gen

#endif
