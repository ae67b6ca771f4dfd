// Rules for messages, as C.
#ifndef PROTOC_GEN_PIPC_VALIDATION_TEMPLATE_H_
#define PROTOC_GEN_PIPC_VALIDATION_TEMPLATE_H_

#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// Definitions of `tables`.
std::string RenderRules(const std::vector<MessageRules> &tables);

// The member of a row of methods that points to table `index`; "" for -1.
std::string RenderRulesMember(int index);

} // namespace pipc_gen

#endif
