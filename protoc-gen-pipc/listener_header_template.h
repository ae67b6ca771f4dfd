// What the header declares for calls and streams that nobody waits for.
#ifndef PROTOC_GEN_PIPC_LISTENER_HEADER_TEMPLATE_H_
#define PROTOC_GEN_PIPC_LISTENER_HEADER_TEMPLATE_H_

#include <string>

#include "model.h"
#include "substitute.h"

namespace pipc_gen
{

// Adds the listener of a handler's stream, and its functions. `values` are those of the method.
void AddServerListener(const Method &method, const Values &values, std::string *out);

// Adds the listener of a call, and the stub that takes it. `values` are also those of the stub.
void AddClientListener(const Method &method, const Values &values, std::string *out);

} // namespace pipc_gen

#endif
