#include <pipc/grpc_factory.h>

#include <pipc/error.h>
#include <pipc/grpc_endpoint.h>

#include "base/alloc.h"

static int create_endpoint(pipc_factory *self, const char *descriptor, pipc_component **out,
                           pipc_error **error)
{
    pipc_grpc_endpoint *endpoint = pipc__alloc(sizeof *endpoint);

    (void)self;
    (void)descriptor;
    if (endpoint == NULL)
        return pipc_fail_no_memory(error);
    pipc_grpc_endpoint_init(endpoint);
    *out = &endpoint->component;
    return PIPC_OK;
}

static void destroy_endpoint(pipc_factory *self, pipc_component *component)
{
    (void)self;
    pipc__free(PIPC_CONTAINER_OF(component, pipc_grpc_endpoint, component));
}

static const pipc_factory_type types[] = {
    {"pip-services:endpoint:grpc:*:1.0", create_endpoint, destroy_endpoint},
};

void pipc_grpc_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
