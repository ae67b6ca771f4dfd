#include "substitute.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace pipc_gen
{
namespace
{

const std::string &ValueOf(std::string_view name, const Values &values)
{
    for (const auto &value : values) {
        if (value.first == name)
            return value.second;
    }
    std::cerr << "protoc-gen-pipc: template without a value for " << name << "\n";
    std::abort();
}

} // namespace

std::string Substitute(std::string_view text, const Values &values, char mark)
{
    std::string out;
    while (!text.empty()) {
        size_t open = std::min(text.find(mark), text.size());
        out += text.substr(0, open);
        if (open == text.size())
            break;
        size_t close = std::min(text.find(mark, open + 1), text.size() - 1);
        out += ValueOf(text.substr(open + 1, close - open - 1), values);
        text.remove_prefix(close + 1);
    }
    return out;
}

} // namespace pipc_gen
