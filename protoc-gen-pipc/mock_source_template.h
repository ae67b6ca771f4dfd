// <base>.pipc-mock.c
#ifndef PROTOC_GEN_PIPC_MOCK_SOURCE_TEMPLATE_H_
#define PROTOC_GEN_PIPC_MOCK_SOURCE_TEMPLATE_H_

#include <string>

#include "model.h"

namespace pipc_gen
{

std::string RenderMockSource(const File &file);

} // namespace pipc_gen

#endif
