// What the header declares for a streaming rpc.
#ifndef PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"
#include "substitute.h"

namespace pipc_gen
{

// The type that a handler of `method` reads from, writes to, or both; with its functions. `values`
// are those of the method and of its stub.
std::string RenderServerStream(const Method &method, Values values);

// The same of the client, and the function that opens it.
std::string RenderClientStream(const Method &method, Values values);

} // namespace pipc_gen

#endif
