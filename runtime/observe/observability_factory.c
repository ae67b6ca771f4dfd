#include <pipc/observability_factory.h>

#include <pipc/counters.h>
#include <pipc/error.h>
#include <pipc/log.h>
#include <pipc/prometheus_counters.h>
#include <pipc/tracer.h>

#include "base/alloc.h"

/* A function that makes a struct of `type`, whose component is `member`, its first one. */
#define CREATE(name, type, member, init)                                                           \
    static int create_##name(pipc_factory *self, const char *descriptor, pipc_component **out,     \
                             pipc_error **error)                                                   \
    {                                                                                              \
        __typeof__(type) *made = pipc__alloc(sizeof *made);                                        \
                                                                                                   \
        (void)self;                                                                                \
        (void)descriptor;                                                                          \
        if (made == NULL)                                                                          \
            return pipc_fail_no_memory(error);                                                     \
        init(made);                                                                                \
        *out = &made->member;                                                                      \
        return PIPC_OK;                                                                            \
    }

CREATE(null_logger, pipc_logger, component, pipc_null_logger_init)
CREATE(console_logger, pipc_console_logger, logger.component, pipc_console_logger_init)
CREATE(composite_logger, pipc_composite_logger, logger.component, pipc_composite_logger_init)
CREATE(null_counters, pipc_counters, component, pipc_null_counters_init)
CREATE(log_counters, pipc_log_counters, cached_counters.counters.component, pipc_log_counters_init)
CREATE(composite_counters, pipc_composite_counters, counters.component,
       pipc_composite_counters_init)
CREATE(prometheus_counters, pipc_prometheus_counters, cached_counters.counters.component,
       pipc_prometheus_counters_init)
CREATE(null_tracer, pipc_tracer, component, pipc_null_tracer_init)
CREATE(log_tracer, pipc_log_tracer, tracer.component, pipc_log_tracer_init)
CREATE(composite_tracer, pipc_composite_tracer, tracer.component, pipc_composite_tracer_init)

/* The component is where the struct begins. */
static void destroy(pipc_factory *self, pipc_component *component)
{
    (void)self;
    pipc__free(component);
}

static const pipc_factory_type types[] = {
    {"pip-services:logger:null:*:1.0", create_null_logger, destroy},
    {"pip-services:logger:console:*:1.0", create_console_logger, destroy},
    {"pip-services:logger:composite:*:1.0", create_composite_logger, destroy},
    {"pip-services:counters:null:*:1.0", create_null_counters, destroy},
    {"pip-services:counters:log:*:1.0", create_log_counters, destroy},
    {"pip-services:counters:composite:*:1.0", create_composite_counters, destroy},
    {"pip-services:counters:prometheus:*:1.0", create_prometheus_counters, destroy},
    {"pip-services:tracer:null:*:1.0", create_null_tracer, destroy},
    {"pip-services:tracer:log:*:1.0", create_log_tracer, destroy},
    {"pip-services:tracer:composite:*:1.0", create_composite_tracer, destroy},
};

void pipc_observability_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
