#include <pipc/observability_factory.h>

#include <pipc/counters.h>
#include <pipc/log.h>
#include <pipc/prometheus_counters.h>
#include <pipc/tracer.h>

#include "component/factory.h"

PIPC__FACTORY_CREATE(create_null_logger, pipc_logger, component, pipc_null_logger_init)
PIPC__FACTORY_CREATE(create_console_logger, pipc_console_logger, logger.component,
                     pipc_console_logger_init)
PIPC__FACTORY_CREATE(create_composite_logger, pipc_composite_logger, logger.component,
                     pipc_composite_logger_init)
PIPC__FACTORY_CREATE(create_null_counters, pipc_counters, component, pipc_null_counters_init)
PIPC__FACTORY_CREATE(create_log_counters, pipc_log_counters, cached_counters.counters.component,
                     pipc_log_counters_init)
PIPC__FACTORY_CREATE(create_composite_counters, pipc_composite_counters, counters.component,
                     pipc_composite_counters_init)
PIPC__FACTORY_CREATE(create_prometheus_counters, pipc_prometheus_counters,
                     cached_counters.counters.component, pipc_prometheus_counters_init)
PIPC__FACTORY_CREATE(create_null_tracer, pipc_tracer, component, pipc_null_tracer_init)
PIPC__FACTORY_CREATE(create_log_tracer, pipc_log_tracer, tracer.component, pipc_log_tracer_init)
PIPC__FACTORY_CREATE(create_composite_tracer, pipc_composite_tracer, tracer.component,
                     pipc_composite_tracer_init)

static const pipc_factory_type types[] = {
    {"pip-services:logger:null:*:1.0", create_null_logger, pipc__factory_free},
    {"pip-services:logger:console:*:1.0", create_console_logger, pipc__factory_free},
    {"pip-services:logger:composite:*:1.0", create_composite_logger, pipc__factory_free},
    {"pip-services:counters:null:*:1.0", create_null_counters, pipc__factory_free},
    {"pip-services:counters:log:*:1.0", create_log_counters, pipc__factory_free},
    {"pip-services:counters:composite:*:1.0", create_composite_counters, pipc__factory_free},
    {"pip-services:counters:prometheus:*:1.0", create_prometheus_counters, pipc__factory_free},
    {"pip-services:tracer:null:*:1.0", create_null_tracer, pipc__factory_free},
    {"pip-services:tracer:log:*:1.0", create_log_tracer, pipc__factory_free},
    {"pip-services:tracer:composite:*:1.0", create_composite_tracer, pipc__factory_free},
};

void pipc_observability_factory_init(pipc_factory *self)
{
    pipc_factory_init(self, types, PIPC_ARRAY_SIZE(types));
}
