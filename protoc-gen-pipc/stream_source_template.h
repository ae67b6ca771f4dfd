// What the source defines for a streaming rpc.
#ifndef PROTOC_GEN_PIPC_STREAM_SOURCE_TEMPLATE_H_
#define PROTOC_GEN_PIPC_STREAM_SOURCE_TEMPLATE_H_

#include <string>

#include "model.h"
#include "substitute.h"

namespace pipc_gen
{

// What the runtime calls, which calls the handler. `values` are those of the method.
void AddStreamThunk(const Method &method, const Values &values, std::string *out);

// The functions of what the handler reads from and writes to.
void AddServerStreamFunctions(const Method &method, const Values &values, std::string *out);

// The function that opens a call, and those of the open call. `values` know the row of the table.
void AddClientStreamFunctions(const Method &method, const Values &values, std::string *out);

} // namespace pipc_gen

#endif
