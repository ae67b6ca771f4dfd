#include "scaffold.h"

#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <system_error>

#include "c_definitions.h"
#include "scaffold_build_files.h"
#include "scaffold_names.h"
#include "scaffold_places.h"
#include "scaffold_programs.h"
#include "scaffold_template.h"
#include "user_files.h"

namespace pipc_gen
{
namespace
{

namespace fs = std::filesystem;

void Say(const std::string &text)
{
    std::cerr << "protoc-gen-pipc: " << text << "\n";
}

// What happens to a file.
enum class Deed {
    kCreate,  // unless it is there
    kAppend,  // to the user's
    kReplace, // ours
};

struct Step {
    Deed deed;
    std::string path;
    std::string text;
};

// Decides what to do, reading but not writing.
class Planner
{
public:
    Planner(const ScaffoldPlace &place, const std::vector<ScaffoldUnit> &units)
        : place_(place), units_(units)
    {
    }

    // Returns what is wrong.
    std::string Run()
    {
        std::string problem = ReadSources();
        for (size_t i = 0; i < units_.size() && problem.empty(); i++) {
            FindRenamedHandlers(&units_[i]);
            problem = PlanHandlers(units_[i]);
            if (problem.empty())
                problem = PlanWiring(units_[i]);
            if (problem.empty() && !place_.only_handlers)
                PlanPrograms(units_[i]);
        }
        if (problem.empty() && !place_.only_handlers)
            PlanSharedFiles();
        return problem;
    }

    const std::vector<Step> &steps() const
    {
        return steps_;
    }

    const std::vector<std::string> &notes() const
    {
        return notes_;
    }

private:
    std::string PathOf(const std::string &name) const
    {
        return (fs::path(place_.directory) / name).lexically_normal().string();
    }

    // A handler may have been moved to another file: all that are there are read.
    std::string ReadSources()
    {
        for (const std::string &name : ListDirectory(place_.directory)) {
            std::error_code ignored;
            std::string path = PathOf(name);
            if (fs::path(name).extension() != ".c" || !fs::is_regular_file(path, ignored))
                continue;
            std::string problem = ReadSource(path);
            if (!problem.empty())
                return problem;
        }
        for (const ScaffoldUnit &unit : units_) {
            std::string path = PathOf(unit.handlers_file);
            std::error_code ignored;
            if (sources_.count(unit.handlers_file) == 0 && fs::exists(path, ignored)) {
                std::string problem = ReadSource(path);
                if (!problem.empty())
                    return problem;
            }
        }
        return "";
    }

    std::string ReadSource(const std::string &path)
    {
        std::string text;
        std::string problem = ReadFile(path, &text);
        if (!problem.empty())
            return problem;
        Definitions definitions = FindDefinitions(text);
        defined_.insert(definitions.all.begin(), definitions.all.end());
        sources_[fs::path(path).filename().string()] = {text, definitions};
        return "";
    }

    // A handlers file may go by another name: it is the one that makes the component.
    void FindRenamedHandlers(ScaffoldUnit *unit) const
    {
        if (sources_.count(unit->handlers_file) > 0)
            return;
        for (const auto &source : sources_) {
            if (source.second.definitions.external.count(unit->stem + "_component_init") > 0)
                unit->handlers_file = source.first;
        }
    }

    std::string PlanHandlers(const ScaffoldUnit &unit)
    {
        std::string path = PathOf(unit.handlers_file);
        auto source = sources_.find(unit.handlers_file);
        std::string added = RenderHandlers(unit, defined_);
        if (source == sources_.end()) {
            Add(Deed::kCreate, path, RenderHandlersTop(unit) + added);
            NoteUnbuilt(unit);
            return "";
        }
        NoteLost(unit, path, source->second.definitions);
        if (added.empty())
            return "";
        if (!source->second.definitions.balanced)
            return path + ": its braces or parentheses do not balance, so which handlers it has "
                          "cannot be told; mend it first";
        if (source->second.text.find("_handlers.h\"") == std::string::npos)
            return path + ": is no handlers file, for it does not include \"" + unit.stem +
                   "_handlers.h\"; give scaffold= a file that it wrote, or a directory";
        Add(Deed::kAppend, path, InStyleOf(source->second.text, added));
        return "";
    }

    // The line ends of `text`, and the one that it may lack at its end.
    static std::string InStyleOf(const std::string &text, const std::string &added)
    {
        size_t end = text.find('\n');
        bool crlf = end != std::string::npos && end > 0 && text[end - 1] == '\r';
        std::string styled = text.empty() || text.back() == '\n' ? "" : crlf ? "\r\n" : "\n";
        for (char c : added)
            styled += (c == '\n' && crlf ? "\r" : "") + std::string(1, c);
        return styled;
    }

    // The build files of a second .proto's scaffold are those of the first: the user's by now.
    void NoteUnbuilt(const ScaffoldUnit &unit)
    {
        for (const std::string name : {"CMakeLists.txt", "Makefile"}) {
            std::string text;
            std::error_code ignored;
            std::string path = PathOf(name);
            if (fs::is_regular_file(path, ignored) && ReadFile(path, &text).empty() &&
                text.find(unit.stem + "_server") == std::string::npos)
                notes_.push_back(path + ": is yours and stays as it is; add " + unit.stem +
                                 "_server and " + unit.stem + "_client to it");
        }
    }

