// The files that --pipc_opt=scaffold writes for building and running: all the user's.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_BUILD_FILES_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_BUILD_FILES_H_

#include <string>
#include <vector>

#include "scaffold_names.h"

namespace pipc_gen
{

// `proto_dir` is where the .proto files are: relative to the scaffold, or absolute.
std::string RenderCMakeLists(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir);

std::string RenderMakefile(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir);

// Why there can be no Makefile: make has no way to name these files. Empty if there can.
std::string NoMakefileReason(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir);

std::string RenderConfig();

} // namespace pipc_gen

#endif
