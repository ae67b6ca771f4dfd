/* What the factories of pipc's own components have in common. */
#ifndef PIPC_RUNTIME_COMPONENT_FACTORY_H_
#define PIPC_RUNTIME_COMPONENT_FACTORY_H_

#include <stddef.h>

#include <pipc/error.h>
#include <pipc/factory.h>

#include "base/alloc.h"

/* Defines `function`, which makes a `type`: a struct that begins with the component it is. */
#define PIPC__FACTORY_CREATE(function, type, component, init)                                      \
    static int function(pipc_factory *self, const char *descriptor, pipc_component **out,          \
                        pipc_error **error)                                                        \
    {                                                                                              \
        void *made = pipc__alloc(sizeof(type));                                                    \
                                                                                                   \
        _Static_assert(offsetof(type, component) == 0, "what is made is what is given");           \
        (void)self;                                                                                \
        (void)descriptor;                                                                          \
        if (made == NULL)                                                                          \
            return pipc_fail_no_memory(error);                                                     \
        init(made);                                                                                \
        *out = made;                                                                               \
        return PIPC_OK;                                                                            \
    }

/* Frees what such a function has made. */
void pipc__factory_free(pipc_factory *self, pipc_component *component);

#endif
