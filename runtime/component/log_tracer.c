#include <pipc/tracer.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "component/log.h"

static pipc_log_tracer *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_tracer_from_component(component), pipc_log_tracer, tracer);
}

static void write_trace(pipc_tracer *tracer, const pipc_trace *trace)
{
    const pipc_log_tracer *self = PIPC_CONTAINER_OF(tracer, pipc_log_tracer, tracer);
    long long us = (long long)(trace->duration_ms * 1000); /* no %f: the locale may have a comma */
    bool has_operation = trace->operation != NULL && trace->operation[0] != '\0';

    if (self->loggers == NULL)
        return;
    pipc__loggers_log(self->loggers, (pipc_log_level)self->log_level, trace->correlation_id,
                      trace->error, "%s %s%s%s in %lld.%03lld msec",
                      trace->code == PIPC_OK ? "Executed" : "Failed to execute", trace->component,
                      has_operation ? "." : "", has_operation ? trace->operation : "", us / 1000,
                      us % 1000);
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_log_tracer *self = of_component(component);
    pipc_log_level level = PIPC_LOG_NONE;
    int code = pipc__log_level_read(config, "options.log_level", (pipc_log_level)self->log_level,
                                    &level, error);

    if (code == PIPC_OK)
        self->log_level = (int)level;
    return code;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    return pipc__listeners_replace(&of_component(component)->loggers, references, "logger",
                                   &pipc__composite_logger_component_class, error);
}

static void unset_references(pipc_component *component)
{
    pipc__listeners_drop(&of_component(component)->loggers);
}

void pipc_log_tracer_init(pipc_log_tracer *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "tracer",
        .configure = configure,
        .set_references = set_references,
        .unset_references = unset_references,
    };
    static const pipc_tracer_class tracer_class = {
        .size = sizeof(pipc_tracer_class),
        .trace = write_trace,
    };

    pipc_tracer_init(&self->tracer, &component_class, &tracer_class);
    self->log_level = PIPC_LOG_DEBUG;
    self->loggers = NULL;
}
