#include <pipc/grpc_factory.h>

#include <pipc/grpc_endpoint.h>

#include "component/factory.h"

PIPC__FACTORY_CREATE(create_endpoint, pipc_grpc_endpoint, component, pipc_grpc_endpoint_init)

static const pipc_factory_type types[] = {
    {"pip-services:endpoint:grpc:*:1.0", create_endpoint, pipc__factory_free},
};

void pipc_grpc_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
