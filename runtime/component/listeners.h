/* Those a component tells what happens: all loggers, counters or tracers its references hold. */
#ifndef PIPC_RUNTIME_COMPONENT_LISTENERS_H_
#define PIPC_RUNTIME_COMPONENT_LISTENERS_H_

#include <stddef.h>

#include <pipc/references.h>

/* Zeroed is none. */
typedef struct pipc__listeners {
    pipc_component **list; /* borrowed, but for the array */
    size_t count;
} pipc__listeners;

/*
 * Takes all `*:type:*:*:*` of `references` (may be NULL) that are components of that type in place
 * of those it had, each once, the last one put first. Those of class `composite` are left out: what
 * they tell is told by the others already, and to tell each other would have no end.
 *
 * Errors: PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__listeners_set_references(pipc__listeners *self, const pipc_references *references,
                                   const char *type, const pipc_component_class *composite,
                                   pipc_error **error);

void pipc__listeners_dispose(pipc__listeners *self);

/*
 * As these, for those that embed a pointer only: *self is NULL while there are none. `dispose` sets
 * it so.
 */
int pipc__listeners_replace(pipc__listeners **self, const pipc_references *references,
                            const char *type, const pipc_component_class *composite,
                            pipc_error **error);
void pipc__listeners_drop(pipc__listeners **self);

#endif
