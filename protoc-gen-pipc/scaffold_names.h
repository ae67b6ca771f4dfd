// The names in the files that --pipc_opt=scaffold writes.
#ifndef PROTOC_GEN_PIPC_SCAFFOLD_NAMES_H_
#define PROTOC_GEN_PIPC_SCAFFOLD_NAMES_H_

#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// One .proto with services, and what is written for it.
struct ScaffoldUnit {
    const File *file = nullptr;
    std::vector<std::string> imports; // all that it needs, as import statements name them
    std::string stem;                 // of its files and of its own C names: "summator"
    std::string handlers_file;        // summator_handlers.c
};

// "sub dir/My-File.v1.proto" -> "my_file_v1"
std::string ScaffoldStem(const std::string &proto_file);

// The member of x_wiring for a service: its name, without the package. Of a very long one the end
// is replaced by a number.
std::string WiringMember(const Service &service);

// The user's function for an rpc: summator_handle_sum.
std::string HandlerName(const Service &service, const Method &method);

// Whether `function` is named like a HandlerName().
bool IsHandlerName(const std::string &function);

} // namespace pipc_gen

#endif
