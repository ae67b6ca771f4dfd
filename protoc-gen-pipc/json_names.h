// The names of fields in JSON, where they are not what their names in the .proto make of them.
#ifndef PROTOC_GEN_PIPC_JSON_NAMES_H_
#define PROTOC_GEN_PIPC_JSON_NAMES_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// The name in JSON of a field that does not say otherwise.
std::string DefaultJsonName(const std::string &name);

// The others, of `file` and of all that it imports, directly or not.
std::vector<JsonName> JsonNamesOf(const google::protobuf::FileDescriptor &file);

// The table of them: its declaration with what that includes, and its definition. "" without any.
std::string RenderJsonNamesInclude(const File &file);
std::string RenderJsonNamesDeclaration(const File &file);
std::string RenderJsonNames(const File &file);

} // namespace pipc_gen

#endif
