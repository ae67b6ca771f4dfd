#include "component/tracer.h"

#include <assert.h>
#include <string.h>

#include "base/sync.h"
#include "component/wall_clock.h"

static const char type_name[] = "tracer";
static const double ns_per_ms = 1e6;

void pipc_tracer_init(pipc_tracer *self, const pipc_component_class *component_class,
                      const pipc_tracer_class *tracer_class)
{
    assert(strcmp(component_class->type, type_name) == 0);
    pipc_component_init(&self->component, component_class);
    self->tracer_class = tracer_class;
}

pipc_tracer *pipc_tracer_from_component(pipc_component *component)
{
    if (component == NULL || strcmp(component->component_class->type, type_name) != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_tracer, component);
}

void pipc_tracer_trace(pipc_tracer *self, const pipc_trace *trace)
{
    if (self != NULL)
        self->tracer_class->trace(self, trace);
}

pipc_trace_timing pipc_tracer_begin_trace(pipc_tracer *self, const char *correlation_id,
                                          const char *component, const char *operation)
{
    pipc_trace_timing timing = {.tracer = self,
                                .correlation_id = correlation_id,
                                .component = component,
                                .operation = operation};

    if (self != NULL) {
        timing.begun_ms = pipc__wall_clock_ms();
        timing.begun_ns = pipc__now_ns();
    }
    return timing;
}

void pipc_trace_timing_end(pipc_trace_timing *timing, int code, const pipc_error *error)
{
    pipc_tracer *tracer = timing->tracer;
    pipc_trace trace;

    if (tracer == NULL)
        return;
    timing->tracer = NULL;
    trace = (pipc_trace){.correlation_id = timing->correlation_id,
                         .component = timing->component,
                         .operation = timing->operation,
                         .begun_ms = timing->begun_ms,
                         .duration_ms = (double)(pipc__now_ns() - timing->begun_ns) / ns_per_ms,
                         .code = code,
                         .error = error};
    pipc_tracer_trace(tracer, &trace);
}

/* --- all of them ---------------------------------------------------------------------------- */

int pipc__tracers_set_references(pipc__listeners *self, const pipc_references *references,
                                 pipc_error **error)
{
    return pipc__listeners_set_references(self, references, type_name,
                                          &pipc__composite_tracer_component_class, error);
}

void pipc__tracers_trace(const pipc__listeners *self, const pipc_trace *trace)
{
    for (size_t i = 0; i < self->count; i++)
        pipc_tracer_trace(PIPC_CONTAINER_OF(self->list[i], pipc_tracer, component), trace);
}
