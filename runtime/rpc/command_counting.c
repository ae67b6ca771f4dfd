#include "rpc/command_counting.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "component/counters.h"

static const double ns_per_ms = 1e6;

static void record(const pipc__command_counting *self, pipc_counter_type type, const char *suffix,
                   double value)
{
    bool has_service = self->service != NULL;
    char *name = pipc__str_format("%s%s%s%s", has_service ? self->service : "",
                                  has_service ? "." : "", self->command, suffix);

    if (name != NULL)
        pipc__counters_record(&self->observers->counters, type, name, value);
    pipc__free(name);
}

void pipc__command_counting_begin(pipc__command_counting *self, const pipc__observers *observers,
                                  const char *service, const char *command)
{
    bool counts = observers != NULL && observers->counters.count > 0;

    *self = (pipc__command_counting){counts ? observers : NULL, service, command, 0};
    if (!counts)
        return;
    record(self, PIPC_COUNTER_INCREMENT, observers->side->count, 1);
    self->begun_ns = pipc__now_ns();
}

void pipc__command_counting_end(const pipc__command_counting *self, int code)
{
    double duration_ms;

    if (self->observers == NULL)
        return;
    duration_ms = (double)(pipc__now_ns() - self->begun_ns) / ns_per_ms;
    record(self, PIPC_COUNTER_INTERVAL, self->observers->side->time, duration_ms);
    if (code != PIPC_OK)
        record(self, PIPC_COUNTER_INCREMENT, self->observers->side->errors, 1);
}
