/* The factory of what every program may want: loggers, discovery and so on. */
#ifndef PIPC_DEFAULT_FACTORY_H_
#define PIPC_DEFAULT_FACTORY_H_

#include <pipc/factory.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes `self` a factory of these, all of the group pip-services and the version 1.0, as
 * DefaultContainerFactory of Pip.Services. Every container has one. Cannot fail. Dispose it with
 * pipc_dispose().
 *
 *     context-info:default           a pipc_context_info; container-info:default is the same
 *     logger:null, :console, :composite
 *     counters:null, :log, :composite
 *     tracer:null, :log, :composite   those of log.h, counters.h and tracer.h
 *     discovery:memory               a pipc_memory_discovery
 *     credential-store:memory        a pipc_memory_credential_store
 */
PIPC_API void pipc_default_factory_init(pipc_factory *self);

#ifdef __cplusplus
}
#endif

#endif
