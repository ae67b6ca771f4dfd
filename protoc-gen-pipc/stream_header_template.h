// What the header declares for a streaming rpc.
#ifndef PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_STREAM_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"
#include "substitute.h"

namespace pipc_gen
{

// Adds the type that a handler of `method` reads from, writes to, or both; with its functions.
// `values` are those of the method and of its stub.
void AddServerStream(const Method &method, const Values &values, std::string *out);

// The same of the client, and the function that opens it.
void AddClientStream(const Method &method, const Values &values, std::string *out);

} // namespace pipc_gen

#endif
