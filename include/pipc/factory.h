/* Factories: who makes components that are known by their descriptors only. */
#ifndef PIPC_FACTORY_H_
#define PIPC_FACTORY_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a factory makes: a row of a table, static const.
 *
 * Ownership: what create() gives is owned by whoever asked for it, who gives it back by
 *            pipc_factory_destroy(). A component is embedded in a struct that only its own factory
 *            knows, so nobody else can free it.
 */
struct pipc_factory_type {
    /** What can be asked for: a descriptor, with "*" for what does not matter. */
    const char *descriptor;
    /**
     * Makes one, which is initialised and ready to configure.
     *
     * @param descriptor  what was asked for, which may have a "*" of its own.
     */
    int (*create)(pipc_factory *self, const char *descriptor, pipc_component **out,
                  pipc_error **error);
    /** Frees the memory of one that create() made, and that is disposed already. */
    void (*destroy)(pipc_factory *self, pipc_component *component);
};

/**
 * A factory. It is a component itself, so that others can find it among their references; embed it
 * if your create functions need to know more than there is in their arguments.
 */
struct pipc_factory {
    pipc_component component;
    const pipc_factory_type *types; /**< private */
    size_t type_count;              /**< private */
};

/** Makes `self` a factory of `types`, which are borrowed until it is disposed. Cannot fail. */
PIPC_API void pipc_factory_init(pipc_factory *self, const pipc_factory_type *types,
                                size_t type_count);

/** The factory that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_factory *pipc_factory_from_component(pipc_component *component);

/**
 * Gives the first type that matches `descriptor`, where "*" in either stands for anything; *out is
 * NULL if there is none.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_DESCRIPTOR for text that is no descriptor; PIPC_E_NO_MEMORY.
 */
PIPC_API PIPC_NODISCARD int pipc_factory_can_create(const pipc_factory *self,
                                                    const char *descriptor,
                                                    const pipc_factory_type **out,
                                                    pipc_error **error);

/**
 * Makes a component of the first type that matches `descriptor`, which is given in *type unless
 * `type` is NULL.
 *
 * Errors:    those of pipc_factory_can_create(); PIPC_E_INTERNAL CANNOT_CREATE naming `descriptor`
 *            if there is no such type; those of the type.
 * Ownership: *out is yours: pipc_factory_destroy() it, before the factory goes.
 */
PIPC_API PIPC_NODISCARD int pipc_factory_create(pipc_factory *self, const char *descriptor,
                                                pipc_component **out,
                                                const pipc_factory_type **type, pipc_error **error);

/** Disposes a component that `type` of this factory has made, and frees it; accepts NULL for it. */
PIPC_API void pipc_factory_destroy(pipc_factory *self, const pipc_factory_type *type,
                                   pipc_component *component);

#ifdef __cplusplus
}
#endif

#endif
