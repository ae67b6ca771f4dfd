/* Who calls, as the handshake of TLS has proved it. */
#include "grpc/peer_identity.h"
#include "rpc/call.h"

bool pipc_call_is_authenticated(const pipc_call *call)
{
    pipc__server_call *held = pipc__call_hold(call);
    bool is_authenticated;

    if (held == NULL)
        return false;
    is_authenticated = pipc__peer_is_authenticated(held->incoming.call);
    pipc__server_call_let_go(held);
    return is_authenticated;
}

const char *pipc_call_peer_identity(const pipc_call *call)
{
    pipc__server_call *held = pipc__call_hold(call);
    const char *identity;

    if (held == NULL)
        return NULL;
    identity = pipc__peer_identity(held->incoming.call);
    pipc__server_call_let_go(held);
    return identity;
}

const char *pipc_call_auth_property(const pipc_call *call, const char *name, size_t index)
{
    pipc__server_call *held = pipc__call_hold(call);
    const char *value;

    if (held == NULL)
        return NULL;
    value = pipc__peer_property(held->incoming.call, name, index);
    pipc__server_call_let_go(held);
    return value;
}
