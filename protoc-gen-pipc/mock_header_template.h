// <base>.pipc-mock.h
#ifndef PROTOC_GEN_PIPC_MOCK_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_MOCK_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"

namespace pipc_gen
{

std::string RenderMockHeader(const File &file);

} // namespace pipc_gen

#endif