    void NoteLost(const ScaffoldUnit &unit, const std::string &path, const Definitions &definitions)
    {
        std::set<std::string> known;
        for (const Service &service : unit.file->services) {
            for (const Method &method : service.methods)
                known.insert(HandlerName(service, method));
        }
        for (const std::string &function : definitions.external) {
            if (IsHandlerName(function) && known.count(function) == 0)
                notes_.push_back(path + ": " + function + "() belongs to no rpc of " +
                                 unit.file->path + " any more; remove it when you like");
        }
    }

    std::string PlanWiring(const ScaffoldUnit &unit)
    {
        const std::pair<std::string, std::string> files[] = {
            {unit.stem + "_wiring.h", RenderWiringHeader(unit)},
            {unit.stem + "_wiring.c", RenderWiringSource(unit)},
        };
        for (const auto &file : files) {
            std::string path = PathOf(file.first);
            std::error_code ignored;
            std::string text;
            if (fs::exists(path, ignored)) {
                std::string problem = ReadFile(path, &text);
                if (!problem.empty())
                    return problem;
                if (!IsWiringIntact(text))
                    return path + ": was edited, and would be written anew; move your changes to " +
                           unit.handlers_file + " and remove this file";
            }
            if (!SameButForSpace(text, file.second))
                Add(Deed::kReplace, path, file.second);
        }
        return "";
    }

    // Who formatted the file, or changed its line ends, may keep it that way.
    static bool SameButForSpace(const std::string &a, const std::string &b)
    {
        auto squeeze = [](const std::string &text) {
            std::string squeezed;
            for (char c : text)
                squeezed +=
                    c == ' ' || c == '\t' || c == '\r' || c == '\n' ? "" : std::string(1, c);
            return squeezed;
        };
        return squeeze(a) == squeeze(b);
    }

    void PlanPrograms(const ScaffoldUnit &unit)
    {
        AddMissing(unit.stem + "_handlers.h", RenderHandlersHeader(unit));
        AddMissing(unit.stem + "_server.c", RenderServer(unit));
        AddMissing(unit.stem + "_client.c", RenderClient(unit));
    }

    void PlanSharedFiles()
    {
        AddMissing("settings.h", RenderSettingsHeader());
        AddMissing("settings.c", RenderSettingsSource());
        AddMissing("config.yml", RenderConfig());
        AddMissing("CMakeLists.txt", RenderCMakeLists(units_, place_.proto_dir));
        std::string reason = NoMakefileReason(units_, place_.proto_dir);
        if (reason.empty())
            AddMissing("Makefile", RenderMakefile(units_, place_.proto_dir));
        else
            notes_.push_back(PathOf("Makefile") + ": not written, because " + reason);
    }

    void AddMissing(const std::string &name, const std::string &text)
    {
        std::error_code ignored;
        std::string path = PathOf(name);
        // What is there, be it a link to nowhere, is the user's.
        if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found)
            Add(Deed::kCreate, path, text);
    }

    void Add(Deed deed, const std::string &path, const std::string &text)
    {
        steps_.push_back({deed, path, text});
    }

    struct Source {
        std::string text;
        Definitions definitions;
    };

    const ScaffoldPlace &place_;
    std::vector<ScaffoldUnit> units_;
    std::map<std::string, Source> sources_; // by file name
    std::set<std::string> defined_;         // in any of them
    std::vector<Step> steps_;
    std::vector<std::string> notes_;
};

std::string Take(const Step &step)
{
    bool created = false;
    std::string problem;
    switch (step.deed) {
    case Deed::kCreate:
        problem = CreateFile(step.path, step.text, &created);
        if (created)
            Say(step.path + ": written");
        break;
    case Deed::kAppend:
        problem = AppendToFile(step.path, step.text);
        if (problem.empty())
            Say(step.path + ": handlers of new rpcs appended");
        break;
    case Deed::kReplace:
        problem = ReplaceFile(step.path, step.text);
        if (problem.empty())
            Say(step.path + ": written");
        break;
    }
    return problem;
}

} // namespace

std::string WriteScaffold(const Options &options, const std::vector<ScaffoldInput> &inputs)
{
    std::vector<ScaffoldUnit> units;
    ScaffoldPlace place;
    std::string problem = FindScaffoldUnits(inputs, &units);
    if (problem.empty() && units.empty()) {
        Say("there is no service, so nothing to scaffold");
        return "";
    }
    if (problem.empty())
        problem = FindScaffoldPlace(options, &units, &place);
    if (!problem.empty())
        return problem;

    Planner planner(place, units);
    problem = planner.Run();
    if (problem.empty())
        problem = MakeDirectory(place.directory);
    for (size_t i = 0; i < planner.steps().size() && problem.empty(); i++)
        problem = Take(planner.steps()[i]);
    if (problem.empty()) {
        for (const std::string &note : place.notes)
            Say(note);
        for (const std::string &note : planner.notes())
            Say(note);
    }
    return problem;
}

} // namespace pipc_gen
