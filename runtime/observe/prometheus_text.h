/* Counters in Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). */
#ifndef PIPC_RUNTIME_OBSERVE_PROMETHEUS_TEXT_H_
#define PIPC_RUNTIME_OBSERVE_PROMETHEUS_TEXT_H_

#include <pipc/counters.h>

/* Of all metrics. NULL: none. */
typedef struct pipc__prometheus_labels {
    const char *source;
    const char *instance;
} pipc__prometheus_labels;

/*
 * Writes `counters`, and how much was `lost` besides what cannot be written.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: *out is the caller's: pipc__free() it.
 */
int pipc__prometheus_text(const pipc_counter *counters, size_t count,
                          const pipc__prometheus_labels *labels, uint64_t lost, char **out,
                          pipc_error **error);

#endif
