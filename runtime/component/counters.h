/* The counters a component counts in: all that its references hold. */
#ifndef PIPC_RUNTIME_COMPONENT_COUNTERS_H_
#define PIPC_RUNTIME_COMPONENT_COUNTERS_H_

#include <pipc/counters.h>

#include "component/listeners.h"

/* Of those that find counters themselves. */
extern const pipc_component_class pipc__composite_counters_component_class;

/* As pipc__listeners_set_references(). */
int pipc__counters_set_references(pipc__listeners *self, const pipc_references *references,
                                  pipc_error **error);

/* Counts in all of them. Threads: any. */
void pipc__counters_record(const pipc__listeners *self, pipc_counter_type type, const char *name,
                           double value);

#endif
