#include "imports.h"

#include <set>

namespace pipc_gen
{

std::vector<std::string> ImportNames(const google::protobuf::FileDescriptor &file)
{
    std::set<std::string> names;
    std::vector<const google::protobuf::FileDescriptor *> open = {&file};
    while (!open.empty()) {
        const google::protobuf::FileDescriptor *next = open.back();
        open.pop_back();
        for (int i = 0; i < next->dependency_count(); i++) {
            if (names.insert(std::string(next->dependency(i)->name())).second)
                open.push_back(next->dependency(i));
        }
    }
    return {names.begin(), names.end()};
}

} // namespace pipc_gen
