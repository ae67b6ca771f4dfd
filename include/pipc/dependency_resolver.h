/* The dependency resolver: which of its references a component works with, by configuration. */
#ifndef PIPC_DEPENDENCY_RESOLVER_H_
#define PIPC_DEPENDENCY_RESOLVER_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Names for what a component looks for among its references, each with the descriptor it is found
 * by: the component puts its defaults, and `dependencies.<name>` of its configuration overrides
 * them. The descriptor `none` finds nothing.
 *
 *     init → put → configure → get_one … → dispose
 *
 * As DependencyResolver of Pip.Services, but that references are given with each look-up: a list of
 * references need not outlive pipc_set_references().
 *
 * Errors:    PIPC_E_MISCONFIGURATION BAD_DESCRIPTOR, naming the dependency, for text that is
 *            neither a descriptor nor `none`; PIPC_E_NO_MEMORY. Nothing changes then.
 * Ownership: text is copied. A zeroed struct may be disposed, or used.
 * Threads:   one at a time.
 */
struct pipc_dependency_resolver {
    pipc_config_params *defaults;   /**< private: what was put */
    pipc_config_params *configured; /**< private: what goes over it */
};

/** Makes `self` a resolver that knows no names. Cannot fail. */
PIPC_API void pipc_dependency_resolver_init(pipc_dependency_resolver *self);

/** Frees what `self` holds; accepts NULL, and again. */
PIPC_API void pipc_dependency_resolver_dispose(pipc_dependency_resolver *self);

/** Has `name` found by `descriptor`, whatever was put or configured for it before. */
PIPC_API PIPC_NODISCARD int pipc_dependency_resolver_put(pipc_dependency_resolver *self,
                                                         const char *name, const char *descriptor,
                                                         pipc_error **error);

/**
 * Takes the section `dependencies` of `config` over what was put before, and in place of what was
 * configured before.
 */
PIPC_API PIPC_NODISCARD int pipc_dependency_resolver_configure(pipc_dependency_resolver *self,
                                                               const pipc_config_params *config,
                                                               pipc_error **error);

/**
 * The descriptor that `name` is found by, which may be "none"; NULL for a name that was neither put
 * nor configured. Borrowed until `self` changes.
 */
PIPC_API const char *pipc_dependency_resolver_locator(const pipc_dependency_resolver *self,
                                                      const char *name);

/** The component of `references` that is `name` and was put last; *out is NULL if there is none. */
PIPC_API PIPC_NODISCARD int
pipc_dependency_resolver_get_one_optional(const pipc_dependency_resolver *self,
                                          const pipc_references *references, const char *name,
                                          pipc_component **out, pipc_error **error);

/**
 * As pipc_dependency_resolver_get_one_optional(), but there must be one.
 *
 * Errors: PIPC_E_INTERNAL REF_ERROR naming the dependency and its descriptor if there is none.
 */
PIPC_API PIPC_NODISCARD int
pipc_dependency_resolver_get_one_required(const pipc_dependency_resolver *self,
                                          const pipc_references *references, const char *name,
                                          pipc_component **out, pipc_error **error);

/** All components that are `name`, as pipc_references_get_next() gives them. */
PIPC_API PIPC_NODISCARD int pipc_dependency_resolver_get_next(const pipc_dependency_resolver *self,
                                                              const pipc_references *references,
                                                              const char *name, size_t *position,
                                                              pipc_component **out,
                                                              pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
