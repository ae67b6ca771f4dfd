// The programs that --pipc_opt=scaffold writes around the handlers of a .proto: all the user's.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_PROGRAMS_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_PROGRAMS_H_

#include <string>

#include "scaffold_names.h"

namespace pipc_gen
{

std::string RenderServer(const ScaffoldUnit &unit);
std::string RenderClient(const ScaffoldUnit &unit);

// settings.{h,c}: command line and configuration, the same for all programs.
std::string RenderSettingsHeader();
std::string RenderSettingsSource();

} // namespace pipc_gen

#endif
