// What a file imports.
#ifndef PROTOC_GEN_PIPC_IMPORTS_H_
#define PROTOC_GEN_PIPC_IMPORTS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace pipc_gen
{

// The names of all files that `file` imports, directly or not, sorted.
std::vector<std::string> ImportNames(const google::protobuf::FileDescriptor &file);

} // namespace pipc_gen

#endif
