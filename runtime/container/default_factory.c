#include <pipc/default_factory.h>

#include <pipc/context_info.h>
#include <pipc/counters.h>
#include <pipc/credential_store.h>
#include <pipc/discovery.h>
#include <pipc/error.h>
#include <pipc/log.h>
#include <pipc/tracer.h>

#include "base/alloc.h"

/* Defines `function`, which makes a `type`: one that begins with the component it is. */
#define CREATE(function, type, component, init)                                                    \
    static int function(pipc_factory *self, const char *descriptor, pipc_component **out,          \
                        pipc_error **error)                                                        \
    {                                                                                              \
        void *made = pipc__alloc(sizeof(type));                                                    \
                                                                                                   \
        _Static_assert(offsetof(type, component) == 0, "what is made is what is given");           \
        (void)self;                                                                                \
        (void)descriptor;                                                                          \
        if (made == NULL)                                                                          \
            return pipc_fail_no_memory(error);                                                     \
        init(made);                                                                                \
        *out = made;                                                                               \
        return PIPC_OK;                                                                            \
    }

CREATE(create_context_info, pipc_context_info, component, pipc_context_info_init)
CREATE(create_null_logger, pipc_logger, component, pipc_null_logger_init)
CREATE(create_console_logger, pipc_console_logger, logger.component, pipc_console_logger_init)
CREATE(create_composite_logger, pipc_composite_logger, logger.component, pipc_composite_logger_init)
CREATE(create_null_counters, pipc_counters, component, pipc_null_counters_init)
CREATE(create_log_counters, pipc_log_counters, cached_counters.counters.component,
       pipc_log_counters_init)
CREATE(create_composite_counters, pipc_composite_counters, counters.component,
       pipc_composite_counters_init)
CREATE(create_null_tracer, pipc_tracer, component, pipc_null_tracer_init)
CREATE(create_log_tracer, pipc_log_tracer, tracer.component, pipc_log_tracer_init)
CREATE(create_composite_tracer, pipc_composite_tracer, tracer.component, pipc_composite_tracer_init)
CREATE(create_memory_discovery, pipc_memory_discovery, discovery.component,
       pipc_memory_discovery_init)
CREATE(create_memory_credential_store, pipc_memory_credential_store, credential_store.component,
       pipc_memory_credential_store_init)

static void destroy(pipc_factory *self, pipc_component *component)
{
    (void)self;
    pipc__free(component);
}

static const pipc_factory_type types[] = {
    {"pip-services:context-info:default:*:1.0", create_context_info, destroy},
    {"pip-services:container-info:default:*:1.0", create_context_info, destroy},
    {"pip-services:logger:null:*:1.0", create_null_logger, destroy},
    {"pip-services:logger:console:*:1.0", create_console_logger, destroy},
    {"pip-services:logger:composite:*:1.0", create_composite_logger, destroy},
    {"pip-services:counters:null:*:1.0", create_null_counters, destroy},
    {"pip-services:counters:log:*:1.0", create_log_counters, destroy},
    {"pip-services:counters:composite:*:1.0", create_composite_counters, destroy},
    {"pip-services:tracer:null:*:1.0", create_null_tracer, destroy},
    {"pip-services:tracer:log:*:1.0", create_log_tracer, destroy},
    {"pip-services:tracer:composite:*:1.0", create_composite_tracer, destroy},
    {"pip-services:discovery:memory:*:1.0", create_memory_discovery, destroy},
    {"pip-services:credential-store:memory:*:1.0", create_memory_credential_store, destroy},
};

void pipc_default_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
