#include "substitute.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace pipc_gen
{
Values::Values(const Values *parent) : parent_(parent)
{
    values_.reserve(24);
}

Values::Values(std::initializer_list<std::pair<std::string_view, std::string_view>> borrowed)
{
    for (const auto &value : borrowed)
        Borrow(value.first, value.second);
}

void Values::Add(std::string_view name, std::string value)
{
    values_.push_back({name, {}, std::move(value)});
}

void Values::Borrow(std::string_view name, std::string_view value)
{
    values_.push_back({name, value, {}});
}

std::string_view Values::Get(std::string_view name) const
{
    for (const Value &value : values_) {
        if (value.name == name)
            return value.kept.empty() ? value.borrowed : value.kept;
    }
    if (parent_ != nullptr)
        return parent_->Get(name);
    std::cerr << "protoc-gen-pipc: template without a value for " << name << "\n";
    std::abort();
}

void AddSubstituted(std::string_view text, const Values &values, std::string *out, char mark)
{
    while (!text.empty()) {
        size_t open = std::min(text.find(mark), text.size());
        out->append(text.substr(0, open));
        if (open == text.size())
            break;
        size_t close = std::min(text.find(mark, open + 1), text.size() - 1);
        out->append(values.Get(text.substr(open + 1, close - open - 1)));
        text.remove_prefix(close + 1);
    }
}

std::string Substitute(std::string_view text, const Values &values, char mark)
{
    std::string out;
    AddSubstituted(text, values, &out, mark);
    return out;
}

} // namespace pipc_gen
