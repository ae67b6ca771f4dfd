// <base>.pipc.h
#ifndef PROTOC_GEN_PIPC_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"

namespace pipc_gen
{

std::string RenderHeader(const File &file);

} // namespace pipc_gen

#endif
