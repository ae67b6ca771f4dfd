// The symbols that protoc-gen-c makes of a file.
#ifndef PROTOC_GEN_PIPC_MESSAGE_SYMBOLS_H_
#define PROTOC_GEN_PIPC_MESSAGE_SYMBOLS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <utility>
#include <vector>

namespace pipc_gen
{

// Each symbol with what it belongs to, such as "message a.B".
std::vector<std::pair<std::string, std::string>>
MessageSymbols(const google::protobuf::FileDescriptor &file, bool with_services);

} // namespace pipc_gen

#endif
