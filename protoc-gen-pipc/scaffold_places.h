// Where --pipc_opt=scaffold writes, and what it writes there.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_PLACES_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_PLACES_H_

#include <string>
#include <vector>

#include "options.h"
#include "scaffold.h"
#include "scaffold_names.h"

namespace pipc_gen
{

struct ScaffoldPlace {
    std::string directory;
    std::string proto_dir;          // from there; where the .proto files are
    bool only_handlers = false;     // a handlers file was given: no programs around it
    std::vector<std::string> notes; // what the user should know
};

// The inputs that have services, and the names for them. Returns what is wrong.
std::string FindScaffoldUnits(const std::vector<ScaffoldInput> &inputs,
                              std::vector<ScaffoldUnit> *units);

// The directory; if options name a file, it becomes the handlers file of the one unit.
std::string FindScaffoldPlace(const Options &options, std::vector<ScaffoldUnit> *units,
                              ScaffoldPlace *place);

} // namespace pipc_gen

#endif
