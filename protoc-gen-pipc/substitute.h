// Puts values into a template.
#ifndef PROTOC_GEN_PIPC_SUBSTITUTE_H_
#define PROTOC_GEN_PIPC_SUBSTITUTE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipc_gen
{

using Values = std::vector<std::pair<std::string_view, std::string>>;

// `text` with each $name$ replaced by its value; another `mark` serves languages that have a `$`.
// Values are taken as they are: a mark in one means nothing. A name without a value is a mistake in
// the template and aborts.
std::string Substitute(std::string_view text, const Values &values, char mark = '$');

} // namespace pipc_gen

#endif
