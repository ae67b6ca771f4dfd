#include "grpc/peer_identity.h"
#include "rpc/call.h"

bool pipc_call_is_authenticated(const pipc_call *call)
{
    return pipc__peer_is_authenticated(pipc__call_core(call));
}

const char *pipc_call_peer_identity(const pipc_call *call)
{
    return pipc__peer_identity(pipc__call_core(call));
}

const char *pipc_call_auth_property(const pipc_call *call, const char *name, size_t index)
{
    return pipc__peer_property(pipc__call_core(call), name, index);
}
