#include "options.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace pipc_gen
{
namespace
{

// `value` is what comes after the `=`, if there is one.
struct KnownOption {
    std::string key;
    std::string (*set)(const std::optional<std::string> &value, Options *options);
};

std::string SetMessages(const std::optional<std::string> &value, Options *options)
{
    options->messages = true;
    if (!value.has_value())
        return "";
    options->messages_program = *value;
    return value->empty() ? "option \"messages=\" has no value: give it the path of protoc-gen-c"
                          : "";
}

std::string SetMock(const std::optional<std::string> &value, Options *options)
{
    options->mock = true;
    return value.has_value() ? "option \"mock\" takes no value" : "";
}

std::string SetScaffold(const std::optional<std::string> &value, Options *options)
{
    options->has_scaffold = true;
    options->scaffold = value.value_or("");
    return "";
}

std::string SetProtoDir(const std::optional<std::string> &value, Options *options)
{
    options->proto_dir = value.value_or("");
    return options->proto_dir.empty()
               ? "option \"proto_dir\" has no value: give it the directory of the .proto files"
               : "";
}

const std::vector<KnownOption> &KnownOptions()
{
    static const std::vector<KnownOption> known = {
        {"messages", SetMessages},
        {"mock", SetMock},
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
    return "unknown option \"" + key + "\": protoc-gen-pipc knows " + keys;
}

std::string ParseOption(const std::string &option, Options *options)
{
    size_t equal = std::min(option.find('='), option.size());
    std::string key = option.substr(0, equal);
    std::optional<std::string> value;
    if (equal < option.size())
        value = option.substr(equal + 1);
    for (const KnownOption &known : KnownOptions()) {
        if (known.key == key)
            return known.set(value, options);
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
