// What the source defines for calls and streams that nobody waits for.
#ifndef PROTOC_GEN_PIPC_LISTENER_SOURCE_TEMPLATE_H_
#define PROTOC_GEN_PIPC_LISTENER_SOURCE_TEMPLATE_H_

#include <string>

#include "model.h"
#include "substitute.h"

namespace pipc_gen
{

// Adds what tells the listener of a handler's stream, and the stream's functions for it.
void AddServerListenerFunctions(const Method &method, const Values &values, std::string *out);

// Adds what tells the listener of a call, and the stub that takes it. `values` are also those of
// the row.
void AddClientListenerFunctions(const Method &method, const Values &values, std::string *out);

} // namespace pipc_gen

#endif
