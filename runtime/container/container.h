/* A container as its parts see it. */
#ifndef PIPC_RUNTIME_CONTAINER_CONTAINER_H_
#define PIPC_RUNTIME_CONTAINER_CONTAINER_H_

#include <pipc/container.h>
#include <pipc/context_info.h>
#include <pipc/references.h>

#include "component/log.h"
#include "container/container_plan.h"

struct pipc__container {
    pipc__container_plan plan;
    pipc_factory **factories; /* borrowed, but for the array; the newest last */
    size_t factory_count;
    pipc_factory default_factory;
    pipc_factory grpc_factory;
    pipc_references *given; /* what the program made; NULL: nothing */
    /* The rest is of an open container. */
    pipc_references *references;
    pipc_context_info context_info; /* in references unless the plan has one */
    pipc__loggers loggers;
    bool told; /* what went wrong last is in the log */
};

/* Puts all of `others` (may be NULL) into `references`. Errors: PIPC_E_NO_MEMORY. */
int pipc__container_put_all(pipc_references *references, const pipc_references *others,
                            pipc_error **error);

/*
 * Makes all components of the plan, lets them find each other, and opens them; all or nothing.
 *
 * Errors: those of <pipc/container.h>.
 */
int pipc__container_populate(struct pipc__container *self, const char *name,
                             const pipc_context *context, pipc_error **error);

/* Closes all of them, the last one first, and destroys them. The first error is told. */
int pipc__container_clear(struct pipc__container *self, const pipc_context *context,
                          pipc_error **error);

/* Whether what went wrong last in opening or closing the container is in the log. */
bool pipc__container_has_told(const pipc_container *self);

#endif
