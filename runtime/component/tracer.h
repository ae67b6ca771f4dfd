/* The tracers a component tells: all that its references hold. */
#ifndef PIPC_RUNTIME_COMPONENT_TRACER_H_
#define PIPC_RUNTIME_COMPONENT_TRACER_H_

#include <pipc/tracer.h>

#include "component/listeners.h"

/* Of those that find tracers themselves. */
extern const pipc_component_class pipc__composite_tracer_component_class;

/* As pipc__listeners_set_references(). */
int pipc__tracers_set_references(pipc__listeners *self, const pipc_references *references,
                                 pipc_error **error);

/* Tells all of them. Threads: any. */
void pipc__tracers_trace(const pipc__listeners *self, const pipc_trace *trace);

#endif
