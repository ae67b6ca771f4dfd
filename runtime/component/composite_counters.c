#include "component/counters.h"

static pipc_composite_counters *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_counters_from_component(component), pipc_composite_counters,
                             counters);
}

static void record_in_all(pipc_counters *counters, pipc_counter_type type, const char *name,
                          double value)
{
    const pipc__listeners *found =
        PIPC_CONTAINER_OF(counters, pipc_composite_counters, counters)->found;

    if (found != NULL)
        pipc__counters_record(found, type, name, value);
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    return pipc__listeners_replace(&of_component(component)->found, references, "counters",
                                   &pipc__composite_counters_component_class, error);
}

static void unset_references(pipc_component *component)
{
    pipc__listeners_drop(&of_component(component)->found);
}

const pipc_component_class pipc__composite_counters_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "counters",
    .set_references = set_references,
    .unset_references = unset_references,
};

void pipc_composite_counters_init(pipc_composite_counters *self)
{
    static const pipc_counters_class counters_class = {
        .size = sizeof(pipc_counters_class),
        .record = record_in_all,
    };

    pipc_counters_init(&self->counters, &pipc__composite_counters_component_class, &counters_class);
    self->found = NULL;
}
