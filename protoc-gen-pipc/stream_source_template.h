// What the source defines for a streaming rpc.
#ifndef PROTOC_GEN_PIPC_STREAM_SOURCE_TEMPLATE_H_
#define PROTOC_GEN_PIPC_STREAM_SOURCE_TEMPLATE_H_

#include <cstddef>
#include <string>

#include "model.h"

namespace pipc_gen
{

// What the runtime calls, which calls the handler.
std::string RenderStreamThunk(const Service &service, const Method &method);

// The functions of what the handler reads from and writes to.
std::string RenderServerStreamFunctions(const Service &service, const Method &method);

// The function that opens a call of row `row` of the table, and those of the open call.
std::string RenderClientStreamFunctions(const Service &service, const Method &method, size_t row);

} // namespace pipc_gen

#endif
