/* The factory of what every program may want besides loggers and the like. */
#ifndef PIPC_DEFAULT_FACTORY_H_
#define PIPC_DEFAULT_FACTORY_H_

#include <pipc/factory.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes `self` a factory of these, all of the group pip-services and the version 1.0, as
 * DefaultContainerFactory of Pip.Services. Every container has one, and that of
 * observability_factory.h. Cannot fail. Dispose it with
 * pipc_dispose().
 *
 *     context-info:default           a pipc_context_info; container-info:default is the same
 *     discovery:memory               a pipc_memory_discovery
 *     credential-store:memory        a pipc_memory_credential_store
 */
PIPC_API void pipc_default_factory_init(pipc_factory *self);

#ifdef __cplusplus
}
#endif

#endif
