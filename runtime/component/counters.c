#include "component/counters.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/sync.h"
#include "component/wall_clock.h"

static const char type_name[] = "counters";
static const double ns_per_ms = 1e6;

void pipc_counters_init(pipc_counters *self, const pipc_component_class *component_class,
                        const pipc_counters_class *counters_class)
{
    assert(strcmp(component_class->type, type_name) == 0);
    pipc_component_init(&self->component, component_class);
    self->counters_class = counters_class;
}

pipc_counters *pipc_counters_from_component(pipc_component *component)
{
    if (component == NULL || strcmp(component->component_class->type, type_name) != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_counters, component);
}

/* --- count ---------------------------------------------------------------------------------- */

static void record(pipc_counters *self, pipc_counter_type type, const char *name, double value)
{
    if (self != NULL && isfinite(value))
        self->counters_class->record(self, type, name, value);
}

void pipc_counters_increment_one(pipc_counters *self, const char *name)
{
    pipc_counters_increment(self, name, 1);
}

void pipc_counters_increment(pipc_counters *self, const char *name, uint64_t count)
{
    record(self, PIPC_COUNTER_INCREMENT, name, (double)count);
}

void pipc_counters_interval(pipc_counters *self, const char *name, double milliseconds)
{
    record(self, PIPC_COUNTER_INTERVAL, name, milliseconds);
}

void pipc_counters_stats(pipc_counters *self, const char *name, double value)
{
    record(self, PIPC_COUNTER_STATISTICS, name, value);
}

void pipc_counters_last(pipc_counters *self, const char *name, double value)
{
    record(self, PIPC_COUNTER_LAST_VALUE, name, value);
}

void pipc_counters_timestamp_now(pipc_counters *self, const char *name)
{
    pipc_counters_timestamp(self, name, pipc__wall_clock_ms());
}

void pipc_counters_timestamp(pipc_counters *self, const char *name, int64_t time_ms)
{
    record(self, PIPC_COUNTER_TIMESTAMP, name, (double)time_ms);
}

pipc_counter_timing pipc_counters_begin_timing(pipc_counters *self, const char *name)
{
    return (pipc_counter_timing){
        .counters = self, .name = name, .begun_ns = self == NULL ? 0 : pipc__now_ns()};
}

void pipc_counter_timing_end(pipc_counter_timing *timing)
{
    pipc_counters *counters = timing->counters;

    if (counters == NULL)
        return;
    timing->counters = NULL;
    pipc_counters_interval(counters, timing->name,
                           (double)(pipc__now_ns() - timing->begun_ns) / ns_per_ms);
}

/* --- in all of them ------------------------------------------------------------------------- */

int pipc__counters_set_references(pipc__listeners *self, const pipc_references *references,
                                  pipc_error **error)
{
    return pipc__listeners_set_references(self, references, type_name,
                                          &pipc__composite_counters_component_class, error);
}

void pipc__counters_record(const pipc__listeners *self, pipc_counter_type type, const char *name,
                           double value)
{
    for (size_t i = 0; i < self->count; i++)
        record(PIPC_CONTAINER_OF(self->list[i], pipc_counters, component), type, name, value);
}
