#include "grpc/peer_identity.h"

#include <grpc/grpc_security.h>
#include <string.h>

/* The call holds its context for as long as it lives, and so the values of it. */
static grpc_auth_context *context_of(grpc_call *call)
{
    grpc_auth_context *context = grpc_call_auth_context(call);

    grpc_auth_context_release(context);
    return context;
}

bool pipc__peer_is_authenticated(grpc_call *call)
{
    const grpc_auth_context *context = context_of(call);

    return context != NULL && grpc_auth_context_peer_is_authenticated(context) != 0;
}

static const char *take(grpc_auth_property_iterator *iterator, size_t index)
{
    const grpc_auth_property *property = grpc_auth_property_iterator_next(iterator);

    for (; property != NULL && index > 0; index--)
        property = grpc_auth_property_iterator_next(iterator);
    if (property == NULL || property->value == NULL ||
        strlen(property->value) != property->value_length)
        return NULL;
    return property->value;
}

const char *pipc__peer_identity(grpc_call *call)
{
    const grpc_auth_context *context = context_of(call);
    grpc_auth_property_iterator iterator;

    if (context == NULL)
        return NULL;
    iterator = grpc_auth_context_peer_identity(context);
    return take(&iterator, 0);
}

const char *pipc__peer_property(grpc_call *call, const char *name, size_t index)
{
    const grpc_auth_context *context = context_of(call);
    grpc_auth_property_iterator iterator;

    if (context == NULL)
        return NULL;
    iterator = grpc_auth_context_find_properties_by_name(context, name);
    return take(&iterator, index);
}
