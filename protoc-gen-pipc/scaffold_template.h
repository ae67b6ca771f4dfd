// The C files that --pipc_opt=scaffold writes for the handlers of a .proto.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_TEMPLATE_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_TEMPLATE_H_

#include <set>
#include <string>

#include "scaffold_names.h"

namespace pipc_gen
{

// The user's: written once.
std::string RenderHandlersHeader(const ScaffoldUnit &unit);
std::string RenderHandlersTop(const ScaffoldUnit &unit);

// The functions for the rpcs that have none in `defined`: they go to the end of the user's file.
std::string RenderHandlers(const ScaffoldUnit &unit, const std::set<std::string> &defined);

// Ours: written whenever the .proto changes. They carry a checksum, which tells whether somebody
// else has changed them.
std::string RenderWiringHeader(const ScaffoldUnit &unit);
std::string RenderWiringSource(const ScaffoldUnit &unit);

// Whether `text` is as it was written, white space apart.
bool IsWiringIntact(const std::string &text);

} // namespace pipc_gen

#endif
