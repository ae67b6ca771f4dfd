/* What the components of the runtime ask of a dependency resolver beyond its public face. */
#ifndef PIPC_RUNTIME_COMPONENT_DEPENDENCY_RESOLVER_H_
#define PIPC_RUNTIME_COMPONENT_DEPENDENCY_RESOLVER_H_

#include <pipc/dependency_resolver.h>
#include <pipc/references.h>

/* Exchanges what they hold. */
static inline void pipc__dependencies_swap(pipc_dependency_resolver *a, pipc_dependency_resolver *b)
{
    pipc_dependency_resolver held = *a;

    *a = *b;
    *b = held;
}

/*
 * `references` (may be NULL: *out is NULL) without the loggers, counters and tracers that are
 * not those which `self` was configured for, if it was, as `logger`, `counters` and `tracer`. A
 * component takes all of these that there are, so this is where it is told to take fewer.
 *
 * Ownership: free *out with pipc_references_free().
 */
int pipc__dependencies_select(const pipc_dependency_resolver *self,
                              const pipc_references *references, pipc_references **out,
                              pipc_error **error);

#endif
