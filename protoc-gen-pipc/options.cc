#include "options.h"

#include <algorithm>
#include <vector>

namespace pipc_gen
{
namespace
{

struct KnownOption {
    std::string key;
    void (*set)(const std::string &value, Options *options);
};

void SetScaffold(const std::string &value, Options *options)
{
    options->has_scaffold = true;
    options->scaffold = value;
}

void SetProtoDir(const std::string &value, Options *options)
{
    options->proto_dir = value;
}

const std::vector<KnownOption> &KnownOptions()
{
    static const std::vector<KnownOption> known = {
        {"scaffold", SetScaffold},
        {"proto_dir", SetProtoDir},
    };
    return known;
}

std::string UnknownOption(const std::string &key)
{
    std::string keys;
    for (const KnownOption &option : KnownOptions())
        keys += (keys.empty() ? "" : ", ") + option.key;
    return "unknown option \"" + key + "\": protoc-gen-pipc has " +
           (keys.empty() ? "no options" : "the options " + keys);
}

std::string ParseOption(const std::string &option, Options *options)
{
    size_t equal = std::min(option.find('='), option.size());
    std::string key = option.substr(0, equal);
    std::string value = option.substr(std::min(equal + 1, option.size()));
    for (const KnownOption &known : KnownOptions()) {
        if (known.key == key) {
            known.set(value, options);
            return "";
        }
    }
    return UnknownOption(key);
}

} // namespace

std::string ParseOptions(const std::string &parameter, Options *options)
{
    for (size_t at = 0; at < parameter.size();) {
        size_t end = std::min(parameter.find(',', at), parameter.size());
        std::string option = parameter.substr(at, end - at);
        std::string error = option.empty() ? "" : ParseOption(option, options);
        if (!error.empty())
            return error;
        at = end + 1;
    }
    return "";
}

} // namespace pipc_gen
