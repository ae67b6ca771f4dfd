// --pipc_opt=scaffold: the user's own files, written beside what protoc writes.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_H_

#include <string>
#include <vector>

#include "model.h"
#include "options.h"

namespace pipc_gen
{

// A file, and all that it imports, directly or not, as import statements name it.
struct ScaffoldInput {
    const File *file;
    std::vector<std::string> imports;
};

// Writes what is missing in options.scaffold, appends handlers to what is there, and says on stderr
// what it did. Returns an empty string, or what is wrong; what can be known beforehand to be wrong
// is found before anything is written.
std::string WriteScaffold(const Options &options, const std::vector<ScaffoldInput> &inputs);

} // namespace pipc_gen

#endif
