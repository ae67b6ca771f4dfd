// Puts values into a template.
#ifndef PROTOC_GEN_PIPC_SUBSTITUTE_H_
#define PROTOC_GEN_PIPC_SUBSTITUTE_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipc_gen
{

// What the names of a template stand for.
class Values
{
public:
    Values() = default;

    // Has what `parent` has too, which has to outlive it.
    explicit Values(const Values *parent);

    Values(std::initializer_list<std::pair<std::string_view, std::string_view>> borrowed);

    // Keeps `value`.
    void Add(std::string_view name, std::string value);

    // `value` has to outlive this.
    void Borrow(std::string_view name, std::string_view value);

    // A name without a value is a mistake in the template and aborts.
    std::string_view Get(std::string_view name) const;

private:
    struct Value {
        std::string_view name;
        std::string_view borrowed;
        std::string kept;
    };

    const Values *parent_ = nullptr;
    std::vector<Value> values_;
};

// `text` with each $name$ replaced by its value; another `mark` serves languages that have a `$`.
// Values are taken as they are: a mark in one means nothing.
std::string Substitute(std::string_view text, const Values &values, char mark = '$');

// The same, added to `out`.
void AddSubstituted(std::string_view text, const Values &values, std::string *out, char mark = '$');

} // namespace pipc_gen

#endif
