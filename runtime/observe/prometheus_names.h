/* What counters are called in Prometheus. */
#ifndef PIPC_RUNTIME_OBSERVE_PROMETHEUS_NAMES_H_
#define PIPC_RUNTIME_OBSERVE_PROMETHEUS_NAMES_H_

#include <stdbool.h>

#include <pipc/counters.h>

#include "base/arena.h"

typedef enum pipc__metric_kind {
    PIPC__METRIC_COUNTER,
    PIPC__METRIC_GAUGE,
    PIPC__METRIC_HISTOGRAM,
    PIPC__METRIC_SUMMARY
} pipc__metric_kind;

/* Which part of a counter a metric tells. */
typedef enum pipc__metric_part {
    PIPC__METRIC_VALUE,
    PIPC__METRIC_MIN,
    PIPC__METRIC_MAX
} pipc__metric_part;

/* Text in memory of an arena. */
typedef struct pipc__metric {
    const char *family; /* a valid name */
    pipc__metric_kind kind;
    pipc__metric_part part;
    const char *help;
    const char *service; /* "" and "": it is not about a method */
    const char *command;
    const pipc_counter *counter;
} pipc__metric;

/* "counter" and so on. */
const char *pipc__metric_kind_name(pipc__metric_kind kind);

/* What tells `part` of `counter`. False: there is no memory. */
bool pipc__metric_name(pipc__metric *self, const pipc_counter *counter, pipc__metric_part part,
                       pipc__arena *arena);

#endif
