#include "scaffold_places.h"

#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "user_files.h"

namespace pipc_gen
{
namespace
{

namespace fs = std::filesystem;

bool IsFile(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// Names of handlers that two rpcs would share.
std::string DoubleHandler(const std::vector<ScaffoldUnit> &units)
{
    std::set<std::string> seen;
    for (const ScaffoldUnit &unit : units) {
        for (const Service &service : unit.file->services) {
            for (const Method &method : service.methods) {
                if (!seen.insert(HandlerName(service, method)).second)
                    return unit.file->path + ": scaffold: two rpcs would have a handler of the " +
                           "name " + HandlerName(service, method) + "(); scaffold them apart";
            }
        }
    }
    return "";
}

// protoc does not tell a plugin where it found a file: the working directory, and the directories
// in it, are where people keep theirs.
std::string GuessProtoDir(const std::string &proto)
{
    if (IsFile(proto))
        return ".";
    std::vector<std::string> found;
    for (const std::string &name : ListDirectory(".")) {
        if (IsFile(fs::path(name) / proto))
            found.push_back(name);
    }
    return found.size() == 1 ? found[0] : "";
}

// `directory` as seen from the scaffold.
std::string SeenFrom(const std::string &scaffold, const std::string &directory)
{
    std::error_code code;
    fs::path base = fs::absolute(scaffold, code);
    fs::path target = code ? fs::path() : fs::absolute(directory, code);
    if (!code)
        base = fs::weakly_canonical(base, code);
    if (!code)
        target = fs::weakly_canonical(target, code);
    return code ? directory : target.lexically_relative(base).string();
}

void FindProtoDir(const Options &options, const std::string &proto, ScaffoldPlace *place)
{
    std::string directory = options.proto_dir.empty() ? GuessProtoDir(proto) : options.proto_dir;
    if (directory.empty()) {
        directory = place->directory;
        place->notes.push_back("where " + proto +
                               " is cannot be seen from here: set PROTO_DIR in "
                               "CMakeLists.txt and Makefile, or give --pipc_opt=proto_dir=DIR");
    }
    place->proto_dir = SeenFrom(place->directory, directory);
}

// The file that was given, or the directory.
std::string FindDirectory(const std::string &given, std::vector<ScaffoldUnit> *units,
                          ScaffoldPlace *place)
{
    fs::path path(given);
    std::error_code ignored;
    bool exists = fs::exists(path, ignored);
    bool directory = exists ? fs::is_directory(path, ignored) : path.extension() != ".c";
    place->directory = given;
    if (directory)
        return "";
    if (exists && !IsFile(path))
        return given + ": scaffold: is neither a directory nor a file";
    if (units->size() > 1)
        return given + ": scaffold: " + std::to_string(units->size()) +
               " .proto files have services, and each has its own handlers file; give a directory";
    place->directory = path.parent_path().empty() ? "." : path.parent_path().string();
    place->only_handlers = exists;
    units->front().handlers_file = path.filename().string();
    return "";
}

} // namespace

std::string FindScaffoldUnits(const std::vector<ScaffoldInput> &inputs,
                              std::vector<ScaffoldUnit> *units)
{
    std::map<std::string, std::string> stems;
    for (const ScaffoldInput &input : inputs) {
        if (input.file->services.empty())
            continue;
        ScaffoldUnit unit;
        unit.file = input.file;
        unit.imports = input.imports;
        unit.stem = ScaffoldStem(input.file->path);
        unit.handlers_file = unit.stem + "_handlers.c";
        auto inserted = stems.emplace(unit.stem, input.file->path);
        if (!inserted.second)
            return input.file->path + ": scaffold: its files would have the names of those of " +
                   inserted.first->second + "; scaffold them one by one, into two directories";
        units->push_back(unit);
    }
    return DoubleHandler(*units);
}

std::string FindScaffoldPlace(const Options &options, std::vector<ScaffoldUnit> *units,
                              ScaffoldPlace *place)
{
    std::string given = options.scaffold.empty() ? "." : options.scaffold;
    std::string problem = FindDirectory(given, units, place);
    if (problem.empty())
        FindProtoDir(options, units->front().file->path, place);
    return problem;
}

} // namespace pipc_gen
