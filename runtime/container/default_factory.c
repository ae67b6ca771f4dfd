#include <pipc/default_factory.h>

#include <pipc/context_info.h>
#include <pipc/credential_store.h>
#include <pipc/discovery.h>

#include "component/factory.h"

PIPC__FACTORY_CREATE(create_context_info, pipc_context_info, component, pipc_context_info_init)
PIPC__FACTORY_CREATE(create_memory_discovery, pipc_memory_discovery, discovery.component,
                     pipc_memory_discovery_init)
PIPC__FACTORY_CREATE(create_memory_credential_store, pipc_memory_credential_store,
                     credential_store.component, pipc_memory_credential_store_init)

static const pipc_factory_type types[] = {
    {"pip-services:context-info:default:*:1.0", create_context_info, pipc__factory_free},
    {"pip-services:container-info:default:*:1.0", create_context_info, pipc__factory_free},
    {"pip-services:discovery:memory:*:1.0", create_memory_discovery, pipc__factory_free},
    {"pip-services:credential-store:memory:*:1.0", create_memory_credential_store,
     pipc__factory_free},
};

void pipc_default_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
