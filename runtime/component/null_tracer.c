#include <pipc/tracer.h>

static void trace_nothing(pipc_tracer *self, const pipc_trace *trace)
{
    (void)self;
    (void)trace;
}

void pipc_null_tracer_init(pipc_tracer *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "tracer",
    };
    static const pipc_tracer_class tracer_class = {
        .size = sizeof(pipc_tracer_class),
        .trace = trace_nothing,
    };

    pipc_tracer_init(self, &component_class, &tracer_class);
}
