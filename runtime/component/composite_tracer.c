#include "component/tracer.h"

static pipc_composite_tracer *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_tracer_from_component(component), pipc_composite_tracer, tracer);
}

static void tell_all(pipc_tracer *tracer, const pipc_trace *trace)
{
    const pipc__listeners *found = PIPC_CONTAINER_OF(tracer, pipc_composite_tracer, tracer)->found;

    if (found != NULL)
        pipc__tracers_trace(found, trace);
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    return pipc__listeners_replace(&of_component(component)->found, references, "tracer",
                                   &pipc__composite_tracer_component_class, error);
}

static void unset_references(pipc_component *component)
{
    pipc__listeners_drop(&of_component(component)->found);
}

const pipc_component_class pipc__composite_tracer_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "tracer",
    .set_references = set_references,
    .unset_references = unset_references,
};

void pipc_composite_tracer_init(pipc_composite_tracer *self)
{
    static const pipc_tracer_class tracer_class = {
        .size = sizeof(pipc_tracer_class),
        .trace = tell_all,
    };

    pipc_tracer_init(&self->tracer, &pipc__composite_tracer_component_class, &tracer_class);
    self->found = NULL;
}
