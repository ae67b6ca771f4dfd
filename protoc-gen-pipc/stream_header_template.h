// What the header declares for a streaming rpc.
#ifndef PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"

namespace pipc_gen
{

// The type that a handler of `method` reads from, writes to, or both; with its functions.
std::string RenderServerStream(const Service &service, const Method &method);

// The same of the client, and the function that opens it.
std::string RenderClientStream(const Service &service, const Method &method);

} // namespace pipc_gen

#endif
